import { writeTypes } from './build/write-types.js';
import { readOptions } from './options.js';

// Writes the types of nodes and schemas; with --check only compares, for CI.
const { root, check } = readOptions('npm run typegen -- [--root DIR] [--check]', ['check']);

const stale = await writeTypes(root, { write: !check });
for (const file of stale) console.log(check ? `${file}: not what the schemas say` : `wrote ${file}`);
if (check && stale.length > 0) {
  console.error('Run `npm run typegen` and commit the result.');
  process.exitCode = 1;
}
