import { hasPostgres } from '../../scripts/servers/postgres.js';

/** Says once what is left out and why; with CI set it is a failure. */
export const leaveOut = (title: string, missing: string): void => {
  if (process.env.CI) test(title, () => expect(missing).toBe('installed'));
  else {
    process.stderr.write(`Left out, as there is no ${missing} here: ${title}\n`);
    test.skip(title, () => {});
  }
};

/** `describe` where there is a PostgreSQL server to start; elsewhere the tests are left out. */
export const describeWithPostgres = (title: string, tests: () => void): void =>
  hasPostgres ? describe(title, tests) : leaveOut(title, 'PostgreSQL server');
