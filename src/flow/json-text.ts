import {
  createScanner,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { maxJsonDepth } from '../ground/json-limits.js';
import { appendPointer } from '../schema/pointer.js';

/** Something wrong with the text itself. */
export interface TextProblem {
  rule: 'json.syntax' | 'json.too-deep' | 'json.duplicate-key' | 'json.forbidden-key';
  pointer: string;
  offset: number;
  message: string;
  remedy: string;
}

/** jsonc-parser's kinds of token. */
const opening = new Set([1, 3]);
const closing = new Set([2, 4]);
const endOfFile = 17;

/** The offset where the nesting becomes too deep; without recursion, which deep nesting would overflow. */
const tooDeepAt = (text: string): number | undefined => {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token = scanner.scan(); Number(token) !== endOfFile; token = scanner.scan()) {
    if (opening.has(token)) depth += 1;
    if (closing.has(token)) depth -= 1;
    if (depth > maxJsonDepth) return scanner.getTokenOffset();
  }
  return undefined;
};

const keyProblems = (node: Node, pointer: string): TextProblem[] => {
  if (node.type === 'array')
    return (node.children ?? []).flatMap((child, index) => keyProblems(child, appendPointer(pointer, index)));
  if (node.type !== 'object') return [];
  const seen = new Set<string>();
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    const name = String(key?.value);
    const inside = appendPointer(pointer, name);
    const at = { pointer: inside, offset: key?.offset ?? property.offset };
    const isSecond = seen.has(name);
    seen.add(name);
    return [
      ...(name === '__proto__'
        ? [
            {
              ...at,
              rule: 'json.forbidden-key' as const,
              message: 'The key "__proto__" is not allowed.',
              remedy: 'Rename it.',
            },
          ]
        : []),
      ...(isSecond
        ? [
            {
              ...at,
              rule: 'json.duplicate-key' as const,
              message: `The key ${JSON.stringify(name)} is there twice; the first one would be lost.`,
              remedy: 'Remove one of the two.',
            },
          ]
        : []),
      ...(value ? keyProblems(value, inside) : []),
    ];
  });
};

const syntaxProblem = ({ error, offset }: ParseError): TextProblem => ({
  rule: 'json.syntax',
  pointer: '',
  offset,
  message: `Not JSON: ${printParseErrorCode(error)}.`,
  remedy: 'Correct the JSON here.',
});

/** JSON text → value and tree, or what is wrong with it. Bounded in depth; the caller bounds the length. */
export const parseJsonText = (
  text: string,
): { value: unknown; tree: Node; problems: [] } | { problems: TextProblem[] } => {
  const offset = tooDeepAt(text);
  if (offset !== undefined)
    return {
      problems: [
        {
          rule: 'json.too-deep',
          pointer: '',
          offset,
          message: `Nested over ${maxJsonDepth} levels deep.`,
          remedy: 'Flatten the value.',
        },
      ],
    };
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  if (errors.length > 0 || !tree) {
    const first = errors[0] ?? { error: 4, offset: 0, length: 0 };
    return { problems: [syntaxProblem(first)] };
  }
  const problems = keyProblems(tree, '');
  return problems.length > 0 ? { problems } : { value: getNodeValue(tree), tree, problems: [] };
};
