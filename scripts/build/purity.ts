import { type Node, parse } from 'acorn';
import { analyze } from 'eslint-scope';
import { BuildError } from './build-error.js';

/** What a pure function needs of JavaScript, and the two names of a CommonJS module. */
const allowedGlobals = new Set([
  ...['module', 'exports', 'undefined', 'NaN', 'Infinity', 'isNaN', 'isFinite', 'parseInt', 'parseFloat'],
  ...[
    'Object',
    'Array',
    'String',
    'Number',
    'Boolean',
    'BigInt',
    'Symbol',
    'Math',
    'JSON',
    'RegExp',
    'Map',
    'Set',
  ],
  ...['Error', 'TypeError', 'RangeError', 'encodeURIComponent', 'decodeURIComponent'],
]);

/** Members that depend on chance or on the machine's locale, and what imports at run time. */
const impureMembers = new Set([
  ...['import', 'random', 'localeCompare', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'],
  ...['toLocaleLowerCase', 'toLocaleUpperCase'],
]);

interface SyntaxNode {
  type?: string;
  property?: SyntaxNode;
  properties?: { key?: SyntaxNode }[];
  computed?: boolean;
  name?: string;
  value?: unknown;
}

const nameOf = (key: SyntaxNode | undefined): string[] => {
  const name = key?.name ?? key?.value;
  return typeof name === 'string' ? [name] : [];
};

/** What a piece of syntax reaches for: members, destructured members, and `import` for one at run time. */
const reachedBy = (node: SyntaxNode): string[] => {
  if (node.type === 'MemberExpression') return node.computed ? literal(node.property) : nameOf(node.property);
  if (node.type === 'ObjectPattern') return (node.properties ?? []).flatMap(({ key }) => nameOf(key));
  return node.type === 'ImportExpression' ? ['import'] : [];
};

const literal = (key: SyntaxNode | undefined): string[] =>
  typeof key?.value === 'string' ? [key.value] : [];

const memberNames = (node: unknown, found: string[] = []): string[] => {
  if (Array.isArray(node)) for (const item of node) memberNames(item, found);
  else if (node && typeof node === 'object') {
    found.push(...reachedBy(node));
    for (const value of Object.values(node)) memberNames(value, found);
  }
  return found;
};

/** Versions that repeat a contract have the same code. */
const pure = new Set<string>();

/** Fails when code (one CommonJS file) imports at run time or names a global that a pure function does not need. */
export const checkPurity = (file: string, code: string): void => {
  if (pure.has(code)) return;
  const program = parse(code, { ecmaVersion: 2022, sourceType: 'script', ranges: true });
  const scopes = analyze(program as Parameters<typeof analyze>[0], {
    ecmaVersion: 2022,
    sourceType: 'script',
  });
  const globals =
    scopes.globalScope?.through.map(({ identifier }) => (identifier as { name?: string }).name ?? '') ?? [];
  const names = [
    ...globals.filter((name) => !allowedGlobals.has(name)),
    ...memberNames(program as Node).filter((name) => impureMembers.has(name)),
  ];
  if (names.length > 0)
    throw new BuildError(
      file,
      `names ${[...new Set(names)].join(', ')}`,
      'A handler is a pure function: no I/O, no clock, no chance, no environment. What it needs comes with its input.',
    );
  pure.add(code);
};
