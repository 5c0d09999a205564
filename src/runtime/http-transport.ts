import type { Response } from 'node-fetch';
import { charsetOf, decodeText } from '../ground/decode-text.js';
import type { GuardedAgents } from '../network/guarded-agents.js';
import type { Resolver } from '../network/guarded-lookup.js';
import { isRefusedAddress } from '../network/refused-address.js';
import type { Ending } from './deadline.js';
import {
  type Answer,
  cut,
  maxAnswerBytes,
  SendError,
  sentHeaders,
  type Transport,
  tooLarge,
  unreachable,
  type Way,
} from './transport.js';
import type { WireCall } from './wire-call.js';

const bodyText = (bytes: ArrayBuffer, type: string | undefined): Pick<Answer, 'text' | 'problem'> => {
  const charset = charsetOf(type);
  try {
    return { text: decodeText(new Uint8Array(bytes), charset) };
  } catch {
    return { text: '', problem: `is not text in ${(charset ?? 'UTF-8').slice(0, 40)}` };
  }
};

/** Loaded at the first call, since most commands make none; asked for once, since every call would look for it anew. */
let loading: ReturnType<typeof load> | undefined;

const load = async () => {
  const [{ default: fetch }, { GuardedAgents }] = await Promise.all([
    import('node-fetch'),
    import('../network/guarded-agents.js'),
  ]);
  return { fetch, GuardedAgents };
};

/** The headers cost more than the rest of an answer to list, and few are looked at. */
const answerOf = (
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  content: Pick<Answer, 'text' | 'problem'>,
): Answer => {
  let listed: Answer['headers'] | undefined;
  return {
    status,
    get headers() {
      listed ??= Object.fromEntries(headers);
      return listed;
    },
    ...content,
  };
};

/** HTTP over connections that are kept alive until `close`. */
export class HttpTransport implements Transport, Way {
  #agents: GuardedAgents | undefined;

  /** @param resolve the system's name resolution when left out. */
  constructor(private readonly resolve?: Resolver) {}

  async send(call: WireCall, token: string | undefined, ending: Ending): Promise<Answer> {
    loading ??= load();
    const { fetch, GuardedAgents } = await loading;
    this.#agents ??= new GuardedAgents({ keepAlive: true, resolve: this.resolve });
    let isAnswered = false;
    try {
      const response = await fetch(call.url, {
        method: call.method,
        headers: sentHeaders(call, token),
        ...(call.body !== undefined && { body: call.body }),
        redirect: 'manual',
        size: maxAnswerBytes,
        agent: this.#agents.forUrl,
        signal: ending as never,
      });
      isAnswered = true;
      const type = response.headers.get('content-type') ?? undefined;
      return answerOf(response, bodyText(await response.arrayBuffer(), type));
    } catch (error) {
      ending.throwIfAborted();
      throw sendError(error as NodeJS.ErrnoException, isAnswered, call.url);
    }
  }

  close(): void {
    this.#agents?.close();
  }
}

/** What happens before a byte is sent: no address, no connection, a certificate that is refused. */
const beforeSending =
  /^(ENOTFOUND|EAI_|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ERR_TLS_|ERR_SSL_|EPROTO|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/;

const sendError = (error: NodeJS.ErrnoException, isAnswered: boolean, url: string): SendError => {
  if ((error as { type?: string }).type === 'max-size') return tooLarge();
  if (isRefusedAddress(error))
    return new SendError(
      'refused',
      "The host's name leads to an address of a private network, which only a connection that names the address itself may call.",
    );
  const { code, syscall, message } = error;
  // What Node.js and node-fetch themselves refuse: a verb, a header or a URL that HTTP cannot carry.
  if (!isAnswered && (error.name === 'TypeError' || /^ERR_(INVALID|UNESCAPED|HTTP_INVALID)/.test(code ?? '')))
    return new SendError('unsendable', `HTTP cannot carry the request: ${message}.`);
  return code !== undefined && (beforeSending.test(code) || syscall === 'connect')
    ? unreachable(code, url)
    : cut(code ?? message);
};
