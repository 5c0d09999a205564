import { applyEdits, modify } from 'jsonc-parser';
import { parseJson } from '../../ground/json-limits.js';
import { withoutMark } from '../../ground/read-json.js';
import type { StoryCase } from './story-cases.js';

/** The text of a story with a case, in the place of the one of its name or as the last; all else stays as it is. */
export const withCase = (source: string, one: StoryCase): string => {
  const text = withoutMark(source);
  const { cases = [] } = parseJson(text, 'story') as { cases?: { name: string }[] };
  const place = cases.findIndex(({ name }) => name === one.name);
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: text.includes('\r\n') ? '\r\n' : '\n' };
  const path = ['cases', place < 0 ? cases.length : place];
  const edits = modify(text, path, one, { formattingOptions });
  return source.slice(0, source.length - text.length) + applyEdits(text, edits);
};
