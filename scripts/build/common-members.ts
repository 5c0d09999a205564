/** Fewer variants are not worth a type of what they have in common. */
const leastVariants = 4;

/** `name: (` before the variants. */
const unions = /^ *(\w+)\??: \(\n((?: *\| \w+\n)+)/gm;

/** A member with its comment, to the next one. */
const member = /(?:^ {2}\/\*\*.*\n)?^ {2}[\w$'[][\s\S]*?(?=^ {2}(?:\/\*\*|[\w$'[])|$(?![\s\S]))/gm;

const parts = (declaration: string): { head: string; members: string[] } | undefined => {
  const [, head, body] = /^((?:\/\*\*.*\n)?interface \w+) \{\n([\s\S]*)\}\n$/.exec(declaration) ?? [];
  return head === undefined ? undefined : { head, members: body!.match(member) ?? [] };
};

/** What all variants of a list have in common becomes an interface of its own, which each of them extends. */
const shareIn = (
  declarations: Map<string, string>,
  owner: string,
  list: string,
  variants: string[],
): void => {
  const all = variants.map((name) => parts(declarations.get(name) ?? ''));
  const [first, ...others] = all;
  if (!first || variants.length < leastVariants || !all.every((one) => one !== undefined)) return;
  const common = first.members.filter((one) => others.every((other) => other?.members.includes(one)));
  if (common.length === 0) return;
  const name = `${owner}${list.charAt(0).toUpperCase()}${list.slice(1)}Common`;
  declarations.set(name, `/** What all of ${list} have. */\ninterface ${name} {\n${common.join('')}}\n`);
  for (const [index, { head, members }] of all.entries()) {
    const own = members.filter((one) => !common.includes(one));
    declarations.set(variants[index]!, `${head} extends ${name} {\n${own.join('')}}\n`);
  }
};

/** Declarations by name, with what the variants of their lists have in common said once. */
export const withCommonMembers = (declarations: ReadonlyMap<string, string>): Map<string, string> => {
  const shared = new Map(declarations);
  for (const [owner, text] of declarations)
    for (const [, list, variants] of text.matchAll(unions))
      shareIn(shared, owner, list!, variants!.match(/\w+/g)!);
  return shared;
};
