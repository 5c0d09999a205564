import { readFile, writeFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { readPackSource } from '../src/build/source-tree.js';
import { generateTypes } from '../src/build/typegen.js';

// Writes the types of nodes and schemas; with --check only compares, for CI. --root DIR works on another tree.
const check = process.argv.includes('--check');
const rootOption = process.argv.indexOf('--root');
const root = resolve(rootOption > 0 ? process.argv[rootOption + 1]! : '.');

const stale: string[] = [];
for (const [file, text] of await generateTypes(await readPackSource(root))) {
  const committed = await readFile(file, 'utf8').catch(() => '');
  if (committed === text) continue;
  stale.push(relative(root, file));
  if (!check) await writeFile(file, text);
}
for (const file of stale) console.log(check ? `${file}: not what the schemas say` : `wrote ${file}`);
if (check && stale.length > 0) {
  console.error('Run `npm run typegen` and commit the result.');
  process.exitCode = 1;
}
