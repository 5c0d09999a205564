/**
 * Resolves when the process is asked to end. To be called before anybody is told that the program is ready: a signal
 * that finds no listener ends the process in mid-work. A second one ends it at once.
 */
export const interruption = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      const onSignal = () => {
        resolve();
        // Not earlier: signal-exit, which the locks bring along, kills the process when it finds itself the last listener.
        setImmediate(() => process.off(signal, onSignal));
      };
      process.on(signal, onSignal);
    }
  });
