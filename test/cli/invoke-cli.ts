import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../support/workshop.js';
import { type Finished, type RunOptions, runCli } from './run-cli.js';
import type { RunningSandbox } from './running-sandbox.js';

/** Writes a value as JSON into a file of its own. */
export const jsonFile = async (value: unknown): Promise<string> => textFile(JSON.stringify(value));

export const textFile = async (text: string): Promise<string> => {
  const file = join(await temporaryFolder(), 'file.json');
  await writeFile(file, text);
  return file;
};

/** `invoke` against a sandbox process, with its token in WXCC_TOKEN; fails when the token is printed. */
export const invokeCli = async (
  sandbox: RunningSandbox,
  args: string[],
  { env, ...options }: RunOptions = {},
): Promise<Finished> => {
  const finished = await runCli(['invoke', ...args, '--connection', sandbox.connectionFile], {
    env: { WXCC_TOKEN: sandbox.token, ...env },
    ...options,
  });
  expect(finished.stdout + finished.stderr).not.toContain(sandbox.token);
  return finished;
};
