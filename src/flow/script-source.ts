import { type Options, type Program, parse, type Token } from 'acorn';
import { isVariableName, outputReference } from './references.js';

const pattern = /(?<!\bfunction\s*)\$\(\s*([^()]+?)\s*\)/g;

/** Whether what stands in `$()` is a variable of the flow; `$($)` and `$('x')` are calls of a function `$`. */
const isReference = (name: string) => isVariableName(name) || outputReference(name) !== undefined;

/** A script in which each `$(name)` has become a name that JavaScript takes. */
export interface ScriptSource {
  code: string;
  /** The names of the variables by what stands in their place: in the code, and inside of quotes. */
  bare: Map<string, string>;
  quoted: Map<string, string>;
  /** Undefined when it is no JavaScript. */
  program?: Program;
  syntax?: { message: string; line: number };
}

/** `includeJs(imi_general)` names libraries as the vendor writes them, without quotation marks. */
const quoteLibraries = (script: string) =>
  script.replace(/\bincludeJs\s*\(([\s\w,]+)\)/g, (_call, libraries: string) => {
    const lines = libraries.replace(/[^\n]/g, '');
    return `includeJs(${libraries.split(',').map((one) => JSON.stringify(one.trim()))}${lines})`;
  });

interface Piece {
  start: number;
  end: number;
  kind: 'text' | 'template' | 'other';
}

const stand = /\$ref(\d+)\$/g;

interface Pieces {
  program: Program;
  pieces: Piece[];
}

/** A flow runs the same few scripts again and again: its last ones are read once, unless they are very long. */
const lastRead = new Map<string, Pieces>();
const rememberedScripts = 32;
const longestRemembered = 32 * 1024;

const readPieces = (code: string): Pieces => {
  const read = lastRead.get(code) ?? parsePieces(code);
  if (code.length > longestRemembered) return read;
  lastRead.delete(code);
  lastRead.set(code, read);
  if (lastRead.size > rememberedScripts) lastRead.delete(lastRead.keys().next().value!);
  return read;
};

/** The places of a program that are not code: texts, templates, comments and regular expressions. */
const parsePieces = (code: string): Pieces => {
  const pieces: Piece[] = [];
  const onToken = ({ type, start, end }: Token) => {
    if (type.label === 'string') pieces.push({ start, end, kind: 'text' });
    if (type.label === 'template') pieces.push({ start, end, kind: 'template' });
    if (type.label === 'regexp') pieces.push({ start, end, kind: 'other' });
  };
  const onComment: Options['onComment'] = (_block, _text, start, end) =>
    pieces.push({ start, end, kind: 'other' });
  const program = parse(code, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    locations: true,
    onToken,
    onComment,
  });
  return { program, pieces: pieces.sort((a, b) => a.start - b.start) };
};

const asText = (value: string, kind: Piece['kind']): string => {
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll("'", "\\'");
  return kind === 'template' ? escaped.replace(/[`$]/g, '\\$&') : escaped;
};

const rewrite = (code: string, pieces: Piece[], change: (text: string, kind: Piece['kind']) => string) => {
  let at = 0;
  const parts: string[] = [];
  for (const { start, end, kind } of pieces) {
    parts.push(code.slice(at, start), change(code.slice(start, end), kind));
    at = end;
  }
  return parts.join('') + code.slice(at);
};

/**
 * Reads a script of Evaluate as the vendor documents it: `$(name)` and `$(n2.sms.message)` are the variable's text, in
 * the code and inside of quotes; `fill` gives the texts for the quotes.
 */
export const readScript = (script: string, fill: (name: string) => string = () => ''): ScriptSource => {
  const names: string[] = [];
  const originals: string[] = [];
  const code = quoteLibraries(script).replace(pattern, (original: string, name: string) => {
    if (!isReference(name)) return original;
    names.push(name);
    return `$ref${originals.push(original) - 1}$`;
  });
  const bare = new Map(names.map((name, index) => [`$ref${index}$`, name]));
  const quoted = new Map<string, string>();
  try {
    const { program, pieces } = readPieces(code);
    const filled = rewrite(code, pieces, (text, kind) =>
      text.replace(stand, (place, index: string) => {
        const name = bare.get(place);
        if (name === undefined) return place;
        bare.delete(place);
        if (kind === 'other') return originals[Number(index)]!;
        quoted.set(place, name);
        return asText(fill(name), kind);
      }),
    );
    return { code: filled, bare, quoted, program };
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number } };
    const syntax = { message: message.replace(/ \(\d+:\d+\)$/, ''), line: loc?.line ?? 1 };
    return { code, bare, quoted, syntax };
  }
};
