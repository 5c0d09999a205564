import type { Edit, Node } from 'jsonc-parser';

/** A line break with the indentation of the next line, where the text ends so. */
const lineBreakAt = (text: string): string | undefined => /\r?\n[ \t]*$/.exec(text)?.[0];

const indentUnit = (text: string): string => /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';

/** Members, each on lines of its own where there is a line break to begin them with. */
const written = (members: [string, unknown][], unit: string, lineBreak: string | undefined): string[] =>
  members.map(([name, value]) => {
    const lines = `${JSON.stringify(name)}: ${JSON.stringify(value, null, unit)}`;
    return lineBreak === undefined ? lines.replace(/\n\s*/g, ' ') : lines.replaceAll('\n', lineBreak);
  });

/**
 * What writes members behind the last one of an object in a JSON text, laid out as that one is; nothing else of the
 * text changes.
 */
export const addMembers = (text: string, object: Node, members: [string, unknown][]): Edit => {
  const unit = indentUnit(text);
  const last = object.children?.at(-1);
  if (last) {
    const lineBreak = lineBreakAt(text.slice(object.offset, last.offset));
    const content = written(members, unit, lineBreak).map((member) => `,${lineBreak ?? ' '}${member}`);
    return { offset: last.offset + last.length, length: 0, content: content.join('') };
  }
  const { offset, length } = object;
  // The line that the object begins on.
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lineBreak = text.includes('\n') ? `${eol}${/^[ \t]*/.exec(line)![0]}` : undefined;
  const inner = lineBreak === undefined ? undefined : lineBreak + unit;
  const content = written(members, unit, inner).join(`,${inner ?? ' '}`);
  return { offset, length, content: `{${inner ?? ' '}${content}${lineBreak ?? ' '}}` };
};
