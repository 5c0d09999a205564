import { type Moment, offsetAt, readMoment, readTimeZone } from '../../ground/time-zone.js';
import type { StepOf } from '../types.js';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/**
 * What Business Hours says of a moment: overrides come first, then holidays, then the hours. Names of shifts, holidays and
 * overrides are not in the flow, so that it gives none. Throws ToldError.
 */
export const businessHour = (
  step: StepOf<'businessHours'>,
  { at, timeZone: zoneOfRun }: Moment,
): { outcome: string; outputs: Record<string, string> } => {
  const timeZone = readTimeZone(step.timeZone ?? zoneOfRun, `timeZone of ${step.name}`);
  const read = (text: string) => readMoment(text, timeZone, `overrides of ${step.name}`);
  const override = step.overrides?.find(({ from, to }) => read(from) <= at && at < read(to));
  if (override)
    return {
      outcome: 'inOverride',
      outputs: {
        slot: 'override',
        'override.startDateTime': override.from,
        'override.endDateTime': override.to,
      },
    };
  // What the clocks of the zone show, read as if it were UTC.
  const wall = new Date(at + offsetAt(timeZone, at));
  const [date, time] = wall.toISOString().split('T') as [string, string];
  if (step.holidays?.includes(date))
    return {
      outcome: 'onHoliday',
      outputs: { slot: 'holiday', 'holiday.startDate': date, 'holiday.endDate': date },
    };
  const day = days[wall.getUTCDay()]!;
  const shift = step.hours.find(
    (span) => span.days.includes(day) && span.from <= time.slice(0, 5) && time.slice(0, 5) < span.to,
  );
  return shift
    ? {
        outcome: 'inWorkingHours',
        outputs: {
          slot: 'working_hours',
          'workingHourSlot.startTime': shift.from,
          'workingHourSlot.endTime': shift.to,
        },
      }
    : { outcome: 'onNoMatch', outputs: { slot: 'no_match' } };
};
