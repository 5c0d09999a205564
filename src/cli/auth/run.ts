import { AuthorizationFailure } from '../../authorization/failure.js';
import { plain, printJson } from '../output.js';

/** Runs a command; what the provider or a person refused is a failure (exit 1), not wrong use. */
export const runAuth = async (json: boolean | undefined, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof AuthorizationFailure)) throw error;
    process.exitCode = 1;
    if (json) printJson({ error });
    else console.error(plain(error.message), `\n${plain(error.remedy)}`);
  }
};
