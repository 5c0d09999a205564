import { outcomeMeanings } from '../../src/package/outcome-meanings.js';
import type { DescribedMethod } from './described-node.js';
import { code, codes } from './markdown.js';

export const outcomeHead = ['outcome', 'type', 'when'];

export const outcomeRows = ({ definition }: DescribedMethod): string[][] =>
  outcomeMeanings(definition).own.map(({ name, type, when }) => [code(name), type, when]);

/** Statuses that are acknowledged and wait for the callback. */
export const waitingStatuses = ({ definition }: DescribedMethod): string[] =>
  Object.entries(definition.answers).flatMap(([key, rule]) => (typeof rule === 'object' ? [key] : []));

/** What the outcomes that every node has mean, after what this method does. */
export const builtInText = ({ definition }: DescribedMethod): string =>
  `Built in: ${outcomeMeanings(definition)
    .builtIn.map(({ name, when }) => `${codes([name])} (${when})`)
    .join(', ')}.`;
