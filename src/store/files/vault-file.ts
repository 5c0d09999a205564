import { join } from 'node:path';
import type { Authorizations } from '../../../schemas/types.js';
import { isAuthorizations } from '../../../schemas/validators.js';
import { JsonFile } from '../../files/json-file.js';
import { withLock } from '../../files/lock.js';
import type { AuthorizationStore } from '../stores.js';
import { NoteFile } from './note-file.js';

/** `authorizations.json` of the home folder. */
export const vaultFile = (home: string): AuthorizationStore => {
  const file = new JsonFile<Authorizations>(join(home, 'authorizations.json'), {
    what: 'vault',
    name: 'the authorizations',
    thing: 'a vault',
    isValid: isAuthorizations,
    format: 2,
    restore:
      'Nothing was changed. Put a backup of the file in its place, or move it away and add the authorizations again.',
    lock: join(home, 'authorizations.lock'),
    waitMs: 20_000,
  });
  return {
    read: () => file.read(),
    change: (work, after) =>
      file.change(
        (content, held) => work(content, held.check),
        (_content, held) => after?.(held.check) ?? Promise.resolve(),
      ),
    alone: (name, options, work) => {
      const path = join(home, `authorizations.${name}`);
      const note = new NoteFile(`${path}.asked`, file);
      return withLock(`${path}.lock`, options, (held) => work(note.turn(held))).catch((error: unknown) => {
        throw file.refusal(error);
      });
    },
    broken: (problem) => file.broken(problem),
  };
};
