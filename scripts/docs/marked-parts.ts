/** What stands between `<!-- name -->` and `<!-- /name -->` becomes `part`; a text without the marks stays as it is. */
const withPart = (text: string, name: string, part: string): string => {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) return text;
  return `${text.slice(0, from + start.length)}\n${part}\n${text.slice(to)}`;
};

/** A page that people write, with the parts of it that the sources say. */
export const withParts = (text: string, parts: Record<string, string>): string =>
  Object.entries(parts).reduce((written, [name, part]) => withPart(written, name, part), text);
