import { type AST, RegExpParser } from '@eslint-community/regexpp';
import type { Shape } from './shape.js';

/** What JSON escapes inside a text. */
const escaped = /["\\]|\p{Cc}/u;

const samples = ['"', '\\', '\n', '\u0000'];

/** Whether a character, set or class takes one of the characters that JSON escapes. */
const takesEscaped = (raw: string) => {
  const one = new RegExp(`^(?:${raw})$`, 'u');
  return samples.some((sample) => one.test(sample));
};

const isAnchored = (pattern: AST.Pattern) =>
  pattern.alternatives.every(({ elements: [first, ...rest] }) => {
    const last = rest.at(-1);
    return (
      first?.type === 'Assertion' &&
      first.kind === 'start' &&
      last?.type === 'Assertion' &&
      last.kind === 'end'
    );
  });

const lettersOf = (elements: AST.Element[]): string[] =>
  elements.flatMap((element) => {
    if (element.type === 'Quantifier') return lettersOf([element.element]);
    if (element.type === 'Group' || element.type === 'CapturingGroup')
      return element.alternatives.flatMap((one) => lettersOf(one.elements));
    // What a backreference repeats is counted where it stands.
    return element.type === 'Assertion' || element.type === 'Backreference' ? [] : [element.raw];
  });

const patternTakesEscaped = (source: string): boolean => {
  const pattern = new RegExpParser().parsePattern(source, 0, source.length, { unicode: true });
  return (
    !isAnchored(pattern) ||
    pattern.alternatives.flatMap(({ elements }) => lettersOf(elements)).some(takesEscaped)
  );
};

/**
 * Whether a valid value may hold a character that JSON escapes: then a body of JSON with `$(x)` in it is safe only
 * where the platform escapes what it fills in, which nobody documents.
 */
export const isFreeText = ({ kind, facets, choices }: Shape): boolean => {
  if (kind === 'integer' || kind === 'number' || kind === 'boolean' || kind === 'date-time') return false;
  if (kind === 'choice') return choices.some(({ value }) => escaped.test(String(value)));
  if (kind !== 'text' || typeof facets.pattern !== 'string') return true;
  return patternTakesEscaped(facets.pattern);
};
