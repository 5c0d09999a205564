import type { CallContext } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import type { Step } from './read-answer.js';

/** The method of the second request, as if it were one of its own; undefined when the event is the end. */
export const followingMethod = async (
  method: CallableMethod,
  input: unknown,
  context: CallContext,
  { body }: Step,
): Promise<{ method: CallableMethod; taskId: unknown } | undefined> => {
  const { definition } = method;
  const request = body !== undefined && (await definition.follow?.build(input as never, context, body));
  if (!definition.follow || !request) return undefined;
  const { request: place, answers, events } = definition.follow;
  return {
    method: {
      ...method,
      definition: { ...definition, request: place, answers, events, build: () => request },
    },
    taskId: request.path.id,
  };
};
