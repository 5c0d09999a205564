import type { Fault } from '../sandbox/faults.js';
import type { Sandbox } from '../sandbox/sandbox.js';
import type { TaskFields } from '../sandbox/tasks.js';

/** The admin endpoints of a sandbox: what people do at the contact centre, and ordered faults. */
export class SandboxClient {
  constructor(private readonly sandbox: Pick<Sandbox, 'request'>) {}

  /** The next calls of a route have this fault; * is every route. */
  async order(route: string, fault: Fault, times = 1): Promise<void> {
    await this.call('POST', '/faults', { route, fault, times });
  }

  async clearOrders(): Promise<void> {
    await this.call('DELETE', '/faults');
  }

  task(fields: Partial<TaskFields> = {}): Promise<TaskFields> {
    return this.call('POST', '/tasks', fields);
  }

  /** Connects, adds or removes an agent, transfers or closes. */
  async act(taskId: string, action: string, agentId: string): Promise<void> {
    await this.call('POST', `/tasks/${encodeURIComponent(taskId)}/${action}`, { agentId });
  }

  /** Throws an error with the sandbox's own words when it refuses. */
  async call<Type>(method: string, path: string, body?: object): Promise<Type> {
    const { status, text } = await this.sandbox.request({
      method,
      path: `/_sandbox${path}`,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const answer = JSON.parse(text);
    if (status < 300) return answer;
    throw new Error(answer.error?.message?.[0]?.description ?? `${method} ${path}: ${status}`);
  }
}
