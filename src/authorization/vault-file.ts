import { readFile } from 'node:fs/promises';
import type { Authorizations } from '../../schemas/types.js';
import { isAuthorizations } from '../../schemas/validators.js';
import { ConfigurationError } from '../ground/configuration-error.js';

export const vaultFormat = 1;

/** Bytes; a thousand authorizations with the longest tokens are smaller. */
const maxVaultBytes = 64 * 1024 * 1024;

const restore =
  'Nothing was changed. Put a backup of the file in its place, or move it away and add the authorizations again.';

export const brokenVault = (file: string, problem: string): ConfigurationError =>
  new ConfigurationError('vault.broken', `${file}: ${problem}.`, restore);

/** What the file system said, for people; what is a ConfigurationError already stays one. */
export const unreadableVault = (file: string, error: unknown): ConfigurationError => {
  if (error instanceof ConfigurationError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EISDIR') return brokenVault(file, 'a folder, not a file');
  return new ConfigurationError(
    'vault.unreadable',
    `${file} cannot be read (${code ?? message}).`,
    'Make it a file that you can read, or set WXCC_NODES_HOME to another folder.',
  );
};

/** The vault's text → its content. Whether its seal holds is the caller's to check. Throws ConfigurationError. */
export const parseVault = (text: string, file: string): Authorizations => {
  if (text.length > maxVaultBytes) throw brokenVault(file, 'far larger than a vault can be');
  if (text.trim() === '') throw brokenVault(file, 'empty');
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw brokenVault(file, 'not whole JSON: cut off or changed');
  }
  const format = (content as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > vaultFormat)
    throw new ConfigurationError(
      'vault.newer',
      `${file}: written by a newer version of wxcc-nodes (format ${format}; this one knows ${vaultFormat}).`,
      'Use that version. Nothing was changed.',
    );
  if (isAuthorizations(content)) return content;
  const [first] = isAuthorizations.errors ?? [];
  throw brokenVault(file, `not a vault, or changed: ${first?.instancePath || 'the whole'} ${first?.message}`);
};

/** Reads the vault's file now, or gives undefined when there is none. Throws ConfigurationError. */
export const readVaultFile = async (file: string): Promise<Authorizations | undefined> => {
  try {
    return parseVault(await readFile(file, 'utf8'), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadableVault(file, error);
  }
};
