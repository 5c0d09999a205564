import { relative, sep } from 'node:path';

/** The way from a folder to a file as files and messages hold it: with `/` on every system. */
export const pathBelow = (folder: string, file: string): string =>
  relative(folder, file).split(sep).join('/');
