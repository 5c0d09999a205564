import { randomUUID } from 'node:crypto';
import type { Connection } from '../../schemas/types.js';
import type { SubscriptionRecord, SubscriptionRecords } from '../authorization/subscription-records.js';
import { follow } from '../ground/pointer.js';
import { jsonValue } from '../ground/read-json.js';
import { toldError } from '../ground/told-error.js';
import { jsonText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';
import { Enquiry, type EnquiryWay } from '../runtime/enquiry.js';
import { errorReason } from '../runtime/error-body.js';
import { type PublicRate, RateWait } from '../runtime/public-rate.js';
import { waitSeconds } from '../runtime/retry-after.js';
import { TokenServerError, type TokenSource } from '../runtime/token-source.js';
import { type Answer, SendError, type Transport } from '../runtime/transport.js';

const subscriptionWire = toldError(
  'operator',
  'subscription.wire',
  'The connection does not call the published APIs, which have the subscriptions.',
);
const subscriptionAddress = toldError(
  'operator',
  'subscription.address',
  'The platform cannot post events to the address.',
);
const subscriptionToken = toldError(
  'operator',
  'subscription.token',
  'There is no usable authorization for subscriptions.',
);
const subscriptionRefused = toldError(
  'platform',
  'subscription.refused',
  'The API of subscriptions did not do what it was asked.',
);

/** The events that calls wait for, and those that tell of a task's course; by resource (documented). */
const eventTypes = {
  'task:1.0.0': ['task:new', 'task:failed', 'task:parked', 'task:connected', 'task:ended'],
  'task-message:1.0.0': ['task-message:appended', 'task-message:append-failed'],
};

/** For one request, milliseconds. */
const limitMs = 30_000;

/** A subscription as the platform has it, or of ours one that it has no more. */
export interface PlatformSubscription {
  id: string;
  name: string;
  /** The platform's word, `active` or `inactive`; `gone` when somebody has deleted one of ours. */
  status: string;
  destination: string;
  eventTypes: string[];
  /** It was made here, for this connection. */
  isOurs: boolean;
}

/** Where the events of a connection are posted: https on 443 without a query (documented). Throws ToldError. */
const destinationOf = (name: string, base: string | undefined): string => {
  if (base === undefined)
    throw subscriptionAddress(
      'It is not known where the platform reaches the callback listener.',
      'Put callbackBase into the connection, or give --callback-base.',
    );
  const url = URL.canParse(base) ? new URL(base) : undefined;
  if (
    url?.protocol !== 'https:' ||
    url.port !== '' ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== ''
  )
    throw subscriptionAddress(
      `${base} cannot take events: the platform posts to https on port 443, without a query.`,
      'Give the address of the proxy that stands before the callback listener.',
    );
  return `${base.replace(/\/$/, '')}/events/${name}`;
};

/** The webhook subscriptions of connections, at the platform and in the vault. */
export class EventSubscriptions {
  constructor(
    private readonly records: SubscriptionRecords,
    private readonly transport: Transport,
    /** Of Cisco's published APIs. */
    private readonly rate: PublicRate,
  ) {}

  #api(connection: Connection, tokens: TokenSource): Api {
    const { transport, rate } = this;
    return new Api(connection, { tokens, transport, rate, orgId: connection.orgId });
  }

  /** Subscribes to the events of a connection's organization. Throws ToldError: nothing is left behind then. */
  async add(
    name: string,
    connection: Connection,
    {
      tokens,
      callbackBase = connection.callbackBase,
    }: { tokens: TokenSource; callbackBase?: string | undefined },
  ): Promise<SubscriptionRecord> {
    const destination = destinationOf(name, callbackBase);
    const api = this.#api(connection, tokens);
    // Before the platform knows it: the first event may come at once.
    const secret = await this.records.add({ connection: name, orgId: connection.orgId, destination });
    const made: string[] = [];
    try {
      for (const [resourceVersion, types] of Object.entries(eventTypes)) {
        const answer = await api.call('POST', '', {
          name: `wxcc-nodes: ${name.slice(0, 30)} ${resourceVersion}`,
          ...{ eventTypes: types, destinationUrl: destination, secret, resourceVersion },
        });
        const id = follow(answer, ['data', 'id']);
        if (typeof id !== 'string') throw api.unexpected();
        made.push(id);
        await this.records.addId(name, id);
      }
      return await this.records.find(name);
    } catch (error) {
      for (const id of made) await api.remove(id).catch(() => {});
      await this.records.remove(name);
      throw error;
    }
  }

  /** What the platform has, and what it should have of ours. Throws ToldError. */
  async list(name: string, connection: Connection, tokens: TokenSource): Promise<PlatformSubscription[]> {
    const records = await this.records.list();
    const { ids: ours = [], destination = '' } = records.find((one) => one.connection === name) ?? {};
    const api = this.#api(connection, tokens);
    const all = follow(await api.call('GET', ''), ['data']);
    if (!Array.isArray(all)) throw api.unexpected();
    const present = all.map((one) => {
      const text = (key: string) => String(follow(one, [key]) ?? '');
      const types = follow(one, ['eventTypes']);
      return {
        id: text('id'),
        name: text('name'),
        status: text('status'),
        destination: text('destinationUrl'),
        eventTypes: Array.isArray(types) ? types.map(String) : [],
        isOurs: ours.includes(text('id')),
      };
    });
    const gone = ours.filter((id) => !present.some((one) => one.id === id));
    return [
      ...present,
      ...gone.map((id) => ({ id, name: '', status: 'gone', destination, eventTypes: [], isOurs: true })),
    ];
  }

  /** Ends the subscriptions of a connection, at the platform first. Throws ToldError: what was not ended stays noted. */
  async remove(name: string, connection: Connection, tokens: TokenSource): Promise<SubscriptionRecord> {
    const record = await this.records.find(name);
    const api = this.#api(connection, tokens);
    for (const id of record.ids) await api.remove(id);
    await this.records.remove(name);
    return record;
  }
}

