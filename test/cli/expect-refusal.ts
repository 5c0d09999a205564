import { type Finished, jsonOf, type RunOptions, runCli } from './run-cli.js';

interface Refusal {
  error: { code: string; message: string; remedy: string };
}

export const expectNoCrash = ({ stdout, stderr }: Finished): void => {
  expect(stdout + stderr).not.toMatch(/^\s+at .*:[0-9]+|^Node\.js v|^node:/m);
};

/**
 * The command is refused as wrong use, for people and for programs: exit code 2, the problem, what to do, and no stack
 * trace. Gives the error as programs get it.
 */
export const expectRefusal = async (
  args: string[],
  problem: RegExp,
  options: RunOptions = {},
): Promise<Refusal['error']> => {
  const [forPeople, forPrograms] = await Promise.all([
    runCli(args, options),
    runCli([...args, '--json'], options),
  ]);
  for (const finished of [forPeople, forPrograms]) expectNoCrash(finished);
  expect(forPeople).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(problem) });
  // The problem, and below it the remedy.
  expect(forPeople.stderr.trim().split('\n').length).toBeGreaterThan(1);
  expect(forPrograms).toMatchObject({ code: 2, stderr: '' });
  const refusal = jsonOf<Refusal>(forPrograms);
  expect(refusal).toEqual({
    error: {
      code: expect.stringMatching(/^[a-z]+\.[A-Za-z-]+$/),
      message: expect.stringMatching(problem),
      remedy: expect.stringMatching(/\w/),
    },
  });
  return refusal.error;
};
