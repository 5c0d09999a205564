import { randomUUID } from 'node:crypto';
import {
  applyEdits,
  findNodeAtLocation,
  type JSONPath,
  modify,
  parseTree,
  type Edit as TextEdit,
} from 'jsonc-parser';
import { addMembers } from '../../ground/add-members.js';
import { ExactNumber, mapLeaves } from '../../ground/exact-number.js';
import { withoutMark } from '../../ground/read-json.js';
import { jsonText } from '../../node-kit/json-text.js';
import type { Json } from '../../node-kit/method.js';
import { isObject } from '../../schema/schema.js';
import type { Transition } from '../types.js';
import type { StepPlan } from './plan-step.js';

/** Indentation and line ends as the text has them. */
const formatOf = (text: string) => {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
};

type Edit = [JSONPath, Json | undefined];

/** The fewest members that turn the one value into the other; lists are replaced whole. */
const editsBetween = (before: Json, after: Json, path: JSONPath): Edit[] => {
  if (jsonText(before) === jsonText(after)) return [];
  if (!isObject(before) || !isObject(after)) return [[path, after]];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    if (!Object.hasOwn(after, key)) return [[[...path, key], undefined] as Edit];
    return Object.hasOwn(before, key)
      ? editsBetween(before[key]!, after[key]!, [...path, key])
      : [[[...path, key], after[key]] as Edit];
  });
};

const isScalar = (value: Json | undefined) =>
  value !== undefined && !isObject(value) && !Array.isArray(value);

const mark = `digits-${randomUUID()}-`;

/** The editor writes JSON of its own, which knows no other numbers than JavaScript's: their digits go in afterwards. */
const withDigits = (edit: (marked: (value: Json | undefined) => unknown) => string): string =>
  edit((value) =>
    mapLeaves(value, (leaf) => (leaf instanceof ExactNumber ? `${mark}${leaf}` : leaf)),
  ).replace(new RegExp(`"${mark}([^"]+)"`, 'g'), '$1');

/** In one pass: applyEdits copies the whole text for each edit. */
const exchangeAll = (text: string, edits: TextEdit[]): string => {
  let at = 0;
  const parts = edits
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, length, content }) => {
      const part = text.slice(at, offset) + content;
      at = offset + length;
      return part;
    });
  return parts.join('') + text.slice(at);
};

/** Exchanges scalars for scalars, all at once: a flow may have thousands of steps. Returns the edits that are left. */
const exchangeScalars = (text: string, edits: Edit[]): { text: string; left: Edit[] } => {
  const tree = parseTree(text);
  const left: Edit[] = [];
  const exchanged = edits.flatMap((edit): TextEdit[] => {
    const [path, value] = edit;
    const node = tree && findNodeAtLocation(tree, path);
    if (node && node.type !== 'object' && node.type !== 'array' && isScalar(value))
      return [{ offset: node.offset, length: node.length, content: jsonText(value) }];
    left.push(edit);
    return [];
  });
  return { text: exchangeAll(text, exchanged), left };
};

/** Writes the plans that move into a flow's text; everything else, white space too, stays as it is. */
export const editFlowText = (text: string, inputs: Json[], plans: StepPlan[]): string => {
  const edits = plans
    .filter(({ status }) => status === 'moves')
    .flatMap(({ index, to, input, wired }): Edit[] => [
      [['steps', index, 'version'], to],
      ...editsBetween(inputs[index]!, input, ['steps', index, 'input']),
      ...wired.map((one) => wiring({ index, ...one })),
    ]);
  return editText(text, edits);
};

const wiring = ({ index, outcome, transition }: AddedTransition): Edit => [
  ['steps', index, 'transitions', outcome],
  transition as Json,
];

/** A transition to be written: of the step at that place in the list. */
export interface AddedTransition {
  index: number;
  outcome: string;
  transition: Transition;
}

/**
 * Writes transitions into a flow's text, in one pass: a flow may have thousands of steps, and each alone would read
 * and copy the whole text.
 */
export const addTransitions = (source: string, added: AddedTransition[]): string => {
  const text = withoutMark(source);
  const tree = parseTree(text)!;
  const byStep = new Map<number, [string, unknown][]>();
  for (const { index, outcome, transition } of added)
    byStep.set(index, [...(byStep.get(index) ?? []), [outcome, transition]]);
  const steps = findNodeAtLocation(tree, ['steps'])!.children!;
  const edits = [...byStep].map(([index, members]) => {
    const step = steps[index]!;
    const transitions = findNodeAtLocation(step, ['transitions']);
    return transitions
      ? addMembers(text, transitions, members)
      : addMembers(text, step, [['transitions', Object.fromEntries(members)]]);
  });
  return source.slice(0, source.length - text.length) + exchangeAll(text, edits);
};

/** Makes the edits of one step in a text that holds that step and no more; each reads and copies what it is given. */
const editStep = (text: string, edits: Edit[], formattingOptions: ReturnType<typeof formatOf>): string =>
  withDigits((marked) =>
    edits.reduce(
      (before, [[, , ...path], value]) =>
        applyEdits(before, modify(before, path, marked(value), { formattingOptions })),
      text,
    ),
  );

/** Adds, removes and exchanges members of many steps in one pass over the text. */
const editSteps = (text: string, edits: Edit[]): string => {
  const formattingOptions = formatOf(text);
  const byStep = new Map<number, Edit[]>();
  for (const edit of edits) {
    const index = Number(edit[0][1]);
    byStep.set(index, [...(byStep.get(index) ?? []), edit]);
  }
  const { children: steps = [] } = findNodeAtLocation(parseTree(text)!, ['steps'])!;
  const edited = [...byStep].map(([index, own]): TextEdit => {
    const { offset, length } = steps[index]!;
    // With the indentation before it, by which the editor lays out what it adds.
    const [indent] = /[ \t]*$/.exec(text.slice(Math.max(0, offset - 1000), offset))!;
    const start = offset - indent.length;
    const whole = length + indent.length;
    return {
      ...{ offset: start, length: whole },
      content: editStep(text.slice(start, start + whole), own, formattingOptions),
    };
  });
  return exchangeAll(text, edited);
};

/** A byte order mark, which the editor does not know, stays in front. */
const editText = (source: string, edits: Edit[]): string => {
  const text = withoutMark(source);
  const mark = source.slice(0, source.length - text.length);
  const { text: exchanged, left } = exchangeScalars(text, edits);
  return mark + (left.length > 0 ? editSteps(exchanged, left) : exchanged);
};
