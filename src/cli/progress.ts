/** A line on standard error that counts, when a terminal watches. */
export const progressLine = (what: string): { tick(done: number, total?: number): void; end(): void } => {
  const isWatched = process.stderr.isTTY === true;
  return {
    tick: (done, total) => {
      if (isWatched) process.stderr.write(`\r${what} ${done}${total === undefined ? '' : ` of ${total}`}`);
    },
    end: () => {
      if (isWatched) process.stderr.write('\r\u001b[K');
    },
  };
};
