import { type Moment, offsetAt, readMoment, readTimeZone } from '../../ground/time-zone.js';
import type { StepOf } from '../types.js';

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** The outcome of Business Hours at a moment: overrides come first, then holidays, then the hours. Throws ToldError. */
export const businessHour = (step: StepOf<'businessHours'>, { at, timeZone: zoneOfRun }: Moment): string => {
  const timeZone = readTimeZone(step.timeZone ?? zoneOfRun, `timeZone of ${step.name}`);
  const read = (text: string) => readMoment(text, timeZone, `overrides of ${step.name}`);
  if (step.overrides?.some(({ from, to }) => read(from) <= at && at < read(to))) return 'inOverrides';
  // What the clocks of the zone show, read as if it were UTC.
  const wall = new Date(at + offsetAt(timeZone, at));
  const [date, time] = wall.toISOString().split('T') as [string, string];
  if (step.holidays?.includes(date)) return 'onHolidays';
  const day = days[wall.getUTCDay()]!;
  const isOpen = step.hours.some(
    (span) => span.days.includes(day) && span.from <= time.slice(0, 5) && time.slice(0, 5) < span.to,
  );
  return isOpen ? 'inWorkingHours' : 'Nomatch';
};
