import { modernSyntax } from './modern-syntax.js';
import { libraryNames } from './script-library.js';
import { resultsOf } from './script-results.js';
import { readScript } from './script-source.js';
import { isNode, type SyntaxNode } from './syntax-node.js';

/** What a script of an Evaluate does with variables, as far as its text tells. */
export interface ScriptFacts {
  /** Names that it sets: its own `var`s at the top, and variables that it assigns. */
  sets: string[];
  /** Names that it takes from outside and does not look at with `typeof` first: bare, and as `$(name)`. */
  reads: string[];
  references: string[];
  /** Own `var`s at the top that start from the variable of that name: `var n = Number(n) + 1`. */
  takes: string[];
  /** References that it assigns to: what comes of that is not documented. */
  assigns: string[];
  /** The libraries that it includes. */
  libraries: string[];
  /** What the platform's JavaScript lacks. */
  modern: { what: string; line: number }[];
  /** Whole numbers of more digits than JavaScript keeps. */
  inexact: { what: string; line: number }[];
  /** The texts that it can come to; left out where its text does not tell. */
  results?: string[];
  /** Where it is no JavaScript. */
  syntax?: { message: string; line: number };
}

/** What every script has without anybody setting it. */
const languageNames = new Set(
  (
    'Array ArrayBuffer BigInt Boolean DataView Date Error EvalError Infinity Int8Array JSON Map Math NaN Number Object ' +
    'Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError TypeError URIError Uint8Array ' +
    'WeakMap WeakSet arguments decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis ' +
    'includeJs Intl isFinite isNaN parseFloat parseInt undefined unescape'
  ).split(' '),
);

/** Scripts longer than this are not looked into. Characters. */
const maxScript = 1024 * 1024;

interface Found {
  libraries: Set<string>;
  taken: Set<string>;
  modern: Map<string, number>;
  inexact: Map<string, number>;
  declared: Set<string>;
  topVars: Set<string>;
  assigned: Set<string>;
  read: Set<string>;
  guarded: Set<string>;
}

const namesOfPattern = (pattern: unknown): string[] => {
  if (!isNode(pattern)) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [String(pattern.name)];
    case 'ObjectPattern':
      return (pattern.properties as SyntaxNode[]).flatMap((one) => namesOfPattern(one.value ?? one.argument));
    case 'ArrayPattern':
      return (pattern.elements as unknown[]).flatMap(namesOfPattern);
    case 'AssignmentPattern':
      return namesOfPattern(pattern.left);
    case 'RestElement':
      return namesOfPattern(pattern.argument);
    default:
      return [];
  }
};

const isFunction = ({ type }: SyntaxNode) =>
  type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression';

const isInclude = ({ type, callee }: SyntaxNode) =>
  type === 'CallExpression' && isNode(callee) && callee.type === 'Identifier' && callee.name === 'includeJs';

/** The children of a node that are expressions: not the names of members, keys, labels and assigned variables. */
const childrenOf = (node: SyntaxNode): SyntaxNode[] =>
  Object.entries(node).flatMap(([key, value]) => {
    if (key === 'property' && node.type === 'MemberExpression' && !node.computed) return [];
    if (key === 'key' && !node.computed) return [];
    if (key === 'label' || key === 'id') return [];
    if (key === 'arguments' && isInclude(node)) return [];
    if (key === 'left' && node.type === 'AssignmentExpression' && (value as SyntaxNode).type === 'Identifier')
      return [];
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  });

const mentions = (node: SyntaxNode, name: string): boolean =>
  (node.type === 'Identifier' && node.name === name) ||
  childrenOf(node).some((child) => mentions(child, name));

const lineOf = (node: SyntaxNode) => (node.loc as { start: { line: number } }).start.line;

/** The digits of a whole number that JavaScript would change. */
const lostDigits = ({ type, raw, value }: SyntaxNode): string | undefined =>
  type === 'Literal' &&
  typeof value === 'number' &&
  /^\d{16,1000}$/.test(String(raw)) &&
  BigInt(String(raw)) !== BigInt(value)
    ? String(raw)
    : undefined;

