import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Finding } from './finding.js';

const uriOf = (file: string): string =>
  isAbsolute(file) ? pathToFileURL(file).href : file.split(/[\\/]/).map(encodeURIComponent).join('/');

/** Findings as SARIF 2.1.0, which code hosts and editors show beside the lines. */
export const sarifOf = (findings: Finding[], toolVersion: string) => {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'wxcc-nodes',
            version: toolVersion,
            rules: rules.map((id) => ({ id })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map(({ severity, rule, file, line, column, pointer, message, remedy }) => ({
          ruleId: rule,
          ruleIndex: rules.indexOf(rule),
          level: severity,
          message: { text: `${message} ${remedy}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: uriOf(file) },
                ...(line !== undefined && {
                  region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
                }),
              },
              logicalLocations: [{ fullyQualifiedName: pointer, kind: 'value' }],
            },
          ],
        })),
      },
    ],
  };
};