const remedyOf = ({ status, headers }: Answer): string => {
  if (status === 401 || status === 403)
    return 'The authorization needs the scope cjp:config_write (cjp:config_read to list), of an administrator.';
  const seconds = waitSeconds(headers);
  if (seconds !== undefined) return `Try again in ${seconds} seconds, as the API asks.`;
  return status === 429 || status >= 500
    ? 'Try again in a minute.'
    : 'Look at `wxcc-nodes subscription list`: an organization has at most 20.';
};

class Api {
  readonly #url: string;

  constructor(
    connection: Connection,
    private readonly way: EnquiryWay,
  ) {
    const { wire, publicApi } = connection;
    if (wire !== 'public' || publicApi === undefined)
      throw subscriptionWire(
        'Subscriptions belong to the published APIs, and the connection calls another one.',
        'Give a connection with "wire": "public" and publicApi.',
      );
    this.#url = `${publicApi.replace(/\/$/, '')}/v2/subscriptions`;
  }

  unexpected() {
    return subscriptionRefused(
      'The API answered, but not as documented.',
      'Check publicApi of the connection.',
    );
  }

  /** One that is not there any more is removed. */
  async remove(id: string): Promise<void> {
    await this.call('DELETE', `/${encodeURIComponent(id)}`, undefined, [404]);
  }

  /** The answer's JSON. Throws ToldError for every status that is neither 2xx nor one of these. */
  async call(method: string, path: string, body?: object, fine: number[] = []): Promise<Json> {
    const enquiry = new Enquiry(this.way, limitMs);
    const answer = await enquiry
      .send({
        ...{ method, url: this.#url + path, notes: [] },
        headers: { trackingId: randomUUID(), ...(body && { 'Content-Type': 'application/json' }) },
        ...(body && { body: jsonText(body) }),
      })
      .catch((error: Error) => {
        if (error instanceof TokenServerError) throw subscriptionToken(error.message, error.remedy);
        if (error instanceof SendError) throw subscriptionRefused(error.message, error.remedy);
        if (error instanceof RateWait) throw subscriptionRefused(error.message, 'Try again then.');
        if (enquiry.signal.aborted)
          throw subscriptionRefused(`The API did not answer within ${limitMs / 1000} s.`, 'Try again later.');
        throw error;
      });
    if (!answer) throw subscriptionToken('There is no usable authorization.', this.way.tokens.remedy);
    const told = enquiry.mask(jsonValue(answer.text) ?? null);
    if ((answer.status >= 200 && answer.status < 300) || fine.includes(answer.status)) return told;
    const { reason } = errorReason(told);
    throw subscriptionRefused(
      `The API answered ${answer.status}${reason ? `: ${reason}` : '.'}`,
      remedyOf(answer),
    );
  }
}
