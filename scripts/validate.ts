import { validateTree } from './build/validate/index.js';
import { readOptions } from './options.js';

// Checks manifests, schemas, examples, handlers and icons; exit 1 with findings. --json prints them as an array.
const { root, json } = readOptions('npm run validate -- [--root DIR] [--json]', ['json']);
const { findings, checked } = await validateTree(root);

if (json) console.log(JSON.stringify(findings, null, 2));
else {
  for (const { file, pointer, problem, remedy } of findings)
    console.log(`${file}${pointer ? ` ${pointer}` : ''}: ${problem}\n  ${remedy}`);
  const what = `${checked.nodes} nodes, ${checked.methods} method versions, ${checked.examples} examples, ${checked.antiExamples} anti-examples, ${checked.files} files`;
  console.log(`${findings.length === 0 ? 'no finding' : `findings: ${findings.length}`} in ${what}`);
}
process.exitCode = findings.length > 0 ? 1 : 0;
