import { inspectHouse } from './house/inspect.js';
import { readOptions } from './options.js';

// Judges imports and exports of the whole tree; exit 1 with findings. --json prints them as an array.
const { root, json } = readOptions('npm run house -- [--root DIR] [--json]', ['json']);
const { findings, modules } = await inspectHouse(root);

if (json) console.log(JSON.stringify(findings, null, 2));
else {
  for (const { rule, file, line, message, remedy } of findings)
    console.log(`${file}:${line}: ${message} (${rule})\n  ${remedy}`);
  console.log(
    `${findings.length === 0 ? 'no finding' : `findings: ${findings.length}`} in ${modules} modules`,
  );
}
process.exitCode = findings.length > 0 ? 1 : 0;
