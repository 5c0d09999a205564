import { printTable } from '../src/cli/output.js';
import { findCommit } from './git.js';
import { readOptions } from './options.js';
import { readCommit, readFolders } from './size/read-tree.js';
import { sizes } from './size/report.js';

// Counts the lines of code that somebody wrote, here and at another commit.
const { root, json, against } = readOptions('npm run size -- [--against COMMIT] [--json] [--root DIR]', [
  'json',
  'against',
]);
const folders = ['nodes', 'src', 'scripts'];
const commit = against && findCommit(root, against);

if (against && !commit) {
  console.error(`There is no commit ${against} here.\nGive one that \`git log\` shows.`);
  process.exitCode = 2;
} else {
  const now = sizes(readFolders(root, folders), folders);
  const before = commit ? sizes(readCommit(root, commit, folders), folders) : undefined;
  if (json) console.log(JSON.stringify({ now, ...(before && { against: { commit, ...before } }) }, null, 2));
  else {
    printTable(
      ['', 'files', 'lines', ...(before ? [`files at ${against}`, 'lines', 'more or less'] : [])],
      Object.entries(now).map(([name, { files, lines }]) => {
        const old = before?.[name];
        return [name, files, lines, ...(old ? [old.files, old.lines, lines - old.lines] : [])];
      }),
    );
    console.log(
      'Lines of TypeScript and JavaScript that are neither blank nor all comment; without nodes/*/types.ts, which `npm run typegen` writes. JSON is not counted.',
    );
  }
}
