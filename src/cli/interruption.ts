/**
 * Resolves when the process is asked to end. To be called before anybody is told that the program is ready: a signal
 * that finds no listener ends the process in mid-work.
 */
export const interruption = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
