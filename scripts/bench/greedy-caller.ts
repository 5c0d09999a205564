import { Agent, request } from 'node:http';

/** One request that costs much. */
export interface Greed {
  port: number;
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

/** Somebody who does the same again and again until it is ended. */
export interface Greedy {
  /** How often it was done, and how that ended. */
  end(): Promise<{ count: number; statuses: string }>;
}

/** Does the same again and again; each time says how it ended. */
export const keepDoing = (once: () => Promise<string>, close = () => {}): Greedy => {
  const statuses = new Set<string>();
  let count = 0;
  let isOver = false;
  const doing = (async () => {
    while (!isOver) {
      statuses.add(await once());
      count += 1;
    }
  })();
  return {
    end: async () => {
      isOver = true;
      await doing;
      close();
      return { count, statuses: [...statuses].sort().join(', ') };
    },
  };
};

/** Asks the same again and again over one connection. */
export const keepAsking = ({ port, path, method, headers, body }: Greed): Greedy => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const bytes = Buffer.from(body);
  const once = () =>
    new Promise<string>((resolve) => {
      const call = request(
        {
          host: '127.0.0.1',
          port,
          path,
          method,
          agent,
          headers: { ...headers, ...(bytes.length > 0 && { 'Content-Length': bytes.length }) },
        },
        (answer) => {
          const told = () => resolve(String(answer.statusCode));
          answer.resume().on('end', told).on('error', told);
        },
      );
      call.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code ?? 'cut'));
      call.end(bytes);
    });
  return keepDoing(once, () => agent.destroy());
};
