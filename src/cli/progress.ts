const show = (text: string): void => {
  if (process.stderr.isTTY === true) process.stderr.write(`\r${text}\u001b[K`);
};

let waiting: NodeJS.Timeout | undefined;

/** From now on, a command that says nothing for a second tells for how long it has worked, when a terminal watches. */
export const beginWaiting = (): void => {
  const began = performance.now();
  waiting = setInterval(() => show(`working, ${Math.floor((performance.now() - began) / 1000)} s`), 1000);
  waiting.unref();
};

/** Before anything else is printed. */
export const endWaiting = (): void => {
  if (waiting === undefined) return;
  clearInterval(waiting);
  waiting = undefined;
  show('');
};

/** A line on standard error that counts, when a terminal watches. */
export const progressLine = (what: string): { tick(done: number, total?: number): void; end(): void } => ({
  tick: (done, total) => {
    endWaiting();
    show(`${what} ${done}${total === undefined ? '' : ` of ${total}`}`);
  },
  end: () => show(''),
});
