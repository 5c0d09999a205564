import { isNode, type SyntaxNode } from './syntax-node.js';

/** Values that an expression can come to, as texts; undefined where one of them cannot be seen. */
type Values = Set<string> | undefined;

const union = (all: Values[]): Values => {
  const found = new Set<string>();
  for (const one of all) {
    if (!one) return undefined;
    for (const value of one) found.add(value);
  }
  return found;
};

const nodes = (value: unknown): SyntaxNode[] => (Array.isArray(value) ? value.filter(isNode) : []);

/** What a variable is given in a script, everywhere; undefined for what is not seen through: a value from outside, a parameter. */
const assignedTo = (name: string, root: SyntaxNode): (SyntaxNode | undefined)[] => {
  const found: (SyntaxNode | undefined)[] = [];
  let isOwn = false;
  const work = [root];
  for (let node = work.pop(); node; node = work.pop()) {
    const isIt = (target: unknown) => isNode(target) && target.type === 'Identifier' && target.name === name;
    if (node.type === 'VariableDeclarator' && isIt(node.id)) {
      isOwn = true;
      if (isNode(node.init)) found.push(node.init);
    } else if (node.type === 'AssignmentExpression' && isIt(node.left))
      found.push(node.operator === '=' && isNode(node.right) ? node.right : undefined);
    else if (node.type === 'UpdateExpression' && isIt(node.argument)) found.push(undefined);
    else if (/Function/.test(node.type) && nodes(node.params).some(isIt)) found.push(undefined);
    for (const value of Object.values(node)) {
      if (isNode(value)) work.push(value);
      work.push(...nodes(value));
    }
  }
  return isOwn ? found : [undefined];
};

/** More steps from variable to variable are not followed. */
const mostSteps = 10;

const valuesOf = (node: unknown, root: SyntaxNode, steps: number): Values => {
  if (!isNode(node) || steps > mostSteps) return undefined;
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ||
        (typeof node.value === 'number' && Number.isInteger(node.value))
        ? new Set([String(node.value)])
        : undefined;
    case 'ConditionalExpression':
      return union([valuesOf(node.consequent, root, steps + 1), valuesOf(node.alternate, root, steps + 1)]);
    case 'AssignmentExpression':
      return node.operator === '=' ? valuesOf(node.right, root, steps + 1) : undefined;
    case 'SequenceExpression':
      return valuesOf(nodes(node.expressions).at(-1), root, steps + 1);
    case 'Identifier': {
      const given = assignedTo(String(node.name), root);
      return given.length === 0 ? undefined : union(given.map((one) => valuesOf(one, root, steps + 1)));
    }
    default:
      return undefined;
  }
};

const resultsOfStatement = (statement: SyntaxNode | undefined, root: SyntaxNode): Values => {
  switch (statement?.type) {
    case 'ExpressionStatement':
      return valuesOf(statement.expression, root, 0);
    case 'BlockStatement':
      return resultsOfStatement(nodes(statement.body).at(-1), root);
    case 'IfStatement':
      return isNode(statement.alternate)
        ? union(
            [statement.consequent, statement.alternate].map((one) =>
              resultsOfStatement(isNode(one) ? one : undefined, root),
            ),
          )
        : undefined;
    default:
      return undefined;
  }
};

/**
 * The texts that the last expression of a script can come to; undefined where its text alone does not tell: a value that
 * is computed or taken from outside.
 */
export const resultsOf = (program: SyntaxNode): string[] | undefined => {
  const results = resultsOfStatement(nodes(program.body).at(-1), program);
  return results && [...results];
};
