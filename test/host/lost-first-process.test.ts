import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root, temporaryFolder } from '../support/workshop.js';

// A first process that is killed before it answers its worker: the worker may not wait for the answer.

const code = `
  import cluster from 'node:cluster';
  import { siblingsHere } from './src/host/workers.ts';
  const siblings = siblingsHere();
  if (siblings) {
    const metrics = siblings.metrics().catch(({ message }) => message);
    await siblings.ready();
    await siblings.stopped;
    console.log(await metrics);
    siblings.leave();
  } else {
    // It hears what the worker asks, and is gone.
    cluster.fork().on('message', ({ question }) => {
      if (question?.what === 'ready') process.kill(process.pid, 'SIGKILL');
    });
  }
`;

test('a worker whose first process is killed before it answers stops all the same', async () => {
  const outfile = join(await temporaryFolder(), 'program.mjs');
  await build({
    stdin: { contents: code, resolveDir: root, loader: 'ts' },
    ...{ bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'silent' },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  const child = spawn(process.execPath, [outfile], { stdio: ['ignore', 'pipe', 'inherit'] });
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
  });
  // The pipe closes when the worker has ended too.
  await once(child, 'close');
  expect(child.signalCode).toBe('SIGKILL');
  expect(shown).toBe('The first process has ended.\n');
});
