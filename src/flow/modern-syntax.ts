import type { Node } from 'acorn';

type Any = Node & Record<string, unknown>;

const byType: Record<string, string> = {
  ArrowFunctionExpression: 'an arrow function (=>)',
  TemplateLiteral: 'a template (`…`)',
  ChainExpression: '?.',
  ClassDeclaration: 'a class',
  ClassExpression: 'a class',
  SpreadElement: 'a spread (...)',
  RestElement: 'a rest (...)',
  ObjectPattern: 'destructuring',
  ArrayPattern: 'destructuring',
  AssignmentPattern: 'a default value',
  ForOfStatement: 'for … of',
  AwaitExpression: 'await',
  YieldExpression: 'yield',
};

const operators = new Set(['??', '??=', '||=', '&&=', '**', '**=']);

/** What the older JavaScript of the platform lacks: what came after ECMAScript 5, but for `let` and `const`. */
export const modernSyntax = (node: Any): string | undefined => {
  if (byType[node.type]) return byType[node.type];
  if (operators.has(String(node.operator))) return String(node.operator);
  if ((node.async || node.generator) && node.type.includes('Function'))
    return node.async ? 'async' : 'a generator';
  if (node.type === 'Property' && (node.shorthand || node.method || node.computed))
    return 'a short or computed property';
  return node.type === 'Literal' && node.bigint ? 'a BigInt' : undefined;
};
