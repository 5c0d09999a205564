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

/** Types of events that are shown; more are of no use. */
const mostTypes = 5;

const shownType = (type: string) => JSON.stringify(type.slice(0, 60));

/** What to tell of events about a call that are of none of the types that it knows. */
export const otherEvents = (types: string[], known: string[]): Diagnostic[] => {
  if (types.length === 0) return [];
  const shown = types.slice(0, mostTypes).map(shownType).join(', ');
  const more = types.length > mostTypes ? ` and ${types.length - mostTypes} more` : '';
  return [
    {
      ...warningDiagnostic(
        'event.unknown',
        `What came about this call was of another type than it waits for: ${shown}${more}.`,
        `It waits for ${known.join(', ')}. Look at what happened to the task before trying again.`,
      ),
      received: shown,
    },
  ];
};

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
