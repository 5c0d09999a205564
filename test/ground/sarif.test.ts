import { Ajv2020 } from 'ajv/dist/2020.js';
import { sarifOf } from '../../src/ground/sarif.js';
import { findingsOf, flowOf, queueStep, sendStep } from '../flow/flow-fixtures.js';

/** The rules of SARIF 2.1.0 (OASIS) that a result with a place must keep. */
const sarif = {
  type: 'object',
  required: ['version', 'runs'],
  properties: {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: {
      type: 'array',
      items: {
        type: 'object',
        required: ['tool', 'results'],
        properties: {
          tool: {
            type: 'object',
            required: ['driver'],
            properties: {
              driver: {
                type: 'object',
                required: ['name'],
                properties: {
                  name: { type: 'string', minLength: 1 },
                  version: { type: 'string' },
                  rules: {
                    type: 'array',
                    uniqueItems: true,
                    items: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
                  },
                },
              },
            },
          },
          columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
          results: {
            type: 'array',
            items: {
              type: 'object',
              required: ['message', 'locations', 'ruleId', 'ruleIndex', 'level'],
              properties: {
                level: { enum: ['none', 'note', 'warning', 'error'] },
                ruleIndex: { type: 'integer', minimum: 0 },
                message: {
                  type: 'object',
                  required: ['text'],
                  properties: { text: { type: 'string', minLength: 1 } },
                },
                locations: {
                  type: 'array',
                  minItems: 1,
                  items: {
                    type: 'object',
                    required: ['physicalLocation'],
                    properties: {
                      physicalLocation: {
                        type: 'object',
                        required: ['artifactLocation', 'region'],
                        properties: {
                          artifactLocation: {
                            type: 'object',
                            required: ['uri'],
                            properties: { uri: { type: 'string', pattern: '^[!-~]+$' } },
                          },
                          region: {
                            type: 'object',
                            required: ['startLine', 'startColumn'],
                            properties: {
                              startLine: { type: 'integer', minimum: 1 },
                              startColumn: { type: 'integer', minimum: 1 },
                            },
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

test('findings become SARIF 2.1.0 with rules, levels and places', async () => {
  const findings = await findingsOf(flowOf([queueStep({ version: 'v9.9' }), sendStep()]), {
    file: 'my flows/ä.flow.json',
  });
  const log = sarifOf(findings, '1.0.0');
  const validate = new Ajv2020().compile(sarif);
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  const [run] = log.runs;
  expect(run!.results.length).toBe(findings.length);
  for (const { ruleId, ruleIndex } of run!.results)
    expect(run!.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  expect(run!.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(
    'my%20flows/%C3%A4.flow.json',
  );
});

test('no findings are a log without results', () => {
  expect(sarifOf([], '1.0.0').runs[0]).toMatchObject({ results: [], tool: { driver: { rules: [] } } });
});
