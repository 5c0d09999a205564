import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TaskEvent {
  type: string;
  data: {
    id: string;
    owner: string;
    queue: string;
    context?: string;
    variables: { name: string; value: string }[];
  };
}

const eventTimeoutMs = 10_000;

/** Where the sandbox posts the WxCC Task v2 events: what starts an event flow on Webex Connect. */
export class EventInbox {
  readonly #received: TaskEvent[] = [];
  readonly #server: Server;
  #arrived: () => void = () => {};

  private constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
      this.#received.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      response.writeHead(200).end();
      this.#arrived();
    });
  }

  static open(): Promise<EventInbox> {
    const inbox = new EventInbox();
    return new Promise((resolve, reject) => {
      inbox.#server.once('error', reject);
      inbox.#server.listen(0, '127.0.0.1', () => resolve(inbox));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/events`;
  }

  /** The first event of a type for a task; throws when none comes. */
  async next(type: string, taskId: string): Promise<TaskEvent> {
    const end = performance.now() + eventTimeoutMs;
    while (performance.now() < end) {
      const index = this.#received.findIndex((event) => event.type === type && event.data.id === taskId);
      if (index >= 0) return this.#received.splice(index, 1)[0]!;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 200);
        this.#arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    throw new Error(`No ${type} for ${taskId} within ${eventTimeoutMs} ms.`);
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
