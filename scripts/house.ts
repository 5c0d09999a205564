import { printFindings } from '../src/ground/print-findings.js';
import { inspectHouse } from './house/inspect.js';
import { packVersion, readOptions } from './options.js';

// Judges imports and exports of the whole tree; exit 1 with findings. --json prints them as an array.
const { root, format } = readOptions('npm run house -- [--root DIR] [--format text|json|sarif] [--json]', [
  'format',
  'json',
]);
const { findings, modules } = await inspectHouse(root);

printFindings(findings, {
  format,
  version: packVersion(),
  summary: `${findings.length === 0 ? 'no finding' : `findings: ${findings.length}`} in ${modules} modules`,
});
process.exitCode = findings.length > 0 ? 1 : 0;
