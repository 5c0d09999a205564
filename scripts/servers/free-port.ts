import { createServer } from 'node:net';

/** Below the ports that systems give to whoever asks for any: none of these goes to a stranger by chance. */
const first = 12_000;
const count = 20_000;
/** Two processes that look at the same time begin at different ones. */
let next = (process.pid * 41) % count;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A port of this machine that nobody listens at, and that stays free until its listener is there. */
export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < count; tries += 1) {
    const port = first + next;
    next = (next + 1) % count;
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${first} to ${first + count - 1} is free`);
};

/** A redirect address that a listener can have. */
export const freeRedirect = async (): Promise<string> => `http://127.0.0.1:${await freePort()}/callback`;
