import { isEndpointObserved } from '../../src/package/method.js';
import { deepFields, fieldOf } from '../../src/schema/field.js';
import type { DescribedMethod } from './described-node.js';
import { exampleRequest } from './example-request.js';
import { inputHead, inputRows } from './input-rows.js';
import { block, code, codes, table } from './markdown.js';
import { observedHead, observedRows } from './observed-rows.js';
import { builtInText, outcomeHead, outcomeRows, waitingStatuses } from './outcome-rows.js';

export const callText = ({ definition: { request }, observed }: DescribedMethod) =>
  `${code(`${request.verb} ${request.path}`)} (${isEndpointObserved(observed) ? 'observed' : request.source})`;

/** What evidence confirms, with where and when. */
const observedText = ({ observed }: DescribedMethod): string[] =>
  observed.length === 0
    ? []
    : [
        `Observed in calls of the platform; what the handler assumes beyond that nobody has seen yet:\n\n${table(observedHead, observedRows(observed))}`,
      ];

export const callbackText = (method: DescribedMethod): string => {
  const { callback } = method.definition;
  if (!callback) return 'no';
  return `after ${waitingStatuses(method).join(', ')}: ${codes(Object.keys(callback))}`;
};

export const outputHead = ['variable', 'from', 'what'];

export const outputRows = ({ output, definition }: DescribedMethod): string[][] => {
  const paths: Record<string, string> = { ...definition.outputs };
  const from = (path: string) => (paths[path] ? code(paths[path]) : '');
  return deepFields(fieldOf(output).fields).map(({ path, description }) => [
    code(path),
    from(path),
    description,
  ]);
};

const outputsText = (method: DescribedMethod): string => {
  const rows = outputRows(method);
  if (rows.length === 0) return 'Outputs: none.';
  const origin = method.definition.callback ? 'callback' : 'answer';
  return `Outputs, from the ${origin} (${code('$')}):\n\n${table(outputHead, rows)}`;
};

const json = (value: unknown) => JSON.stringify(value, null, 2);

const folded = (title: string, content: string) =>
  `<details><summary>${title}</summary>\n\n${content}\n\n</details>`;

const examplesText = ({ examples }: DescribedMethod) =>
  folded(
    `Examples: ${examples.length}`,
    examples.map((example) => block('json', json(example))).join('\n\n'),
  );

const antiExamplesText = ({ antiExamples }: DescribedMethod) =>
  folded(
    `Anti-examples: ${antiExamples.length} (where the rule is assumed, a call only warns)`,
    table(
      ['why not', 'at', 'rule', 'input'],
      antiExamples.map(({ reason, pointer, code: rule, input }) => [
        reason,
        code(pointer),
        code(rule),
        code(JSON.stringify(input)),
      ]),
    ),
  );

/** Everything about a method of a version. */
export const methodSection = async (method: DescribedMethod, isAuthorized: boolean): Promise<string[]> => [
  `## ${method.definition.label} ${method.version}`,
  `${method.description} Method id ${code(method.id)}; names and outcomes ${method.definition.source}.`,
  block('http', await exampleRequest(method, isAuthorized)),
  `Endpoint: ${callText(method)}. Waits for a callback: ${callbackText(method)}.`,
  `Over Cisco's published APIs (a connection with "wire": "public"): ${method.publicWire}`,
  table(inputHead, await inputRows(method)),
  outputsText(method),
  table(outcomeHead, outcomeRows(method)),
  builtInText(method),
  ...observedText(method),
  examplesText(method),
  antiExamplesText(method),
];
