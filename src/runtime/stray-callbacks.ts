import { type Diagnostic, warningDiagnostic } from '../ground/diagnostic.js';
import type { WireCall } from './wire-call.js';

/** What came for a call and was not its callback. */
export interface Strays {
  /** Could not be read. */
  unreadable: number;
  /** Named another task. */
  foreign: number;
}

/** Whether a callback may be about what was asked for: it names the same task, or none. */
export const isAbout = ({ body }: WireCall): ((callback: unknown) => boolean) => {
  // Parsed when it is needed: most calls get no callback.
  let asked: Record<string, unknown> | undefined;
  return (callback) => {
    asked ??= body === undefined ? {} : (JSON.parse(body) as Record<string, unknown>);
    return ['id', 'transId'].every((name) => {
      const [told, own] = [(callback as Record<string, unknown> | null)?.[name], asked?.[name]];
      return typeof told !== 'string' || typeof own !== 'string' || told === own;
    });
  };
};

const note = (code: string, count: number, what: string, remedy: string): Diagnostic[] =>
  count > 0
    ? [warningDiagnostic(code, `${count === 1 ? 'A callback' : `${count} callbacks`} came ${what}.`, remedy)]
    : [];

/** What to tell of strays. */
export const strayNotes = ({ unreadable, foreign }: Strays): Diagnostic[] => [
  ...note(
    'callback.unreadable',
    unreadable,
    'that could not be read',
    'Look at what the API posts: JSON in UTF-8, of at most 1 MiB.',
  ),
  ...note(
    'callback.foreign',
    foreign,
    'that named another task',
    'Look at what the API posts to the address of this call.',
  ),
];
