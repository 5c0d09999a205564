import type { Evidence } from '../../schemas/types.js';
import type { WireName } from '../package/method.js';
import type { NodePackage } from '../package/node-package.js';
import type { EvidenceCall } from './evidence.js';
import { type Fact, factsOf, kindOf, overWires, type WiredMethod, waits } from './facts.js';
import { knownWords } from './known-words.js';

/** `disputed`: some calls confirm it and others contradict it, as with two tenants that differ. */
export type FactState = 'confirmed' | 'contradicted' | 'disputed' | 'not seen';

/** What evidence says of a fact. */
export interface JudgedFact extends Pick<Fact, 'kind' | 'name' | 'source'> {
  node: string;
  version: string;
  method: string;
  wire: WireName;
  state: FactState;
  /** What was seen in its place. */
  saw: string[];
  /** Data centres, days (UTC) and programs of what confirms or contradicts it. */
  at: string[];
  days: string[];
  programs: string[];
}

export interface EvidenceReport {
  /** Endpoints of evidence; those of a sandbox prove nothing. */
  calls: { platform: number; sandbox: number };
  /** Endpoints of the platform that no method of the pack calls: `POST /v2/tasks/<segment>/messages (us1)`. */
  ofNoMethod: string[];
  facts: JudgedFact[];
}

/** Whether a path with {names}, below whatever the API's address has before it, is a recorded one. */
export const matches = (template: string, recorded: string): boolean => {
  const wanted = (template.split('?')[0] ?? '').split('/').filter((segment) => segment !== '');
  const there = recorded.split('/').slice(-wanted.length);
  return (
    there.length === wanted.length &&
    wanted.every((segment, index) => segment.includes('{') || segment === there[index])
  );
};

const isSuccess = (status: string) => status.startsWith('2');
const isAccepted = ({ answers }: EvidenceCall) => Object.keys(answers).some(isSuccess);

/** How the calls of a piece of evidence speak of a fact. */
interface Verdict {
  confirming: EvidenceCall[];
  contradicting: EvidenceCall[];
  saw?: string[];
}

/** A method with the calls that are about it. */
class Witnessed {
  readonly #ofEndpoint: EvidenceCall[];

  constructor(
    private readonly method: WiredMethod,
    private readonly calls: EvidenceCall[],
  ) {
    this.#ofEndpoint = calls.filter(({ verb, path }) => this.#isVerb(verb) && this.#isPath(path));
  }

  judge(fact: Fact): Verdict {
    const { kind, name } = fact;
    if (kind === 'endpoint') return this.#endpoint(({ path }) => this.#isPath(path), 'path');
    if (kind === 'verb') return this.#verb();
    if (kind === 'status')
      return verdict(this.#ofEndpoint.filter(({ answers }) => Object.hasOwn(answers, name)));
    if (kind === 'callback word')
      return verdict(this.calls.filter((call) => this.#words(call).some((word) => sameWord(word, name))));
    return fact.kinds ? this.#type(fact, fact.kinds) : this.#key(fact);
  }

  /** What the platform said, and the method knows nothing of. */
  get surprises(): { kind: Fact['kind']; name: string; calls: EvidenceCall[] }[] {
    const { answers, callback, events, follow } = this.method.definition;
    const known = Object.keys(callback ?? {});
    const rules = { ...answers, ...follow?.answers };
    const isRuled = (status: string) => Object.hasOwn(rules, status) || Object.hasOwn(rules, '2xx');
    const found = (kind: Fact['kind'], said: (call: EvidenceCall) => string[]) =>
      [...new Set(this.calls.flatMap(said))].map((name) => ({
        kind,
        name,
        calls: this.calls.filter((call) => said(call).includes(name)),
      }));
    return [
      ...found('status', (call) =>
        Object.keys(call.answers).filter((status) => isSuccess(status) && !isRuled(status)),
      ),
      // Other events of an organization are nobody's surprise.
      ...(waits(this.method) && !events
        ? found('callback word', (call) =>
            this.#words(call).filter((word) => !known.some((one) => sameWord(word, one))),
          )
        : []),
    ];
  }

  /** The request, and the one to which an event may lead. */
  get #requests() {
    const { request, follow } = this.method.definition;
    return follow ? [request, follow.request] : [request];
  }

  #isPath(path: string): boolean {
    return this.#requests.some((one) => matches(one.path, path));
  }

  #isVerb(verb: string): boolean {
    return this.#requests.some((one) => one.verb === verb);
  }

  #words({ callbacks }: EvidenceCall): string[] {
    return callbacks[this.method.definition.events ? '/type' : '/status'] ?? [];
  }

  #endpoint(isSame: (call: EvidenceCall) => boolean, what: 'path' | 'verb'): Verdict {
    const accepted = this.calls.filter(isAccepted);
    const others = accepted.filter((call) => !isSame(call));
    return {
      confirming: accepted.filter(isSame),
      contradicting: others,
      saw: others.map((call) => call[what]),
    };
  }

  #verb(): Verdict {
    const { confirming, contradicting, saw = [] } = this.#endpoint(({ verb }) => this.#isVerb(verb), 'verb');
    // 405: the path is right, and the verb is not.
    const refused = this.#ofEndpoint.filter(({ answers }) => Object.hasOwn(answers, '405'));
    return {
      confirming,
      contradicting: [...contradicting, ...refused],
      saw: [...saw, ...refused.map(() => 'answer 405')],
    };
  }

  #key(fact: Fact): Verdict {
    return verdict(this.calls.filter((call) => seenAt(call, fact).length > 0));
  }

  #type(fact: Fact, kinds: string[]): Verdict {
    const isOther = (seen: string) => seen !== 'null' && !kinds.includes(kindOf(seen));
    const others = this.calls.filter((call) => seenAt(call, fact).some(isOther));
    return {
      confirming: this.calls.filter((call) =>
        seenAt(call, fact).some((seen) => seen !== 'null' && !isOther(seen)),
      ),
      contradicting: others,
      saw: others.flatMap((call) => seenAt(call, fact).filter(isOther)),
    };
  }
}

