import type { FastifyInstance } from 'fastify';
import type { CallbackSender } from '../callback-sender.js';
import { resolveConversation } from '../conversations.js';
import { jsonInText } from '../doubled-key.js';
import { ApiError } from '../envelopes.js';
import { checkOrganization } from './checks.js';
import * as schemas from './request-schemas.js';

type Body = Record<'transId' | 'mediatype' | 'channel' | 'details' | 'orgid' | 'href', string> & {
  overrideDefaultClose?: boolean;
};

const messageDetailsOf = (details: string): Record<string, unknown> => {
  const read = jsonInText(details, 'details') as { messageDetails?: Record<string, unknown> | null } | null;
  if (read?.messageDetails && typeof read.messageDetails === 'object') return read.messageDetails;
  throw new ApiError(400, 'details has no messageDetails.');
};

/** Resolve Conversation: accepted at once, the result by callback. */
export const conversationRoutes =
  (callbacks: CallbackSender) =>
  async (server: FastifyInstance): Promise<void> => {
    server.post<{ Body: Body }>(
      '/v1/conversations/resolve',
      { schema: { body: schemas.resolveConversation }, config: { route: 'resolve-conversation' } },
      async (request, reply) => {
        const { body, world, headers } = request;
        checkOrganization(body.orgid, world.orgId);
        if (!headers.flowid) throw new ApiError(400, 'The header flowId is missing.');
        if (headers.trackingid !== body.transId)
          throw new ApiError(400, 'The header trackingId is not the transId of the body.');
        const resolved = resolveConversation(world, {
          mediaType: body.mediatype,
          mediaChannel: body.channel,
          details: body.details,
          messageDetails: messageDetailsOf(body.details),
          overrideDefaultClose: body.overrideDefaultClose ?? false,
        });
        const { transId } = body;
        const told =
          'failed' in resolved
            ? { transId, status: 'failed', reason: resolved.failed, description: resolved.why }
            : {
                transId,
                status: 'success',
                taskId: resolved.taskId,
                conversationOperation: resolved.operation,
              };
        request.effect = 'failed' in resolved ? resolved.why : resolved.operation;
        await callbacks.schedule(body.href, told, request.fault);
        return reply.code(202).send({ transId });
      },
    );
  };
