import { findNodeAtLocation, type ParseError, parseTree } from 'jsonc-parser';

/**
 * Writes a member behind the last one of an object in a JSON text, laid out as that one's place has it; every other
 * character stays as it is. `undefined` where the text is no JSON, or has no such object with a member.
 */
export const addMember = (text: string, path: string[], name: string, value: unknown): string | undefined => {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors);
  const last = tree && errors.length === 0 && findNodeAtLocation(tree, path)?.children?.at(-1);
  if (!last) return undefined;
  const end = last.offset + last.length;
  const space = /\s*$/.exec(text.slice(0, last.offset))![0];
  const member = `${JSON.stringify(name)}: ${JSON.stringify(value, null, 2)}`;
  const lineBreak = /\r?\n[ \t]*$/.exec(space)?.[0];
  const own = lineBreak === undefined ? member.replace(/\n\s*/g, ' ') : member.replaceAll('\n', lineBreak);
  return `${text.slice(0, end)},${lineBreak ?? ' '}${own}${text.slice(end)}`;
};
