import { existsSync } from 'node:fs';
import { delimiter, join, relative, sep } from 'node:path';

const isBelow = (folder: string, below: string) => !relative(folder, below).startsWith('..');

/** What npx itself puts before the path is there for its own child only. */
const isOnPath = (): boolean =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '' && !folder.includes('node_modules'))
    .some((folder) => ['wxcc-nodes', 'wxcc-nodes.cmd'].some((name) => existsSync(join(folder, name))));

/**
 * How the program is started where the reader is: by its name when that is on the path, by npx in a checkout or in the
 * project that it is installed in, else by its file; npx elsewhere would look for a stranger's package of that name.
 */
const commandName = (root: string): string => {
  if (isOnPath()) return 'wxcc-nodes';
  const [project = root] = root.split(`${sep}node_modules${sep}`);
  return isBelow(project, process.cwd()) ? 'npx wxcc-nodes' : `node ${join(root, 'dist', 'wxcc-nodes.js')}`;
};

/** A text for people whose commands can be copied as they stand. `root` is the folder of package.json. */
export const withCommandName = (text: string, root: string): string =>
  text.includes('wxcc-nodes ')
    ? text.replace(/(?<![\w./-]|npx )wxcc-nodes (?=[a-z<[-])/g, () => `${commandName(root)} `)
    : text;
