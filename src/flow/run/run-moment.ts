import { systemClock } from '../../ground/clock.js';
import { type Moment, readMoment, readTimeZone } from '../../ground/time-zone.js';

/** A moment and a zone as a file or the command line gives them. */
export interface GivenTime {
  at?: string;
  timeZone?: string;
}

/** The moment of recorded cases that name none. */
export const momentOfCases = '2026-01-15T12:00:00Z';

/** Who may give the time, the first before the others. */
export interface TimeSources {
  /** The command line, or the case. */
  order: GivenTime;
  event: GivenTime;
  flow: GivenTime;
  connection: GivenTime;
}

/** The moment and the zone of a run; the machine's moment in UTC when nobody gives them. Throws ToldError. */
export const runMoment = (sources: TimeSources): Moment => {
  const given = [
    ['the command line or the case', sources.order],
    ['the event', sources.event],
    ['the flow', sources.flow],
    ['the connection', sources.connection],
  ] as const;
  const zone = given.find(([, { timeZone }]) => timeZone !== undefined);
  const timeZone = zone ? readTimeZone(zone[1].timeZone!, `timeZone of ${zone[0]}`) : 'UTC';
  const moment = given.find(([, { at }]) => at !== undefined);
  const at = moment
    ? readMoment(moment[1].at!, timeZone, `at of ${moment[0]}`)
    : Math.floor(systemClock.now());
  return { at, timeZone };
};
