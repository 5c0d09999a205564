import type { Validator } from '../../schemas/validators.js';
import { storeErrorOf, type ToldError } from '../ground/told-error.js';

/** Of what is kept, in a file or elsewhere. */
export const broken = storeErrorOf('broken', 'What is kept is damaged.');
const newer = storeErrorOf('newer', 'What is kept was written by a newer program.');

/** What is kept, and how it is told. */
export interface Kept<Content> {
  /** First part of its errors' codes. */
  what: string;
  /** What the content is: "a vault". */
  thing: string;
  isValid: Validator<Content>;
  /** The format that this program writes; what is above it was written by a newer one. */
  format: number;
}

/**
 * The content of what is kept, from its text. Throws ToldError for what a newer program wrote, and what `damaged` makes of
 * a problem.
 * @param place for messages.
 */
export const keptContent = <Content>(
  text: string,
  { what, thing, isValid, format: newest }: Kept<Content>,
  place: string,
  damaged: (problem: string) => ToldError,
): Content => {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw damaged('not whole JSON: cut off or changed');
  }
  const format = (content as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > newest)
    throw newer(
      what,
      `${place}: written by a newer version of wxcc-nodes (format ${format}; this one knows ${newest}).`,
      'Use that version. Nothing was changed.',
    );
  if (isValid(content)) return content;
  const [first] = isValid.errors ?? [];
  throw damaged(`not ${thing}, or changed: ${first?.instancePath || 'the whole'} ${first?.message}`);
};
