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

/** Members that depend on chance or on the machine's locale. */
const impureMembers = new Set([
  ...['random', 'localeCompare', 'toLocaleString', 'toLocaleDateString', 'toLocaleTimeString'],
  ...['toLocaleLowerCase', 'toLocaleUpperCase'],
]);

const memberNames = (node: unknown, found: string[] = []): string[] => {
  if (Array.isArray(node)) for (const item of node) memberNames(item, found);
  else if (node && typeof node === 'object') {
    const { type, property, computed } = node as {
      type?: string;
      property?: { name?: string; value?: string };
      computed?: boolean;
    };
    if (type === 'MemberExpression' && property) {
      const name = computed ? property.value : property.name;
      if (typeof name === 'string') found.push(name);
    }
    for (const value of Object.values(node)) memberNames(value, found);
  }
  return found;
};

/** Fails when code (one CommonJS file) imports at run time or names a global that a pure function does not need. */
export const checkPurity = (file: string, code: string): void => {
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
};
