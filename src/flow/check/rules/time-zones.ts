import { appendPointer } from '../../../ground/pointer.js';
import { readMoment, readTimeZone } from '../../../ground/time-zone.js';
import { ToldError } from '../../../ground/told-error.js';
import type { StepOf } from '../../types.js';
import { type Draft, pointerOf, type Rule, stepsOf } from '../rule.js';

const problem = (pointer: string, read: () => unknown): Draft[] => {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof ToldError)) throw error;
    return [{ rule: 'time.unknown', pointer, message: error.message, remedy: error.remedy }];
  }
};

/** A span that ends before it begins, which no moment is in. */
const emptySpan = (pointer: string, { from, to }: { from: string; to: string }, isAfter: boolean): Draft[] =>
  isAfter
    ? []
    : [
        {
          severity: 'warning',
          rule: 'time.span',
          pointer,
          message: `No moment is from ${from} to ${to}: the end is not after the beginning.`,
          remedy: 'Correct it. Hours over midnight are two spans: to 24:00, and from 00:00 of the next day.',
        },
      ];

/** A name is given on its day alone. */
const strayNames = (
  pointer: string,
  { name, holidays = [], holidayNames = {} }: StepOf<'businessHours'>,
): Draft[] =>
  Object.keys(holidayNames)
    .filter((day) => !holidays.includes(day))
    .map((day) => ({
      severity: 'warning',
      rule: 'time.holiday',
      pointer: appendPointer(pointer, day),
      message: `${JSON.stringify(day)} is none of the holidays of ${name}: its name is never given.`,
      remedy: 'Add the day to holidays, or correct it.',
    }));

/** What cannot be read is told as that. */
const isBefore = (from: string, to: string): boolean => {
  try {
    return readMoment(from, 'UTC', '') < readMoment(to, 'UTC', '');
  } catch {
    return true;
  }
};

/** Time zones are of the IANA list, moments and days can be read, and spans hold time. */
export const timeZones: Rule = ({ flow }) => [
  ...problem('/timeZone', () => readTimeZone(flow.timeZone ?? 'UTC', 'The flow')),
  ...stepsOf(flow, 'businessHours').flatMap(({ place, step }) => [
    ...problem(`${pointerOf(place)}/timeZone`, () => readTimeZone(step.timeZone ?? 'UTC', step.name)),
    ...step.hours.flatMap((span, index) =>
      emptySpan(`${pointerOf(place)}/hours/${index}`, span, span.from < span.to),
    ),
    ...(step.holidays ?? []).flatMap((day, index) =>
      problem(`${pointerOf(place)}/holidays/${index}`, () =>
        readMoment(day, 'UTC', `${step.name}, holidays`),
      ),
    ),
    ...strayNames(`${pointerOf(place)}/holidayNames`, step),
    ...(step.overrides ?? []).flatMap((span, index) =>
      emptySpan(`${pointerOf(place)}/overrides/${index}`, span, isBefore(span.from, span.to)),
    ),
    ...(step.overrides ?? []).flatMap((span, index) =>
      (['from', 'to'] as const).flatMap((key) =>
        problem(`${pointerOf(place)}/overrides/${index}/${key}`, () =>
          readMoment(span[key], 'UTC', `${step.name}, ${key}`),
        ),
      ),
    ),
  ]),
];
