import { ToldError } from '../src/ground/told-error.js';

/** Runs what a script does; wrong use is a message with a remedy and exit code 2, not a stack. */
export const orWrongUse = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ToldError)) throw error;
    console.error(`${error.message}\n${error.remedy}`);
    process.exitCode = 2;
  }
};
