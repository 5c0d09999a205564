import type { Finding } from '../../src/ground/finding.js';
import { fault } from './fault.js';
import type { Module } from './read-modules.js';
import { forbidden, roomOf } from './rooms.js';

/** Every module that stands in no room, and every import against the order of the rooms. */
export const checkArrows = (modules: Module[]): Finding[] =>
  modules.flatMap(({ path, imports }) => {
    const room = roomOf(path);
    if (!room)
      return fault(
        'room',
        path,
        1,
        'it stands in no room',
        'Move it, or put the folder into scripts/house/rooms.ts.',
      );
    return imports.flatMap(({ target, line }) => {
      const to = roomOf(target);
      const why = to && forbidden(room, to);
      return why
        ? fault(
            'arrow',
            path,
            line,
            `it imports ${target}: ${why}`,
            'Move what both need below them, or hand it in from above.',
          )
        : [];
    });
  });
