import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Result } from '../../schemas/types.js';
import type { RefreshOutcome } from '../authorization/refresh.js';
import type { Received } from '../runtime/callbacks.js';
import type { ReceivedEvent } from '../runtime/events.js';

const words: Record<Received, string> = {
  accepted: 'in_time',
  repeated: 'repeated',
  late: 'late',
  unknown: 'unknown',
  foreign: 'foreign',
  unreadable: 'unreadable',
  'handed-over': 'handed_over',
};

/** What the service counts, in the words of Prometheus. No label holds anything that a caller made up. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #invocations = new Counter({
    name: 'wxcc_invocations_total',
    help: 'Invocations by node, version, method and outcome.',
    labelNames: ['node', 'version', 'method', 'outcome'],
    registers: [this.#registry],
  });
  readonly #seconds = new Histogram({
    name: 'wxcc_invocation_seconds',
    help: 'From the call to its result, seconds.',
    labelNames: ['node', 'version', 'method'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
    registers: [this.#registry],
  });
  readonly #refreshes = new Counter({
    name: 'wxcc_token_refreshes_total',
    help: 'Refreshes that the provider was asked for: renewed, dead (a new sign-in is needed), failed, or unsaved (renewed, and not written yet).',
    labelNames: ['outcome'],
    registers: [this.#registry],
  });
  readonly #callbacks = new Counter({
    name: 'wxcc_callbacks_total',
    help: 'Callbacks: in time, repeated, late (the call was over), unknown, of a foreign task, unreadable, or handed over to the instance that waits.',
    labelNames: ['result'],
    registers: [this.#registry],
  });
  readonly #events = new Counter({
    name: 'wxcc_events_total',
    help: 'Events: taken, repeated, unknown (no subscription), forged, stale, foreign (another organization), or unreadable.',
    labelNames: ['result'],
    registers: [this.#registry],
  });
  readonly #repeated = new Counter({
    name: 'wxcc_repeated_calls_total',
    help: 'Calls answered with the result of an earlier one, by Idempotency-Key.',
    registers: [this.#registry],
  });
  readonly #refused = new Counter({
    name: 'wxcc_refused_total',
    help: 'Requests answered with something else than a result, by status.',
    labelNames: ['status'],
    registers: [this.#registry],
  });

  /**
   * @param running how many calls run at this moment.
   * @param siblings puts the metrics of several processes together.
   * @param lostLogLines how many lines of the log could not be written.
   * @param publicShare the share of the published APIs' rate that is used now.
   */
  constructor(
    running: () => number,
    private readonly siblings?: { metrics(): Promise<string> },
    lostLogLines: () => number = () => 0,
    publicShare: () => number = () => 0,
  ) {
    if (siblings) {
      AggregatorRegistry.setRegistries([this.#registry]);
      // Answers the process that puts them together.
      new AggregatorRegistry();
    }
    collectDefaultMetrics({ register: this.#registry });
    new Gauge({
      name: 'wxcc_running_calls',
      help: 'Calls that run now.',
      registers: [this.#registry],
      collect() {
        this.set(running());
      },
    });
    new Gauge({
      name: 'wxcc_public_rate_share',
      help: "The share of the published APIs' 300 requests a minute that the busiest client has used, 0 to 1.",
      registers: [this.#registry],
      // Processes that count together know the same.
      aggregator: 'max',
      collect() {
        this.set(publicShare());
      },
    });
    new Gauge({
      name: 'wxcc_lost_log_lines',
      help: 'Lines of the log that could not be written: a full disk, or a pipe that nobody reads.',
      registers: [this.#registry],
      collect() {
        this.set(lostLogLines());
      },
    });
  }

  readonly contentType = this.#registry.contentType;

  text(): Promise<string> {
    return this.siblings?.metrics() ?? this.#registry.metrics();
  }

  invoked({ node, version, method, outcome }: Result, milliseconds: number): void {
    this.#invocations.inc({ node, version, method, outcome });
    this.#seconds.observe({ node, version, method }, milliseconds / 1000);
  }

  receivedEvent(received: ReceivedEvent): void {
    this.#events.inc({ result: received });
  }

  repeated(): void {
    this.#repeated.inc();
  }

  refused(status: number): void {
    this.#refused.inc({ status: String(status) });
  }

  received(received: Received): void {
    this.#callbacks.inc({ result: words[received] });
  }

  refreshed(outcome: RefreshOutcome): void {
    this.#refreshes.inc({ outcome });
  }
}