const noteDeclarations = (node: SyntaxNode, found: Found, inFunction: boolean) => {
  const pattern = node.type === 'VariableDeclarator' && isNode(node.id) ? modernSyntax(node.id) : undefined;
  const modern = pattern ?? modernSyntax(node);
  if (modern !== undefined && !found.modern.has(modern)) found.modern.set(modern, lineOf(node));
  const lost = lostDigits(node);
  if (lost !== undefined) found.inexact.set(lost, lineOf(node));
  if (isInclude(node))
    for (const one of node.arguments as SyntaxNode[]) found.libraries.add(String(one.name ?? one.value));
  if (node.type === 'VariableDeclaration')
    for (const { id, init } of node.declarations as SyntaxNode[])
      for (const name of namesOfPattern(id)) {
        found.declared.add(name);
        if (node.kind !== 'var' || inFunction) continue;
        found.topVars.add(name);
        if (isNode(init) && mentions(init, name)) found.taken.add(name);
      }
  if (isFunction(node) || node.type === 'ClassDeclaration') {
    for (const name of namesOfPattern(node.id)) found.declared.add(name);
    for (const parameter of (node.params as unknown[] | undefined) ?? [])
      for (const name of namesOfPattern(parameter)) found.declared.add(name);
  }
  if (node.type === 'CatchClause') for (const name of namesOfPattern(node.param)) found.declared.add(name);
  if (node.type === 'AssignmentExpression')
    for (const name of namesOfPattern(node.left)) {
      found.assigned.add(name);
      if (node.operator !== '=') found.read.add(name);
    }
  if (node.type === 'UnaryExpression' && node.operator === 'typeof')
    for (const name of namesOfPattern(node.argument)) found.guarded.add(name);
};

const walk = (root: SyntaxNode, found: Found) => {
  const work: { node: SyntaxNode; inFunction: boolean }[] = [{ node: root, inFunction: false }];
  for (let item = work.pop(); item; item = work.pop()) {
    const { node, inFunction } = item;
    noteDeclarations(node, found, inFunction);
    if (node.type === 'Identifier') found.read.add(String(node.name));
    for (const child of childrenOf(node))
      work.push({ node: child, inFunction: inFunction || isFunction(node) });
  }
};

const nothing = {
  sets: [],
  reads: [],
  references: [],
  takes: [],
  assigns: [],
  libraries: [],
  modern: [],
  inexact: [],
};

/** Reads a script without running it. */
export const scriptFacts = (script: string): ScriptFacts => {
  if (script.length > maxScript) return nothing;
  const { program, syntax, bare, quoted } = readScript(script);
  if (!program) return { ...nothing, ...(syntax && { syntax }) };
  const found: Found = {
    libraries: new Set(),
    taken: new Set(),
    modern: new Map(),
    inexact: new Map(),
    declared: new Set(),
    topVars: new Set(),
    assigned: new Set(),
    read: new Set(),
    guarded: new Set(),
  };
  walk(program as unknown as SyntaxNode, found);
  const results = resultsOf(program as unknown as SyntaxNode);
  const included = new Set([...found.libraries].flatMap(libraryNames));
  const isOutside = (name: string) => !found.declared.has(name) && !bare.has(name);
  return {
    sets: [...new Set([...found.topVars, ...[...found.assigned].filter(isOutside)])],
    reads: [...found.read].filter(
      (name) =>
        isOutside(name) && !found.guarded.has(name) && !languageNames.has(name) && !included.has(name),
    ),
    references: [...new Set([...bare.values(), ...quoted.values()])],
    takes: [...found.taken],
    assigns: [...found.assigned].flatMap((name) => bare.get(name) ?? []),
    libraries: [...found.libraries],
    modern: [...found.modern].map(([what, line]) => ({ what, line })),
    inexact: [...found.inexact].map(([what, line]) => ({ what, line })),
    ...(results && { results }),
  };
};
