import { readFile } from 'node:fs/promises';
import type { Authorizations } from '../../schemas/types.js';
import { isAuthorizations } from '../../schemas/validators.js';
import { ToldError, toldError } from '../ground/told-error.js';

const vaultBroken = toldError('operator', 'vault.broken', 'The vault is damaged.');
const vaultUnreadable = toldError('operator', 'vault.unreadable', 'The vault cannot be read.');
const vaultNewer = toldError('operator', 'vault.newer', 'The vault was written by a newer program.');

export const vaultFormat = 1;

/** Bytes; a thousand authorizations with the longest tokens are smaller. */
const maxVaultBytes = 64 * 1024 * 1024;

const restore =
  'Nothing was changed. Put a backup of the file in its place, or move it away and add the authorizations again.';

export const brokenVault = (file: string, problem: string): ToldError =>
  vaultBroken(`${file}: ${problem}.`, restore);

/** What the file system said, for people; what is a ToldError already stays one. */
export const unreadableVault = (file: string, error: unknown): ToldError => {
  if (error instanceof ToldError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EISDIR') return brokenVault(file, 'a folder, not a file');
  return vaultUnreadable(
    `${file} cannot be read (${code ?? message}).`,
    'Make it a file that you can read, or set WXCC_NODES_HOME to another folder.',
  );
};

/** The vault's text → its content. Whether its seal holds is the caller's to check. Throws ToldError. */
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
    throw vaultNewer(
      `${file}: written by a newer version of wxcc-nodes (format ${format}; this one knows ${vaultFormat}).`,
      'Use that version. Nothing was changed.',
    );
  if (isAuthorizations(content)) return content;
  const [first] = isAuthorizations.errors ?? [];
  throw brokenVault(file, `not a vault, or changed: ${first?.instancePath || 'the whole'} ${first?.message}`);
};

/** Reads the vault's file now, or gives undefined when there is none. Throws ToldError. */
export const readVaultFile = async (file: string): Promise<Authorizations | undefined> => {
  try {
    return parseVault(await readFile(file, 'utf8'), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadableVault(file, error);
  }
};
