import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Connection, Result } from '../../schemas/types.js';
import { Engine, type InvokeCall } from '../../src/engine/engine.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import type { Fault } from '../../src/sandbox/faults.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';

export const root = resolve(__dirname, '../..');
/** The built pack; `npm test` builds it first. */
export const packDirectory = join(root, 'dist');

export const queues = {
  chat: 'c0ffee00-0000-4000-8000-00000000000a',
  emptyChat: 'c0ffee00-0000-4000-8000-00000000000b',
  social: 'c0ffee00-0000-4000-8000-00000000000c',
  email: 'c0ffee00-0000-4000-8000-00000000000d',
};

/** An empty folder that is removed after the tests of the file. */
export const temporaryFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'wxcc-nodes-test-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const cleanups: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** The real pipeline: built packages, an engine with a home of its own, and a sandbox on a free port. */
export class Workshop {
  private constructor(
    readonly engine: Engine,
    readonly sandbox: Sandbox,
    readonly home: string,
  ) {}

  static async open(): Promise<Workshop> {
    const home = await temporaryFolder();
    const workshop = new Workshop(
      new Engine({ home, packDirectory, strictOutputs: true }),
      await startSandbox({ callbackDelayMs: 5 }),
      home,
    );
    cleanups.push(() => workshop.close());
    return workshop;
  }

  get connection(): Connection {
    return { orgId: this.sandbox.orgId, taskApi: `${this.sandbox.url}/wxcc-task`, deadlineMs: 5000 };
  }

  invoke(call: InvokeCall): Promise<Result> {
    return this.engine.invoke({
      connection: this.connection,
      tokens: fixedToken(this.sandbox.token),
      ...call,
    });
  }

  async admin<Type = unknown>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Type> {
    const response = await fetch(`${this.sandbox.url}/_sandbox${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Type;
  }

  order(route: string, fault: Fault, times = 1): Promise<unknown> {
    return this.admin('POST', '/faults', { route, fault, times });
  }

  createTask(
    fields: { mediaType?: string; mediaChannel?: string } = {},
  ): Promise<{ id: string; conversationId: string }> {
    return this.admin('POST', '/tasks', fields);
  }

  async close(): Promise<void> {
    await this.engine.close();
    await this.sandbox.stop();
  }
}
