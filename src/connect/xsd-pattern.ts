import { type AST, RegExpParser } from '@eslint-community/regexpp';

/** Thrown for what XML Schema's regular expressions do not have. */
class Untranslatable extends Error {}

const refuse = (what: string): never => {
  throw new Untranslatable(what);
};

/** What XML Schema wants escaped, inside and outside of a class. */
const special = /[\\|.?*+(){}[\]^-]/;

const character = (code: number): string => {
  if (code === 0x09) return '\\t';
  if (code === 0x0a) return '\\n';
  if (code === 0x0d) return '\\r';
  if (code === 0x2028) return '\\p{Zl}';
  if (code === 0x2029) return '\\p{Zp}';
  // No XML document can hold these, so that they never match.
  if (code < 0x20 || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff) return '';
  const text = String.fromCodePoint(code);
  return special.test(text) ? `\\${text}` : text;
};

/** What a set of characters stands for inside [ ]; JavaScript's meaning, which is not XML Schema's. */
const inClass = (element: AST.CharacterClassElement): string => {
  if (element.type === 'Character') return character(element.value);
  if (element.type === 'CharacterClassRange') {
    const [low, high] = [character(element.min.value), character(element.max.value)];
    if (low.length === 0 || high.length === 0 || low.startsWith('\\p') || high.startsWith('\\p'))
      return refuse(`the range ${element.raw}`);
    return `${low}-${high}`;
  }
  if (element.type !== 'CharacterSet') return refuse(element.raw);
  if (element.kind === 'property') {
    const category = element.key === 'General_Category' ? element.value : null;
    if (category === null || category.length > 2) return refuse(element.raw);
    // Surrogates are no characters of XML, and XML Schema has no category for them.
    if (category === 'Cs') return element.negate ? refuse(element.raw) : '';
    return `\\${element.negate ? 'P' : 'p'}{${category}}`;
  }
  if (element.negate) return refuse(element.raw);
  if (element.kind === 'digit') return '0-9';
  if (element.kind === 'word') return 'A-Za-z0-9_';
  return '\\s\\p{Z}\uFEFF';
};

const charClass = ({ elements, negate }: AST.CharacterClass): string => {
  const content = elements.map(inClass).join('');
  if (content === '') return negate ? '[\\s\\S]' : refuse('an empty class');
  return `[${negate ? '^' : ''}${content}]`;
};

/** A lazy quantifier takes the same whole texts as a greedy one; only the search differs. */
const quantified = ({ element, min, max, raw }: AST.Quantifier): string => {
  if (element.type === 'Assertion') return refuse(raw);
  const count = max === Number.POSITIVE_INFINITY ? `{${min},}` : min === max ? `{${min}}` : `{${min},${max}}`;
  const short = { '{0,}': '*', '{1,}': '+', '{0,1}': '?' }[count];
  return `${printElement(element)}${short ?? count}`;
};

const printElement = (element: AST.Element): string => {
  switch (element.type) {
    case 'Character':
      return character(element.value) || refuse('a character that XML does not have');
    case 'CharacterSet':
      return element.kind === 'any' ? '[^\\n\\r\\p{Zl}\\p{Zp}]' : `[${inClass(element)}]`;
    case 'CharacterClass':
      return charClass(element);
    case 'Group':
      return element.modifiers ? refuse(element.raw) : `(${printAlternatives(element.alternatives)})`;
    case 'CapturingGroup':
      return `(${printAlternatives(element.alternatives)})`;
    case 'Quantifier':
      return quantified(element);
    default:
      return refuse(element.raw);
  }
};

const printAlternatives = (alternatives: AST.Alternative[]) =>
  alternatives.map(({ elements }) => elements.map(printElement).join('')).join('|');

const isEdge = (element: AST.Element | undefined, kind: 'start' | 'end') =>
  element?.type === 'Assertion' && element.kind === kind;

interface Edges {
  elements: AST.Element[];
  left: string[];
}

/** Takes ^ away, and what looks ahead right after it: without it the pattern asks for less, never for more. */
const withoutLookahead = (elements: AST.Element[]): Edges => {
  const left: string[] = [];
  let rest = elements.slice(1);
  while (rest[0]?.type === 'Assertion' && rest[0].kind === 'lookahead') {
    left.push(rest[0].raw);
    rest = rest.slice(1);
  }
  return { elements: rest, left };
};

export interface XsdPattern {
  /** Undefined when nothing of it can be said. */
  pattern?: string;
  /** The parts that are left out, as JavaScript writes them. */
  left: string[];
}

/**
 * A JavaScript pattern (flag u) as XML Schema writes it, where a pattern always holds for the whole text. The
 * translation never refuses what the original takes; what it cannot say is named in `left`.
 */
export const xsdPattern = (source: string): XsdPattern => {
  try {
    const { alternatives } = new RegExpParser().parsePattern(source, 0, source.length, { unicode: true });
    const [only] = alternatives;
    const anchored =
      alternatives.length === 1 && isEdge(only?.elements[0], 'start') && isEdge(only?.elements.at(-1), 'end');
    if (!only || !anchored) return { left: [source] };
    const { elements, left } = withoutLookahead(only.elements.slice(0, -1));
    return { pattern: elements.map(printElement).join(''), left };
  } catch {
    return { left: [source] };
  }
};
