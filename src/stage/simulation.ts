import type { Connection } from '../../schemas/types.js';
import { sandboxChannels } from '../engine/connections.js';
import type { Engine } from '../engine/engine.js';
import { VirtualClock } from '../ground/virtual-clock.js';
import { openCallbackDoor } from '../runtime/callback-door.js';
import { callbackIdOf, eventConnectionOf, statusOfEvent } from '../runtime/callback-listener.js';
import { Callbacks } from '../runtime/callbacks.js';
import { Events } from '../runtime/events.js';
import {
  type Answer,
  cut,
  maxAnswerBytes,
  sentHeaders,
  type Transport,
  tooLarge,
  unreachable,
} from '../runtime/transport.js';
import type { Sandbox, SandboxOptions } from '../sandbox/sandbox.js';

/** Where callbacks of a simulation go: nobody listens there, they stay in this process. */
const callbackBase = 'http://127.0.0.1:0';

/** Where its events go: to this process too. */
const eventsAddress = 'https://events.invalid/events/simulation';
/** Where the WxCC Task v2 events go, when somebody asks for them. */
const taskEventsAddress = 'https://events.invalid/task-events';
const eventSecret = 'the events of a simulation are signed';

/** Between an answer and its callback, milliseconds of virtual time. */
const callbackDelayMs = 2;

/** Until the work ends or the signal does. */
const orAborted = <Type>(work: Promise<Type>, signal: AbortSignal): Promise<Type> =>
  new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });

/** A sandbox in this process, without a socket, on virtual time: what it does takes no real time. */
export class Simulation {
  #clock = new VirtualClock();
  readonly #callbacks = new Callbacks();
  #events = new Events();
  #taskEvents: { type?: string }[] = [];

  private constructor(readonly sandbox: Sandbox) {}

  static async open(options: Pick<SandboxOptions, 'scenario'> = {}): Promise<Simulation> {
    // Loaded when needed: a web server would make every other command start late.
    const { openSandbox } = await import('../sandbox/sandbox.js');
    let simulation: Simulation;
    const sandbox = await openSandbox({
      ...options,
      callbackDelayMs,
      post: (url, text, headers) => simulation.#deliver(url, text, headers),
    });
    sandbox.people.proxy(new URL(eventsAddress).host, callbackBase);
    simulation = new Simulation(sandbox);
    simulation.begin();
    return simulation;
  }

  async #deliver(url: string, body: string, headers: Record<string, string> = {}): Promise<number> {
    if (url === taskEventsAddress) {
      this.#taskEvents.push(JSON.parse(body) as { type?: string });
      return 200;
    }
    const { pathname } = new URL(url);
    const connection = eventConnectionOf(pathname);
    if (connection !== undefined) {
      const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      const event = { connection, headers: Object.fromEntries(named), body: Buffer.from(body) };
      return statusOfEvent[await this.#events.receive(event)];
    }
    const id = callbackIdOf(pathname);
    if (id === undefined || !this.#callbacks.isKnown(id)) return 404;
    return this.#callbacks.receive({ id, body }) === 'unreadable' ? 400 : 200;
  }

  /** The WxCC Task v2 events since it was asked last; the first time they are subscribed to. */
  async taskEvents(): Promise<{ type?: string }[]> {
    this.sandbox.people.subscribe(taskEventsAddress);
    await this.sandbox.people.eventsPosted();
    return this.#taskEvents.splice(0);
  }

  get clock(): VirtualClock {
    return this.#clock;
  }

  /** As if the sandbox had just started, at the beginning of time. */
  begin(newId?: () => string): void {
    this.#clock = new VirtualClock();
    this.#taskEvents = [];
    this.sandbox.begin({ clock: this.#clock, ...(newId && { newId }) });
    this.sandbox.people.subscribeToMessages(eventsAddress, eventSecret);
    const proof = { secret: eventSecret, orgId: this.sandbox.orgId };
    this.#events = new Events(undefined, { proofOf: async () => proof, isSubscribed: async () => true }, () =>
      this.#clock.now(),
    );
  }

  /** The first organization's. */
  get connection(): Connection {
    return {
      orgId: this.sandbox.orgId,
      taskApi: `${this.sandbox.url}/wxcc-task`,
      publicApi: this.sandbox.url,
      configApi: this.sandbox.url,
      channels: sandboxChannels,
    };
  }

  /** An engine like the one given, but that its calls go here; until the sandbox begins anew. */
  engine<Nodes>(engine: Engine<Nodes>): Engine<Nodes> {
    return engine.with({
      transport: this.#transport(),
      clock: this.#clock,
      callbacks: openCallbackDoor(this.#callbacks, 0, callbackBase),
      events: this.#events,
    });
  }

  stop(): Promise<void> {
    return this.sandbox.stop();
  }

  #transport(): Transport {
    const { sandbox } = this;
    const clock = this.#clock;
    return {
      send: async (call, token, signal): Promise<Answer> => {
        const { method, url, body } = call;
        if (!url.startsWith(`${sandbox.url}/`)) throw unreachable('ECONNREFUSED');
        const request = {
          method,
          path: url.slice(sandbox.url.length),
          headers: sentHeaders(call, token),
          ...(body !== undefined && { body }),
        };
        const answering = clock
          .work(() => sandbox.request(request))
          .catch(() => Promise.reject(cut('ECONNRESET')));
        const answer = await orAborted(answering, signal);
        if (Buffer.byteLength(answer.text) > maxAnswerBytes) throw tooLarge();
        return answer;
      },
      close: () => {},
    };
  }
}
