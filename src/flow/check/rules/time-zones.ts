import { readMoment, readTimeZone } from '../../../ground/time-zone.js';
import { ToldError } from '../../../ground/told-error.js';
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

/** Time zones are of the IANA list, and moments can be read. */
export const timeZones: Rule = ({ flow }) => [
  ...problem('/timeZone', () => readTimeZone(flow.timeZone ?? 'UTC', 'The flow')),
  ...stepsOf(flow, 'businessHours').flatMap(({ place, step }) => [
    ...problem(`${pointerOf(place)}/timeZone`, () => readTimeZone(step.timeZone ?? 'UTC', step.name)),
    ...(step.overrides ?? []).flatMap((span, index) =>
      (['from', 'to'] as const).flatMap((key) =>
        problem(`${pointerOf(place)}/overrides/${index}/${key}`, () =>
          readMoment(span[key], 'UTC', `${step.name}, ${key}`),
        ),
      ),
    ),
  ]),
];
