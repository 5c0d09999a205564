import { HttpTransport } from '../../../runtime/http-transport.js';
import { type Answer, SendError } from '../../../runtime/transport.js';
import { apiOf } from '../../../runtime/wire.js';
import type { StepOf } from '../../types.js';
import type { World } from '../world.js';

/** Why nothing was asked, or nothing came. */
interface NoAnswer {
  outcome: 'onError' | 'onTimeout';
  message: string;
  remedy: string;
}

const noAnswer = (message: string, remedy: string, outcome: NoAnswer['outcome'] = 'onError'): NoAnswer => ({
  ...{ outcome, message, remedy },
});

/** As forms are encoded: a blank is +, and what was encoded before is encoded again. */
const encodedValue = (value: string) => new URLSearchParams([['', value]]).toString().slice(1);

/** The platform encodes the values of the query as they stand there (documented: `USA%20` becomes `USA%2520`, `/` `%2F`). */
const encoded = (text: string): string => {
  const { origin, pathname } = new URL(text);
  const [, query = ''] = /^[^?#]*\?([^#]*)/.exec(text) ?? [];
  const shown = query.split('&').map((pair) => {
    const [, name, value] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
    return name === undefined ? encodedValue(pair) : `${encodedValue(name)}=${encodedValue(value!)}`;
  });
  return `${origin}${pathname}${query === '' ? '' : `?${shown.join('&')}`}`;
};

/** Where the sandbox is when it runs as a program; in a run of its own it stands for itself. */
const sandboxOrigin = 'http://127.0.0.1:4180';

/**
 * Asks the host of an HTTP Request, once; only a run with a connection does, and only a host that the connection's
 * `httpHosts` names; a run against the sandbox asks that alone.
 */
export const askHost = async (
  step: StepOf<'http'>,
  fill: (text: string) => string,
  { stage, connection }: World,
): Promise<Answer | NoAnswer> => {
  const text = fill(step.url);
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    return noAnswer(
      `${JSON.stringify(text.slice(0, 200))} is no web address.`,
      'Correct the URL or its variables.',
    );
  const url = new URL(text);
  const { method, headers = {}, body, timeoutMs = 20_000 } = step;
  const call = {
    method,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value)])),
    ...(body !== undefined && ['POST', 'PUT', 'PATCH'].includes(method) && { body: fill(body) }),
  };
  if (stage && [sandboxOrigin, new URL(apiOf(connection)).origin].includes(url.origin))
    return stage.ask({ ...call, path: encoded(text).slice(url.origin.length) });
  if (stage)
    return noAnswer(
      `No answer is given for ${step.name}; a run against the sandbox asks no other host.`,
      'Give one: answers of the case or the event, by the name of the step.',
    );
  if (!connection.httpHosts?.includes(url.host))
    return noAnswer(
      `${url.host} is not among the httpHosts of the connection, so that it was not asked.`,
      `Add ${url.host} to httpHosts, or give an answer.`,
    );
  const transport = new HttpTransport();
  try {
    return await transport.send(
      { ...call, url: encoded(text), notes: [] },
      undefined,
      AbortSignal.timeout(timeoutMs),
    );
  } catch (error) {
    if (error instanceof SendError) return noAnswer(error.message, 'See whether the host is up.');
    return noAnswer(`No answer within ${timeoutMs} ms.`, 'Lead the time-out on.', 'onTimeout');
  } finally {
    transport.close();
  }
};
