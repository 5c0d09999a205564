import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Connection, Result } from '../../schemas/types.js';
import type { Engine, InvokeCall } from '../../src/engine/engine.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import type { Fault } from '../../src/sandbox/faults.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';
import { Simulation } from '../../src/stage/simulation.js';
import { Workspace, type WorkspaceOptions } from '../../src/workspace/workspace.js';

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

/** The workspace of a home folder, without what the environment says. */
export const workspaceOf = (home: string, options: Partial<Omit<WorkspaceOptions, 'home'>> = {}): Workspace =>
  new Workspace({ home, packDirectory, ...options });

/** The real pipeline: built packages, an engine with a home of its own, and a sandbox. */
export class Workshop {
  private constructor(
    readonly engine: Engine,
    readonly sandbox: Sandbox,
    readonly home: string,
    /** There when the sandbox is in this process and time is virtual. */
    readonly simulation?: Simulation,
  ) {
    cleanups.push(() => this.close());
  }

  /** The sandbox on a free port, in real time. */
  static async open(): Promise<Workshop> {
    const home = await temporaryFolder();
    const sandbox = await startSandbox({ callbackDelayMs: 5 });
    return new Workshop(workspaceOf(home, { strictOutputs: true }).engine, sandbox, home);
  }

  /** The sandbox in this process, in virtual time. */
  static async simulate(): Promise<Workshop> {
    const home = await temporaryFolder();
    const simulation = await Simulation.open();
    const engine = simulation.engine(workspaceOf(home, { strictOutputs: true }).engine);
    return new Workshop(engine, simulation.sandbox, home, simulation);
  }

  get connection(): Connection {
    const { orgId, url } = this.sandbox;
    // In virtual time the platform's own deadline takes no longer.
    return { orgId, taskApi: `${url}/wxcc-task`, ...(this.simulation ? {} : { deadlineMs: 5000 }) };
  }

  invoke(call: InvokeCall): Promise<Result> {
    return this.engine.invoke({
      connection: this.connection,
      tokens: fixedToken(this.sandbox.token),
      ...call,
    });
  }

  /** The admin endpoints, as a program asks them. */
  async admin<Type = unknown>(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Type> {
    const { status, text } = await this.sandbox.request({
      method,
      path: `/_sandbox${path}`,
      ...(method === 'POST' && { headers: { 'content-type': 'application/json' } }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
    return JSON.parse(text) as Type;
  }

  async order(route: string, fault: Fault, times = 1): Promise<void> {
    this.sandbox.people.order(route, fault, times);
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
