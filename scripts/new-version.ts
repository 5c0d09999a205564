import { scaffoldVersion } from './build/scaffold-version.js';
import { readOptions } from './options.js';
import { orWrongUse } from './wrong-use.js';

// Makes nodes/<node>/<version>/, which repeats the contract of the version before.
const { root, positionals } = readOptions('npm run new-version <node> <vX.Y> -- [--root DIR]', [], 2);
await orWrongUse(async () => {
  const [node, version] = positionals as [string, string];
  const { predecessor, files } = await scaffoldVersion(root, node, version);
  for (const file of files) console.log(`wrote ${file}`);
  console.log(`
${node} ${version} repeats the contract of ${predecessor}. Next:
  1. nodes/${node}/manifest.json: what changed ("unknown" where nobody says it) and who says so;
     recommended, when it is, and then the default.
  2. Where the contract changes: a schema of its own in place of the reference, npm run typegen, and a handler that
     spreads the one before and overrides what differs.
  3. npm run validate, which finds what is still to be written, npm run docs, npm test.`);
});
