import { printFindings } from '../src/ground/print-findings.js';
import { validateTree } from './build/validate/index.js';
import { packVersion, readOptions } from './options.js';

// Checks manifests, schemas, examples, handlers and icons; exit 1 with findings. --json prints them as an array.
const { root, format } = readOptions('npm run validate -- [--root DIR] [--format text|json|sarif] [--json]', [
  'format',
  'json',
]);
const { findings, checked } = await validateTree(root);
const what = `${checked.nodes} nodes, ${checked.methods} method versions, ${checked.examples} examples, ${checked.antiExamples} anti-examples, ${checked.files} files`;

printFindings(findings, {
  format,
  version: packVersion(),
  summary: `${findings.length === 0 ? 'no finding' : `findings: ${findings.length}`} in ${what}`,
});
process.exitCode = findings.length > 0 ? 1 : 0;
