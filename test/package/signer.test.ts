import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pino } from 'pino';
import { ServiceKeys } from '../../src/host/keys/service-keys.js';
import { startService } from '../../src/host/service.js';
import { digestOf } from '../../src/package/digest.js';
import { versionDescription } from '../../src/package/node-views.js';
import type { Workspace } from '../../src/workspace/workspace.js';
import { jsonOf } from '../cli/run-cli.js';
import { buildWith, publisherHome, type Signed, sign, zipsIn } from '../cli/signed-build.js';
import { packDirectory, temporaryFolder, workspaceOf } from '../support/workshop.js';

/** A pack that acme has signed. */
let build: string;
let bundles: string[];
let zip: string;
let publisher: { keyId: string; publicKey: string };
beforeAll(async () => {
  build = await buildWith();
  await cp(join(packDirectory, 'manifest.json'), join(build, 'manifest.json'));
  const acme = await publisherHome();
  publisher = acme.publisher;
  const zips = await zipsIn(build);
  bundles = jsonOf<Signed>(await sign(acme.home, build, zips)).bundles;
  zip = zips.find((file) => basename(file).startsWith('queue-task-'))!;
});

let home: string;
let workspace: Workspace;
beforeEach(async () => {
  home = await temporaryFolder();
  workspace = workspaceOf(home, { packDirectory: build });
});
afterEach(() => workspace.close());

const trustAcme = (nodes = ['*']) =>
  workspace.trust.add({ name: 'acme', key: publisher.publicKey, nodes, from: undefined, until: undefined });

/** An empty input is invalid, so nothing is sent; the result says who signed the package. */
const signer = async (of: Workspace, packageFile?: string) => {
  const call = { node: 'queue-task', input: {}, ...(packageFile !== undefined && { packageFile }) };
  return (await of.engine.invoke(call)).package.signedBy;
};

const take = async () =>
  workspace.catalog.import([{ file: zip, zip: await readFile(zip) }], {
    known: new Set(),
    trusted: new Set(),
    replace: false,
    judge: async () => ({ state: 'valid', publisher: 'acme', keyId: publisher.keyId }),
  });

test("a result says who signed, of the pack's own, a file's and the catalog's packages", async () => {
  expect(await signer(workspace)).toBeUndefined();
  await trustAcme();
  const acme = { publisher: 'acme', keyId: publisher.keyId };
  expect(await signer(workspace)).toEqual(acme);
  expect(await signer(workspace, zip)).toEqual(acme);
  await take();
  expect(await signer(workspace)).toEqual(acme);
  const described = versionDescription(workspace.packages, await workspace.packages.find('queue-task'));
  expect(await described).toMatchObject({ signature: { state: 'valid', ...acme } });
  await workspace.trust.remove('acme');
  expect(await signer(workspace)).toBeUndefined();
});

test('what is revoked is not run, wherever it comes from, and the others are', async () => {
  await take();
  const digest = digestOf(await readFile(zip));
  await workspace.trust.revoke([digest], 'sends twice');
  const refused = { code: 'package.revoked', message: expect.stringContaining('sends twice') };
  await expect(signer(workspace)).rejects.toMatchObject(refused);
  await expect(signer(workspace, zip)).rejects.toMatchObject(refused);
  const damaged = await workspace.packages.damaged();
  expect(damaged.map(({ node, problem }) => [node, problem.code])).toEqual([
    ['queue-task', 'package.revoked'],
    ['queue-task', 'package.revoked'],
  ]);
  expect((await workspace.packages.find('close-task')).node.id).toBe('close-task');
  await workspace.trust.remove(digest);
  expect(await workspace.packages.damaged()).toEqual([]);
});

test('what a revoked key has signed is not run', async () => {
  await workspace.trust.revoke([publisher.keyId]);
  await expect(signer(workspace)).rejects.toMatchObject({ code: 'package.revoked' });
});

test('where only signed packages are asked for, none is run that no trusted publisher signed', async () => {
  const strict = workspaceOf(home, { packDirectory: build, signedOnly: true });
  const refused = { code: 'package.unsigned', remedy: expect.stringContaining('trust add') };
  await expect(signer(strict)).rejects.toMatchObject(refused);
  await expect(signer(strict, zip)).rejects.toMatchObject(refused);
  await trustAcme(['queue-task']);
  expect(await signer(strict)).toMatchObject({ publisher: 'acme' });
  expect((await strict.packages.nodes()).map(({ node }) => node.id)).toEqual(['queue-task']);
  await strict.close();
});

test('a service that asks for signed packages serves none, until their publisher is trusted', async () => {
  const keys = new ServiceKeys(workspace.stores.keys);
  const { secret } = await keys.add({ name: 'desk', nodes: ['*'], callsPerMinute: 600 });
  const service = await startService({
    home,
    packDirectory: build,
    signedOnly: true,
    environment: {},
    log: pino({ level: 'silent' }),
  });
  const call = () =>
    fetch(`${service.url}/v1/nodes/queue-task/v1.3/queue-task`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`desk:${secret}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: '{}',
    });
  const readiness = async () => (await fetch(`${service.url}/readyz`)).json();
  try {
    expect(await readiness()).toMatchObject({ versions: 0 });
    const refused = await call();
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(await refused.text()).toContain('package.unsigned');
    await trustAcme();
    expect(await readiness()).not.toHaveProperty('damaged');
    expect(await (await call()).json()).toMatchObject({
      outcome: 'onInvalidData',
      package: { origin: 'pack', signedBy: { publisher: 'acme', keyId: publisher.keyId } },
    });
  } finally {
    await service.stop();
  }
});

test('a pack that is signed while a service runs is signed from then on', async () => {
  await trustAcme();
  const text = await readFile(bundles[0]!);
  await rm(bundles[0]!);
  expect(await signer(workspace)).toBeUndefined();
  await writeFile(bundles[0]!, text);
  expect(await signer(workspace)).toMatchObject({ publisher: 'acme' });
});
