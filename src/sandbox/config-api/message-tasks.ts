import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  appendMessage,
  beginTask,
  type CustomMessage,
  type FirstMessage,
  type Told,
} from '../custom-messaging.js';
import { ApiError } from '../envelopes.js';
import type { Webhooks } from '../webhooks.js';
import { checkScope } from './public-gate.js';

const closed = (properties: Record<string, object>, required: string[]) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});

const text = { type: 'string' };
const timestamp = { type: 'integer' };
const maxText = 20_000;

const attachment = closed(
  { fileName: text, mimeType: text, fileUrl: { type: 'string', maxLength: 2000, pattern: '^https://' } },
  ['fileName', 'mimeType', 'fileUrl'],
);

/** Both kinds of message, with their limits (documented). */
const channelParams = {
  oneOf: [
    closed(
      {
        type: { const: 'text' },
        message: closed(
          { aliasId: text, text: { type: 'string', minLength: 1, maxLength: maxText }, timestamp },
          ['aliasId', 'text', 'timestamp'],
        ),
      },
      ['type', 'message'],
    ),
    closed(
      {
        type: { const: 'text-with-attachments' },
        message: {
          ...closed(
            {
              aliasId: text,
              text: { type: 'string', maxLength: maxText },
              attachments: { type: 'array', maxItems: 5, items: attachment },
              timestamp,
            },
            ['aliasId', 'attachments', 'timestamp'],
          ),
          anyOf: [
            { required: ['text'], properties: { text: { type: 'string', minLength: 1 } } },
            { properties: { attachments: { type: 'array', minItems: 1 } } },
          ],
        },
      },
      ['type', 'message'],
    ),
  ],
};

const texts = (maxProperties: number) => ({ type: 'object', maxProperties, additionalProperties: text });

const createBody = closed(
  {
    origin: closed({ id: { type: 'string', minLength: 1 }, name: { type: ['string', 'null'] } }, ['id']),
    destination: closed({ id: text, type: { const: 'businessAddress' } }, ['id', 'type']),
    channelType: { const: 'customMessaging' },
    channel: text,
    flowSettings: texts(15),
    globalVariables: texts(30),
    channelParams,
  },
  ['origin', 'destination', 'channelType', 'channel', 'channelParams'],
);

const appendBody = closed({ mediaType: { const: 'customMessaging' }, channelParams }, [
  'mediaType',
  'channelParams',
]);

/** Keys and values of tuples are limited in bytes of UTF-8 (documented). */
const checkTuples = (name: string, tuples: Record<string, string> | undefined, valueBytes: number): void => {
  for (const [key, value] of Object.entries(tuples ?? {}))
    if (Buffer.byteLength(key) > 200 || Buffer.byteLength(value) > valueBytes)
      throw new ApiError(400, `${name}: ${key.slice(0, 40)} is too long.`);
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A fault that the call was ordered, as what it makes of the outcome. */
const unlessOrdered = ({ fault }: FastifyRequest, type: Told['type'], work: () => Told): Told =>
  fault?.kind === 'callback' && fault.change === 'failed'
    ? { type, failed: { reason: fault.reason ?? 'ORDERED_FAULT', errorMessage: 'Ordered fault.' } }
    : work();

/**
 * POST /v2/tasks and POST /v2/tasks/{id}/messages for customMessaging (Beta): the answer accepts, an event tells what
 * came of it (documented). The bodies of refusals are not documented.
 */
export const messageTaskRoutes = (server: FastifyInstance, webhooks: Webhooks): void => {
  server.post<{ Body: FirstMessage & { flowSettings?: Record<string, string> } }>(
    '/v2/tasks',
    { schema: { body: createBody }, config: { route: 'create-message-task' } },
    async (request, reply) => {
      const { body, world } = request;
      checkScope(request, ['cjp:task_write']);
      checkTuples('flowSettings', body.flowSettings, 512);
      checkTuples('globalVariables', body.globalVariables, 1024);
      for (const name of Object.keys(body.globalVariables ?? {}))
        if (!world.globalVariables.has(name)) throw new ApiError(400, `There is no global variable ${name}.`);
      const id = world.newId();
      const told = unlessOrdered(request, 'task:failed', () => beginTask(world, id, body));
      await tell(request, webhooks, told, {
        taskId: id,
        ...{ origin: body.origin.id, destination: body.destination.id, channel: body.channel },
        channelParams: body.channelParams,
      });
      return reply.code(201).send({ meta: { orgId: world.orgId }, data: { id } });
    },
  );

  server.post<{ Params: { id: string }; Body: { channelParams: CustomMessage } }>(
    '/v2/tasks/:id/messages',
    { schema: { body: appendBody }, config: { route: 'append-message' } },
    async (request, reply) => {
      const { params, body, world } = request;
      checkScope(request, ['cjp:task_write']);
      if (!uuid.test(params.id)) throw new ApiError(400, 'taskId is no UUID.');
      const { aliasId } = body.channelParams.message;
      const told = unlessOrdered(request, 'task-message:append-failed', () =>
        appendMessage(world, params.id, body.channelParams),
      );
      const task = world.tasks.get(params.id);
      await tell(request, webhooks, told, {
        taskId: params.id,
        ...(task && { origin: task.origin, destination: task.destination, channel: task.mediaChannel }),
        channelParams: body.channelParams,
      });
      const id = uuid.test(aliasId) ? aliasId : randomUUID();
      return reply.code(202).send({ meta: { orgId: world.orgId }, data: { id } });
    },
  );
};

const tell = async (
  request: FastifyRequest,
  webhooks: Webhooks,
  { type, failed }: Told,
  data: { taskId: string; channelParams: CustomMessage; [key: string]: unknown },
): Promise<void> => {
  const { world, fault } = request;
  request.effect = failed?.reason ?? type;
  const whole = {
    ...data,
    ...{ direction: 'INBOUND', messageDirection: 'INBOUND', channelType: 'customMessaging' },
    createdTime: world.now,
    mediaMgr: 'digitalmm',
    ...(failed && { ...failed, channelParams: null }),
  };
  await webhooks.schedule(world.orgId, type, whole, fault);
};
