import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { emptyIsAbsent, withoutEmpty } from '../connect/form-values.js';
import { decodeText } from '../ground/decode-text.js';
import { notUtf8, parseJson } from '../ground/json-limits.js';
import { problem } from '../ground/problem.js';
import { jsonText } from '../node-kit/json-text.js';
import type { PackageSet } from '../package/package-set.js';
import { type Calls, newInvocationId } from './calls.js';
import { readForm } from './read-form.js';

const idempotencyKey = problem(400, 'idempotency.key', 'The Idempotency-Key is not one that can be kept.');

interface Path {
  node: string;
  version: string;
  method: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request log says beside the status. */
    about?: Record<string, unknown>;
  }
}

const formTypes = ['multipart/form-data', 'application/x-www-form-urlencoded'];

/** JSON is UTF-8, whatever the Content-Type says. */
const jsonIn = (body: Buffer): string => {
  try {
    return decodeText(body);
  } catch {
    throw notUtf8('input', 'The JSON is not UTF-8; nothing was sent.', 'Send it as UTF-8.');
  }
};

/** JSON within the limits of all JSON that comes in, with its digits; and answers with theirs. */
export const installJson = (scope: FastifyInstance): void => {
  scope.removeAllContentTypeParsers();
  scope.setReplySerializer((payload) => jsonText(payload));
  scope.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => parseJson(jsonIn(body), 'input'),
  );
};

/** JSON, and forms: Webex Connect does not document how it escapes a value inside a JSON body. */
const installBodies = (scope: FastifyInstance) => {
  installJson(scope);
  scope.addContentTypeParser(formTypes, { parseAs: 'buffer' }, ({ headers }: FastifyRequest, body: Buffer) =>
    readForm(headers, body),
  );
};

/** The Idempotency-Key of a request. Throws Problem when it is none that can be kept. */
export const idempotencyKeyOf = ({ headers }: FastifyRequest): string | undefined => {
  const key = headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key === 'string' && /^[!-~]{1,200}$/.test(key)) return key;
  throw idempotencyKey(
    'The Idempotency-Key is empty, too long, or holds other characters than visible ASCII.',
    'Send 1 to 200 visible characters, for example a transaction id.',
  );
};

const isForm = ({ headers }: FastifyRequest) =>
  formTypes.some((type) => headers['content-type']?.toLowerCase().startsWith(type));

/** The input; from a form, and where `?empty=absent` asks for it, without what was left empty. */
const inputOf = async (request: FastifyRequest, packages: PackageSet): Promise<unknown> => {
  const { body, params, query } = request;
  if (body === undefined) return {};
  const asked = (query as Record<string, unknown>)[emptyIsAbsent.parameter] === emptyIsAbsent.value;
  if (!(asked || isForm(request)) || body === null || typeof body !== 'object' || Array.isArray(body))
    return body;
  const { node, version, method } = params as Path;
  const found = (await packages.find(node, version)).methods.find(({ id }) => id === method);
  return found ? withoutEmpty(found.input, body as Record<string, unknown>) : body;
};

/** `POST <prefix>/:node/:version/:method`: 200 with the Result, whatever its outcome. */
export const installRest = (scope: FastifyInstance, calls: Calls, packages: PackageSet): void => {
  installBodies(scope);
  scope.post('/v1/nodes/:node/:version/:method', async (request, reply: FastifyReply) => {
    const { node, version, method } = request.params as Path;
    const invocationId = newInvocationId();
    const input = await inputOf(request, packages);
    const { result, isRepeated } = await calls.run({
      key: request.apiKey,
      node,
      version,
      method,
      input,
      isRead: input === request.body && !isForm(request),
      idempotencyKey: idempotencyKeyOf(request),
      invocationId,
    });
    request.about = {
      invocationId: result.invocationId,
      node,
      version,
      method,
      outcome: result.outcome,
      ...(isRepeated && { repeated: true }),
    };
    if (isRepeated) reply.header('Idempotent-Replayed', 'true');
    return result;
  });
};
