import { readScript, type ScriptSource } from './script-source.js';
import { isNode, type SyntaxNode } from './syntax-node.js';

/** A variable that a script sets, and the variables and outputs whose text stands in it as it was. */
interface SetText {
  set: string;
  from: string[];
}

/** Methods that leave what somebody wrote as it was, whole or in part. */
const keeping = new Set(
  'concat slice substr substring toLowerCase toString toUpperCase trim valueOf'.split(' '),
);

/** Scripts longer than this are not looked into. Characters. */
const maxScript = 1024 * 1024;

const nodesIn = (value: unknown): SyntaxNode[] => (Array.isArray(value) ? value : [value]).filter(isNode);

const quotedIn = (text: unknown, { quoted }: ScriptSource): string[] =>
  [...String(text).matchAll(/\$ref\d+\$/g)].flatMap(([place]) => quoted.get(place) ?? []);

/** The names whose text an expression carries on; none for what a function makes of it, JSON.stringify above all. */
const carried = (node: unknown, source: ScriptSource): string[] => {
  if (!isNode(node)) return [];
  const all = (...parts: unknown[]) => parts.flatMap(nodesIn).flatMap((part) => carried(part, source));
  switch (node.type) {
    case 'Identifier':
      return [source.bare.get(String(node.name)) ?? String(node.name)];
    case 'Literal':
      return quotedIn(node.value, source);
    case 'TemplateElement':
      return quotedIn((node.value as { raw: string }).raw, source);
    case 'TemplateLiteral':
      return all(node.quasis, node.expressions);
    case 'BinaryExpression':
      return node.operator === '+' ? all(node.left, node.right) : [];
    case 'LogicalExpression':
      return all(node.left, node.right);
    case 'ConditionalExpression':
      return all(node.consequent, node.alternate);
    case 'AssignmentExpression':
      return all(node.right);
    case 'CallExpression': {
      const callee = node.callee as SyntaxNode;
      if (callee.type === 'Identifier') return callee.name === 'String' ? all(node.arguments) : [];
      const { property } = callee;
      const isKept = isNode(property) && !callee.computed && keeping.has(String(property.name));
      return isKept ? all(callee.object, node.arguments) : [];
    }
    default:
      return [];
  }
};

/** What the variables of a script are made of, where that is texts put together. */
export const textsSetBy = (script: string): SetText[] => {
  if (script.length > maxScript) return [];
  const source = readScript(script);
  const found: SetText[] = [];
  const work = nodesIn(source.program);
  for (let node = work.pop(); node; node = work.pop()) {
    const [target, value] =
      node.type === 'VariableDeclarator'
        ? [node.id, node.init]
        : node.type === 'AssignmentExpression'
          ? [node.left, node.right]
          : [];
    if (isNode(target) && target.type === 'Identifier')
      found.push({ set: String(target.name), from: carried(value, source) });
    work.push(...Object.values(node).flatMap(nodesIn));
  }
  return found;
};
