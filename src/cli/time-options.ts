import type { Command } from 'commander';
import type { GivenTime } from '../flow/run/run-moment.js';

/** Adds --at and --time-zone to a command that runs flows. */
export const timeOptions = (command: Command): Command =>
  command
    .option('--at <moment>', 'when the run starts: 2026-01-15T12:00:00Z (default: the event, else now)')
    .option(
      '--time-zone <zone>',
      'the zone of its clocks (default: the event, the flow, the connection, UTC)',
    );

/** What they came to. */
export const givenTime = ({ at, timeZone }: GivenTime): GivenTime => ({
  ...(at !== undefined && { at }),
  ...(timeZone !== undefined && { timeZone }),
});
