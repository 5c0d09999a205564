import type { AnswerRule, Json, MethodDefinition, Reader } from '../../src/node-kit/method.js';
import type { MethodFacts, Wire } from '../../src/package/method.js';
import { BuildError } from './build-error.js';

type Definition = MethodDefinition<unknown, Record<string, unknown>>;

const ruleText = (rule: AnswerRule<string> | Reader<string>): string => {
  if (typeof rule === 'string') return rule;
  if (typeof rule === 'function') return '(from the body)';
  return rule.intermediate ? `(callback) after ${rule.intermediate}` : '(callback)';
};

const rulesText = (rules: object) =>
  Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, ruleText(rule)]));

/** Stands for the callback's address in a request that is built to see where it goes. */
const callbackUrl = 'https://callback.invalid/callbacks/id';

/** The member of the request's body that tells the callback's address. Throws BuildError. */
const callbackKey = (file: string, definition: Definition, example: Json): string => {
  const { body = {} } = definition.build(example, { orgId: 'org', callbackUrl });
  const [key] = Object.keys(body).filter((name) => body[name] === callbackUrl);
  if (key !== undefined) return key;
  throw new BuildError(
    file,
    'waits for a callback, but the body of its first example does not tell the callback URL',
    'Give call.callbackUrl as a member of the body, or do not wait.',
  );
};

/** Whether the outcome comes with a callback, and what the flow sees before. */
const waitsOf = (file: string, definition: Definition, example: Json): Pick<Wire, 'waits'> => {
  const rule = Object.values(definition.answers).find((one) => typeof one === 'object');
  if (!rule) return {};
  const { intermediate } = rule;
  return {
    waits: {
      key: callbackKey(file, definition, example),
      ...(intermediate !== undefined && { intermediate }),
    },
  };
};

/** What is told by events, and the second request that one may lead to. */
const eventsOf = ({ answers, events, follow }: Definition): Partial<Wire> => {
  if (!events) return {};
  const told = Object.values(answers).find((one) => typeof one === 'object')?.intermediate;
  return {
    waits: { ...(told !== undefined && { intermediate: told }) },
    events: rulesText(events),
    ...(follow && {
      follow: {
        request: { ...follow.request },
        answers: rulesText(follow.answers),
        events: rulesText(follow.events),
      },
    }),
  };
};

export interface DescribedFiles extends Omit<MethodFacts['files'], 'handler'> {
  handler: string;
}

/** The handler of another wire: outcomes are those of the method. Throws BuildError. */
export const describeWire = (
  file: string,
  definition: Definition,
  handler: string,
  method: Pick<MethodFacts, 'outcomes' | 'outputs'>,
): Wire => {
  const own = Object.entries(definition.outcomes).map(([name, type]) => ({ name, type }));
  if (JSON.stringify(own) !== JSON.stringify(method.outcomes))
    throw new BuildError(
      file,
      'has other outcomes than the method on the wire task',
      'A flow runs over either: declare the same outcomes in the same order.',
    );
  return {
    handler,
    source: definition.request.source,
    request: { ...definition.request },
    answers: rulesText(definition.answers),
    ...eventsOf(definition),
    ...(definition.missing && { missing: [...definition.missing] }),
  };
};

/** A handler's declarations as the package's manifest has them, so that they are written once. Throws BuildError. */
export const describeMethod = (
  id: string,
  definition: Definition,
  { handler, ...files }: DescribedFiles,
  source: { file: string; example: Json },
): MethodFacts => ({
  id,
  name: definition.label,
  source: definition.source,
  request: { ...definition.request },
  answers: rulesText(definition.answers),
  ...(definition.callback && { callback: rulesText(definition.callback) }),
  outcomes: Object.entries(definition.outcomes).map(([name, type]) => ({ name, type })),
  outputs: { ...definition.outputs },
  wires: {
    task: {
      handler,
      source: definition.request.source,
      ...waitsOf(source.file, definition, source.example),
    },
  },
  files,
});