const verdict = (confirming: EvidenceCall[]): Verdict => ({ confirming, contradicting: [] });

/** Callback words are compared without case, as when they are read. */
const sameWord = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** What was seen where a fact says that something is; in a body that our own handlers made only their own word stands. */
const seenAt = (call: EvidenceCall, { part, pointer = '' }: Fact): string[] => {
  if (part === 'request') return call.of || !isAccepted(call) ? [] : (call.body[pointer] ?? []);
  if (part === 'callback') return call.callbacks[pointer] ?? [];
  return Object.entries(call.answers).flatMap(([status, places]) =>
    isSuccess(status) ? (places[pointer] ?? []) : [],
  );
};

const stateOf = ({ confirming, contradicting }: Verdict): FactState => {
  if (contradicting.length === 0) return confirming.length > 0 ? 'confirmed' : 'not seen';
  return confirming.length > 0 ? 'disputed' : 'contradicted';
};

const unique = (texts: string[]) => [...new Set(texts)].sort();

const judged = (
  { node, version, id, wire }: WiredMethod,
  fact: Pick<Fact, 'kind' | 'name' | 'source'>,
  told: Verdict,
): JudgedFact => {
  const calls = [...told.confirming, ...told.contradicting];
  return {
    node,
    version,
    method: id,
    wire,
    kind: fact.kind,
    name: fact.name,
    source: fact.source,
    state: stateOf(told),
    saw: unique(told.saw ?? []),
    at: unique(calls.map(({ at }) => at)),
    days: unique(calls.flatMap(({ seen }) => seen.map(({ day }) => day))),
    programs: unique(calls.flatMap(({ seen }) => seen.map(({ program }) => program))),
  };
};

const sameRequest = (one: WiredMethod, other: WiredMethod | undefined) =>
  one.definition.request.path === other?.definition.request.path &&
  one.definition.request.verb === other.definition.request.verb;

/** The calls that are about a method: those that say so, and those of others to its endpoint. */
const callsAbout = (method: WiredMethod, all: WiredMethod[], calls: EvidenceCall[]): EvidenceCall[] => {
  const { verb, path } = method.definition.request;
  const { wire } = method;
  return calls.filter((call) => {
    const { of } = call;
    if (!of) return call.verb === verb && matches(path, call.path);
    if (of.wire !== wire || of.node !== method.node || of.method !== method.id) return false;
    // A version with the same endpoint is the same call at the API.
    return sameRequest(
      method,
      all.find(
        (one) =>
          one.wire === wire && one.node === of.node && one.version === of.version && one.id === of.method,
      ),
    );
  });
};

const methodsOf = (packages: NodePackage[]): WiredMethod[] =>
  packages.flatMap(({ origin, versions }) =>
    origin === 'pack' ? versions.flatMap(({ methods }) => methods.flatMap(overWires)) : [],
  );

/** The calls of evidence that say something of a node: those of its methods, and those of others to their endpoints. */
export const callsOfNode = ({ calls }: Evidence, found: NodePackage): EvidenceCall[] => {
  const methods = methodsOf([found]);
  const about = new Set(methods.flatMap((method) => callsAbout(method, methods, calls)));
  return calls.filter((call) => about.has(call) || call.of?.node === found.node.id);
};

/**
 * What evidence says of the pack's own facts of both wires: of all that are assumed, and of the others where it
 * contradicts them.
 */
export const evidenceReport = (evidence: Evidence, packages: NodePackage[]): EvidenceReport => {
  const words = knownWords(packages);
  const methods = methodsOf(packages);
  const calls = evidence.calls.filter(({ at }) => at !== 'loopback');
  const used = new Set<EvidenceCall>();
  const facts = methods.flatMap((method) => {
    const about = callsAbout(method, methods, calls);
    for (const call of about) used.add(call);
    const witnessed = new Witnessed(method, about);
    const { source } = method.definition.request;
    return [
      ...factsOf(method, words).map((fact) => judged(method, fact, witnessed.judge(fact))),
      ...witnessed.surprises.map(({ kind, name, calls: contradicting }) =>
        judged(method, { kind, name, source }, { confirming: [], contradicting, saw: [name] }),
      ),
    ];
  });
  return {
    calls: {
      platform: calls.length,
      sandbox: evidence.calls.length - calls.length,
    },
    ofNoMethod: unique(
      calls.flatMap((call) => (used.has(call) ? [] : [`${call.verb} ${call.path} (${call.at})`])),
    ),
    facts: facts.filter(({ source, state }) => source === 'assumed' || isAgainst(state)),
  };
};

/** Whether a state is to be looked at. */
export const isAgainst = (state: FactState): boolean => state === 'contradicted' || state === 'disputed';
