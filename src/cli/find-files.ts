import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

const wild: Record<string, string> = { '*': '.*', '?': '.' };

/**
 * The files that a command was given. The shells of Windows leave `*` and `?` in a file's name to the program, others
 * only what fits nothing: such a name stands for the files of its folder that fit, in order. What fits none stays as it
 * is, for the command to refuse.
 */
export const namedFiles = async (given: string[]): Promise<string[]> => {
  const found = given.map(async (path) => {
    const pattern = basename(path);
    if (!/[*?]/.test(pattern)) return [path];
    const source = pattern.replace(/\W/g, (sign) => wild[sign] ?? `\\${sign}`);
    const names = await readdir(dirname(path)).catch((): string[] => []);
    const fitting = names.filter((name) => new RegExp(`^${source}$`).test(name) && !name.startsWith('.'));
    return fitting.length === 0 || names.includes(pattern)
      ? [path]
      : fitting.sort().map((name) => join(dirname(path), name));
  });
  return (await Promise.all(found)).flat();
};
