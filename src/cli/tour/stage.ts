import type { Result } from '../../../schemas/types.js';
import type { Engine, InvokeCall } from '../../engine/engine.js';
import type { WireName } from '../../package/method.js';
import { fixedToken } from '../../runtime/token-source.js';
import type { LocalSandbox } from '../../stage/local-sandbox.js';
import type { EventInbox, TaskEvent } from './event-inbox.js';

/** One line of the tour: a step of a flow, or what happened at the contact centre. */
export type Line =
  | { kind: 'contact'; text: string }
  | { kind: 'event'; text: string }
  | { kind: 'step'; result: Result };

export const queues = {
  chat: 'c0ffee00-0000-4000-8000-00000000000a',
  messaging: 'c0ffee00-0000-4000-8000-00000000000c',
};

export const secondAgent = 'a9e27000-0000-4000-8000-000000000002';

type TourCall = Pick<InvokeCall, 'node' | 'version' | 'method' | 'input' | 'variables'>;

/** What the contacts play on: invokes steps, lets people act, and writes it all down. */
export class TourStage {
  readonly lines: Line[] = [];

  constructor(
    private readonly engine: Engine,
    readonly sandbox: LocalSandbox,
    private readonly inbox: EventInbox,
  ) {}

  contact(text: string): void {
    this.lines.push({ kind: 'contact', text });
  }

  /** @param wire of the sandbox's connection. */
  async step(call: TourCall, wire: WireName = 'task'): Promise<Result> {
    const result = await this.engine.invoke({
      ...call,
      connection: { ...this.sandbox.connection, wire },
      tokens: fixedToken(this.sandbox.token),
    });
    this.lines.push({ kind: 'step', result });
    return result;
  }

  async event(type: string, taskId: string, text: string): Promise<TaskEvent> {
    const event = await this.inbox.next(type, taskId);
    this.lines.push({ kind: 'event', text: `${type}: ${text}` });
    return event;
  }
}
