import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';

const isLink = (path: string) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

/** Undefined when there is no such file; throws what else is wrong. A link that leads nowhere is no absent file: what it led to may be away. */
export const absent =
  (file: string) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (error.code !== 'ENOENT') throw error;
    for (const path of [file, dirname(file)])
      if (isLink(path)) throw new Error(`${path === file ? 'it' : path} is a link that leads nowhere`);
  };
