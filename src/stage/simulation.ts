import type { Connection } from '../../schemas/types.js';
import type { Engine } from '../engine/engine.js';
import { VirtualClock } from '../ground/virtual-clock.js';
import { openCallbackDoor } from '../runtime/callback-door.js';
import { callbackIdOf } from '../runtime/callback-listener.js';
import { Callbacks } from '../runtime/callbacks.js';
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

  private constructor(readonly sandbox: Sandbox) {}

  static async open(options: Pick<SandboxOptions, 'scenario'> = {}): Promise<Simulation> {
    // Loaded when needed: a web server would make every other command start late.
    const { openSandbox } = await import('../sandbox/sandbox.js');
    let deliver: (url: string, text: string) => number;
    const sandbox = await openSandbox({
      ...options,
      callbackDelayMs,
      post: async (url, text) => deliver(url, text),
    });
    const simulation = new Simulation(sandbox);
    deliver = (url, body) => {
      const id = callbackIdOf(new URL(url).pathname);
      if (id === undefined || !simulation.#callbacks.isKnown(id)) return 404;
      return simulation.#callbacks.receive({ id, body }) === 'unreadable' ? 400 : 200;
    };
    simulation.begin();
    return simulation;
  }

  get clock(): VirtualClock {
    return this.#clock;
  }

  /** As if the sandbox had just started, at the beginning of time. */
  begin(newId?: () => string): void {
    this.#clock = new VirtualClock();
    this.sandbox.begin({ clock: this.#clock, ...(newId && { newId }) });
  }

  /** The first organization's. */
  get connection(): Connection {
    return {
      orgId: this.sandbox.orgId,
      taskApi: `${this.sandbox.url}/wxcc-task`,
      publicApi: this.sandbox.url,
      configApi: this.sandbox.url,
    };
  }

  /** An engine like the one given, but that its calls go here; until the sandbox begins anew. */
  engine<Nodes>(engine: Engine<Nodes>): Engine<Nodes> {
    return engine.with({
      transport: this.#transport(),
      clock: this.#clock,
      callbacks: openCallbackDoor(this.#callbacks, 0, callbackBase),
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
