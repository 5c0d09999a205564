import type { InvokeCall } from '../../src/engine/engine.js';
import type { TokenSource } from '../../src/runtime/token-source.js';
import { queues, type Workshop } from '../support/workshop.js';

/** A task of the sandbox and a call that queues it. */
export const queueCall = async (workshop: Workshop): Promise<InvokeCall> => {
  const { id, conversationId } = await workshop.createTask();
  return {
    node: 'queue-task',
    version: 'v1.3',
    input: { taskId: id, conversationId, mediaType: 'chat', mediaChannel: 'web', queueId: queues.chat },
  };
};

/** A task of the sandbox and a call that asks for its position. */
export const positionCall = async (workshop: Workshop): Promise<InvokeCall> => ({
  node: 'piq-and-ewt',
  version: 'v1.1',
  input: { taskId: (await workshop.createTask()).id, queueId: queues.chat, lookbackMinutes: 30 },
});

export const variableCall = (taskId: string): InvokeCall => ({
  node: 'set-variable',
  version: 'v1.7',
  method: 'set-flow-variable',
  input: { taskId, variables: [{ name: 'x', type: 'String', value: 'y' }] },
});

/** Calls that the sandbox's task API has received, by the task's id. */
export const callsOf = async (workshop: Workshop, taskId: string): Promise<{ status: number }[]> => {
  const { calls } = await workshop.admin<{ calls: { url: string; status: number }[] }>('GET', '/state');
  return calls.filter(({ url }) => url.includes(taskId));
};

export const taskIdOf = ({ input }: InvokeCall): string => (input as { taskId: string }).taskId;

export interface CountedTokens extends TokenSource {
  /** The token that was rejected, for each time a token was asked for. */
  readonly asked: (string | undefined)[];
}

/** Gives these tokens one after the other, then none. */
export const tokensInTurn = (...tokens: string[]): CountedTokens => {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    remedy: 'Authorize again.',
    getToken: async ({ rejected }) => {
      asked.push(rejected);
      return tokens[asked.length - 1];
    },
  };
};
