import { Agent, request } from 'node:http';

/** One request that costs much. */
export interface Greed {
  port: number;
  path: string;
  method: string;
  headers: Record<string, string>;
  body: string;
}

/** Asks the same again and again over one connection until it is ended; tells how often, and what the answers' statuses were. */
export const keepAsking = ({ port, path, method, headers, body }: Greed) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const bytes = Buffer.from(body);
  const statuses = new Set<string>();
  let count = 0;
  let isOver = false;
  const once = () =>
    new Promise<void>((resolve) => {
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
          statuses.add(String(answer.statusCode));
          answer
            .resume()
            .on('end', resolve)
            .on('error', () => resolve());
        },
      );
      call.on('error', ({ code }: NodeJS.ErrnoException) => {
        statuses.add(code ?? 'cut');
        resolve();
      });
      call.end(bytes);
    });
  const asking = (async () => {
    while (!isOver) {
      await once();
      count += 1;
    }
  })();
  return {
    end: async () => {
      isOver = true;
      await asking;
      agent.destroy();
      return { count, statuses: [...statuses].sort().join(', ') };
    },
  };
};
