import type { AnswerRule, MethodDefinition, Reader } from '../../../src/node-kit/method.js';
import { builtInOutcomes } from '../../../src/node-kit/method.js';
import type { Draft } from './finding.js';
import type { ReadInput, ReadMethod } from './methods.js';

type Definition = MethodDefinition<unknown, Record<string, unknown>>;
type Rule = AnswerRule<string> | Reader<string>;

const sources: unknown[] = ['seed', 'documented', 'observed', 'assumed'];

/** What the connection gives to every path. */
const given = ['domain', 'orgId'];

const finding = (file: string, problem: string, remedy: string): Draft => ({ file, problem, remedy });

const checkSources = (file: string, { source, request }: Definition): Draft[] =>
  Object.entries({ source, 'request.source': request?.source })
    .filter(([, value]) => !sources.includes(value))
    .map(([name, value]) =>
      finding(
        file,
        `${name} is ${JSON.stringify(value) ?? 'missing'}`,
        `Say where the facts come from: ${sources.join(', ')}.`,
      ),
    );

const waits = (rule: Rule) => typeof rule === 'object' && rule.waitsForCallback;

const checkWaiting = (file: string, { answers, callback }: Definition): Draft[] => {
  const waiting = Object.values(answers).some((rule) => rule && waits(rule));
  if (waiting && !callback)
    return [
      finding(file, 'an answer waits, but there is no callback', 'Add callback: its words and outcomes.'),
    ];
  if (!waiting && callback)
    return [
      finding(
        file,
        'there is a callback, but no answer waits for it',
        'Let an answer be waiting, or remove it.',
      ),
    ];
  return [];
};

const namesIn = (rule: Rule): string[] => {
  if (typeof rule === 'string') return [rule];
  return typeof rule === 'object' && rule.intermediate ? [rule.intermediate] : [];
};

const checkNames = (file: string, { answers, callback, outcomes }: Definition): Draft[] => {
  const known = new Set([...Object.keys(outcomes), ...Object.keys(builtInOutcomes)]);
  const rules: [string, Rule | undefined][] = [
    ...Object.entries(answers).map(([key, rule]): [string, Rule | undefined] => [`answers.${key}`, rule]),
    ...Object.entries(callback ?? {}).map(([key, rule]): [string, Rule] => [`callback.${key}`, rule]),
  ];
  return rules.flatMap(([place, rule]) =>
    (rule ? namesIn(rule) : [])
      .filter((name) => !known.has(name))
      .map((name) =>
        finding(
          file,
          `${place} leads to ${name}, which is no outcome of the method`,
          `Declare it in outcomes, or use one of ${[...known].join(', ')}.`,
        ),
      ),
  );
};

const placeholdersOf = (path: string) => [...path.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name!);

const checkPath = (
  file: string,
  { request, build }: Definition,
  { validate, examples }: ReadInput,
): Draft[] => {
  const example = examples.find((one) => validate(one));
  if (example === undefined || !request) return [];
  try {
    const { path } = build(example, { orgId: 'org', callbackUrl: 'https://callback.example' });
    return placeholdersOf(request.path)
      .filter((name) => !given.includes(name) && typeof path[name] !== 'string')
      .map((name) =>
        finding(
          file,
          `the path ${request.path} asks for {${name}}, which build() does not give for the first example`,
          `Let build() return path.${name} as text, or correct the path.`,
        ),
      );
  } catch (error) {
    return [
      finding(
        file,
        `build() fails for the first example: ${(error as Error).message}`,
        'Every valid input gives a request.',
      ),
    ];
  }
};

/** A handler says where it comes from, waits for what it listens to, and names and fills only what is there. */
export const checkHandler = ({ handler, handlerFile, input }: ReadMethod): Draft[] => {
  if (!handler) return [];
  const { definition } = handler;
  return [
    ...checkSources(handlerFile, definition),
    ...checkWaiting(handlerFile, definition),
    ...checkNames(handlerFile, definition),
    ...(input ? checkPath(handlerFile, definition, input) : []),
  ];
};
