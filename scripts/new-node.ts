import { scaffoldNode } from './build/scaffold-node.js';
import { readOptions } from './options.js';
import { orWrongUse } from './wrong-use.js';

// Makes nodes/<id>/ with one method, ready to build.
const { root, name, positionals } = readOptions(
  'npm run new-node <id> -- [--name "..."] [--root DIR]',
  ['name'],
  1,
);
await orWrongUse(async () => {
  const id = positionals[0]!;
  for (const file of await scaffoldNode(root, id, name)) console.log(`wrote ${file}`);
  console.log(`
Next:
  1. nodes/${id}/manifest.json: what the node does, and when a flow needs it.
  2. nodes/${id}/v1.0/${id}.schema.json: the inputs and outputs, their examples and anti-examples.
  3. npm run typegen, then nodes/${id}/v1.0/${id}.ts: the call and its outcomes.
  4. npm run validate, which finds what is still to be written, npm run docs, npm test. The conformance run needs to be told how the method ends.`);
});
