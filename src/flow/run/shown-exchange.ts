import type { Connection } from '../../../schemas/types.js';
import { jsonText } from '../../node-kit/json-text.js';
import { type Exchange, tellingHeaders } from '../../runtime/exchange.js';
import { apiOf } from '../../runtime/wire.js';

/** Characters of a body's JSON text; longer ones are cut. */
const maxBody = 10_000;

const shownBody = (body: unknown): unknown => {
  const text = jsonText(body);
  return text.length <= maxBody ? body : `${text.slice(0, maxBody)}… (${text.length} characters)`;
};

const withBody = (body: unknown) => (body === undefined ? {} : { body: shownBody(body) });

/** An exchange as the report has it: the address of the API is `{taskApi}`, whose port may differ. */
export const shownExchange = (exchange: Exchange, connection: Connection): Record<string, unknown> => {
  if ('callback' in exchange) return { callback: shownBody(exchange.callback) };
  const { request, answer, error } = exchange;
  return {
    request: {
      ...request,
      url: request.url.replace(apiOf(connection).replace(/\/$/, ''), '{taskApi}'),
      ...withBody(request.body),
    },
    ...(answer && {
      answer: {
        status: answer.status,
        headers: tellingHeaders(answer.headers),
        ...withBody(answer.body),
      },
    }),
    ...(error !== undefined && { error }),
  };
};
