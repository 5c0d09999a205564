import { resolve } from 'node:path';
import { applyEvidence } from './build/apply-evidence.js';
import { readOptions } from './options.js';
import { orWrongUse } from './wrong-use.js';

// Writes what a file of evidence shows of each node into nodes/<node>/evidence/<day>.json.
const usage = 'npm run evidence -- apply <file> [--root DIR]';
const {
  root,
  positionals: [verb, file = ''],
} = readOptions(usage, [], 2);
if (verb !== 'apply') {
  console.error(`There is no ${verb} here.\nUsage: ${usage}`);
  process.exit(2);
}
await orWrongUse(async () => {
  const { files, leftOut, kept, against, version } = await applyEvidence(root, resolve(file));
  for (const one of files) console.log(`wrote ${one}`);
  if (files.length === 0)
    console.log('Nothing was written: no call of a data centre shows what is not known.');
  if (leftOut > 0)
    console.log(
      `${leftOut} endpoints were left out: of no data centre, of no method here, or known already.`,
    );
  for (const one of kept)
    console.log(
      `kept in ${one.file}: ${one.endpoints} endpoints of methods, or with words, that the node does not have.`,
    );
  for (const { node, version: of, method, kind, name, state, saw } of against)
    console.log(
      `${state}: ${node} ${of} ${method}, ${kind} ${name}${saw.length > 0 ? `; saw ${saw.join(', ')}` : ''}`,
    );
  if (version)
    console.log(`
It is in pack version ${version.version}, ${version.how}. Next: npm run validate, which finds what is contradicted, npm run docs, npm run conformance.`);
});
