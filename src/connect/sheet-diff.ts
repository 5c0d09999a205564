import type { BuildSheet } from '../../schemas/types.js';
import { type Screen, screensOf } from './screens.js';

/** Something to type again. */
export interface Retyping {
  /** The method's id; empty for the create dialog. */
  method: string;
  screen: string;
  /** What names the row or text; empty for the whole screen. */
  row: string;
  change: 'add' | 'remove' | 'change';
  column?: string;
  before?: string;
  after?: string;
}

const keyOf = ({ keyCells }: Screen, row: string[]) => row.slice(0, keyCells).join(' · ');

const placeOf = ({ method, title }: Screen) => `${method} ${title.replace(/ \(.*\)$/, '')}`;

const changedCells = (
  { columns }: Screen,
  before: string[],
  after: string[],
): Pick<Retyping, 'column' | 'before' | 'after'>[] =>
  columns.flatMap((column, at) =>
    before[at] === after[at] ? [] : [{ column, before: before[at]!, after: after[at]! }],
  );

const rowsOf = (one: Screen | undefined) => new Map(one?.rows.map((row) => [keyOf(one, row), row]));
const textsOf = (one: Screen | undefined) => new Map(one?.texts.map(({ label, text }) => [label, text]));

const compare = (before: Screen | undefined, after: Screen | undefined): Retyping[] => {
  const one = (after ?? before)!;
  const place = { method: one.method, screen: one.title };
  const [old, next] = [rowsOf(before), rowsOf(after)];
  const [oldTexts, nextTexts] = [textsOf(before), textsOf(after)];
  const title: Retyping[] =
    before && after && before.title !== after.title
      ? [{ ...place, row: '', change: 'change', before: before.title, after: after.title }]
      : [];
  const removed = [...old.keys()]
    .filter((key) => !next.has(key))
    .map((row): Retyping => ({ ...place, row, change: 'remove' }));
  const kept = [...next].flatMap(([row, cells]): Retyping[] => {
    const was = old.get(row);
    if (!was) return [{ ...place, row, change: 'add', after: cells.slice(one.keyCells).join(' · ') }];
    return changedCells(one, was, cells).map((cell) => ({ ...place, row, change: 'change', ...cell }));
  });
  const texts = [...new Set([...oldTexts.keys(), ...nextTexts.keys()])]
    .filter((label) => oldTexts.get(label) !== nextTexts.get(label))
    .map((row): Retyping => {
      const change = !nextTexts.has(row) ? 'remove' : oldTexts.has(row) ? 'change' : 'add';
      return { ...place, row, change };
    });
  return [...title, ...removed, ...kept, ...texts];
};

/** What must be typed or pasted again to turn the first sheet's node into the second's, in the order of the screens. */
export const diffSheets = (before: BuildSheet, after: BuildSheet): Retyping[] => {
  const old = new Map(screensOf(before).map((one) => [placeOf(one), one]));
  const next = new Map(screensOf(after).map((one) => [placeOf(one), one]));
  const gone = [...old].filter(([place]) => !next.has(place)).map(([, one]) => compare(one, undefined));
  return [...[...next].map(([place, one]) => compare(old.get(place), one)), ...gone].flat();
};
