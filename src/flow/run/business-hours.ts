import { type Moment, offsetAt, readMoment, readTimeZone } from '../../ground/time-zone.js';
import type { StepOf } from '../types.js';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** The flow gives a name or it does not: a made-up one would be taken for the tenant's. */
const named = (output: string, name: string | undefined) => (name === undefined ? {} : { [output]: name });

/**
 * What Business Hours says of a moment: overrides come first, then holidays, then the hours. Throws ToldError.
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
        ...named('override.name', override.name),
      },
    };
  // What the clocks of the zone show, read as if it were UTC.
  const wall = new Date(at + offsetAt(timeZone, at));
  const [date, time] = wall.toISOString().split('T') as [string, string];
  if (step.holidays?.includes(date))
    return {
      outcome: 'onHoliday',
      outputs: {
        slot: 'holiday',
        'holiday.startDate': date,
        'holiday.endDate': date,
        ...named('holiday.name', step.holidayNames?.[date]),
      },
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
          ...named('workingHourSlot.shiftName', shift.name),
        },
      }
    : { outcome: 'onNoMatch', outputs: { slot: 'no_match' } };
};
