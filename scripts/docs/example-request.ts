import type { Connection } from '../../schemas/types.js';
import type { Json } from '../../src/node-kit/method.js';
import { coerce } from '../../src/runtime/coerce.js';
import { buildCall } from '../../src/runtime/wire-call.js';
import type { DescribedMethod } from './described-node.js';

const orgId = '<orgId>';

/** A host of this machine, which assumed endpoints may be built for; it is cut off again. */
const taskApi = 'http://localhost';
const connection: Connection = { orgId, domain: '<domain>', taskApi };

/** The first example as the runtime would send it, with its defaults. */
export const exampleRequest = async (method: DescribedMethod, isAuthorized: boolean): Promise<string> => {
  const input = coerce(structuredClone(method.examples[0]) as Json, method.input);
  const call = await buildCall(method, input, connection, {
    orgId,
    callbackUrl: '<callback URL>',
    invocationId: '<invocation id>',
  });
  if ('failed' in call) throw new Error(`${method.id}: ${call.failed.message}`);
  const path = call.url.slice(taskApi.length).replaceAll(encodeURIComponent(orgId), orgId);
  const headers = { ...(isAuthorized && { Authorization: 'Bearer <token>' }), ...call.headers };
  const lines = [
    `${call.method} ${path}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  if (call.body !== undefined) lines.push('', JSON.stringify(JSON.parse(call.body), null, 2));
  return lines.join('\n');
};
