import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { NodePackage } from '../../src/package/node-package.js';
import { BuildError } from './build-error.js';

/**
 * Runs in the empty folder, with nothing but Node.js: every method version loads and validates its first example; an
 * upgrade makes what was valid in the version before valid.
 */
const script = `
const { readFileSync, readdirSync } = require('node:fs');
let checked = 0;
for (const node of readdirSync('.')) {
  const manifest = JSON.parse(readFileSync(node + '/manifest.json', 'utf8'));
  for (const [place, { version, methods }] of manifest.versions.entries())
    for (const { id, files, wires } of methods) {
      const at = node + ' ' + version + ' ' + id + ': ';
      const load = (path) => require(process.cwd() + '/' + node + '/' + path);
      const handler = load(wires.task.handler).default;
      const { input, output } = load(files.validators);
      const examplesOf = (path) => JSON.parse(readFileSync(node + '/' + path, 'utf8')).$defs.input.examples;
      const [example] = examplesOf(files.schema);
      if (typeof output !== 'function') throw new Error(at + 'no validator for the output');
      if (!input(example)) throw new Error(at + 'the first example does not validate: ' + JSON.stringify(input.errors));
      if (input({})) throw new Error(at + 'an empty input validates');
      const request = handler.build(example, { orgId: 'org', callbackUrl: 'http://callback' });
      JSON.stringify(request);
      const prior = manifest.versions[place - 1]?.methods.find((method) => method.id === id);
      if (files.upgrade && prior)
        for (const before of examplesOf(prior.files.schema)) {
          const { configuration } = load(files.upgrade).default(before);
          if (!input(configuration)) throw new Error(at + 'what was valid in the version before is not after the upgrade: ' + JSON.stringify(input.errors));
        }
      checked += 1;
    }
}
console.log(checked);
`;

const runScript = (cwd: string) =>
  new Promise<{ code: number | null; out: string; err: string }>((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=commonjs', '-'], { cwd, env: {}, stdio: 'pipe' });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.end(script);
  });

/**
 * Unpacks the packages into an empty temporary folder, loads them there in a Node.js of its own without environment,
 * and validates one example for each method version. Returns how many; throws BuildError when one fails.
 */
export const checkInCleanRoom = async (
  packages: Pick<NodePackage, 'manifest' | 'files'>[],
): Promise<number> => {
  const room = await mkdtemp(join(tmpdir(), 'wxcc-nodes-clean-room-'));
  try {
    for (const { manifest, files } of packages)
      for (const [path, bytes] of files) {
        const target = join(room, manifest.node.id, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, bytes);
      }
    const { code, out, err } = await runScript(room);
    if (code !== 0)
      throw new BuildError(
        'clean room',
        err.split('\n').find((line) => /^\w*Error: /.test(line)) ?? `exit ${code}`,
        'The package does not work on its own; see the handler or schema named.',
      );
    return Number(out);
  } finally {
    await rm(room, { recursive: true, force: true });
  }
};
