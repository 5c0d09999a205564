import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { digestOf } from '../../src/package/digest.js';
import { verifyPackage } from '../../src/package/verify.js';
import { rawZip } from '../support/raw-zip.js';
import { temporaryFolder } from '../support/workshop.js';
import { honestZip, rewritten } from './honest.js';
import { expectRefused, homeWithCatalog, importTrusted } from './refusal.js';

let trap: string;
let code: string;
beforeAll(async () => {
  trap = join(await temporaryFolder(), 'executed');
  // However it is run, it shows: by a file where it can reach Node.js, by an exception where it cannot.
  code = `if (typeof require === 'function') require('node:fs').writeFileSync(${JSON.stringify(trap)}, '');
throw new Error('executed');`;
});

/** Every file of code in the package is the trap, and the manifest is right about it. */
const trapped = () =>
  rewritten(honestZip(), (_manifest, files) => {
    for (const path of files.keys()) if (path.endsWith('.js')) files.set(path, Buffer.from(code));
  });

test('verifying and importing a package executes nothing of it', async () => {
  const zip = await trapped();
  const { digest } = await verifyPackage(zip);
  expect(digest).toBe(digestOf(zip));
  await importTrusted(await homeWithCatalog(), zip);
  expect(existsSync(trap)).toBe(false);
});

test('a package that is refused for its last file has not been executed either', async () => {
  const files = (await verifyPackage(await trapped())).files;
  const last = { name: 'zz-extra', content: '1' };
  const zip = rawZip([...[...files].map(([name, content]) => ({ name, content })), last]);
  await expectRefused(await homeWithCatalog(), zip, { code: 'file.extra', says: 'zz-extra' });
  expect(existsSync(trap)).toBe(false);
});

test('the trap does spring when the code is run', async () => {
  const verified = await verifyPackage(await trapped());
  const [method] = verified.versions[0]!.methods;
  await expect(method!.callable()).rejects.toThrow('executed');
  expect(existsSync(trap)).toBe(false);
  expect(() => runInNewContext(code, { require: createRequire(__filename) })).toThrow('executed');
  expect(existsSync(trap)).toBe(true);
});
