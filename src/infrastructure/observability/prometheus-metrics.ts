import { Counter, Histogram, type Registry } from 'prom-client';
import type { CounterName, Metrics } from '../../application/ports/metrics.js';

const counters: Readonly<Record<CounterName, { help: string; labelNames: string[] }>> = {
  append_conflicts_total: {
    help: 'Appends that met another writer, by family of stream',
    labelNames: ['stream'],
  },
  commands_total: { help: 'Hall commands decided', labelNames: ['command'] },
  decisions_total: { help: 'Messages decided by this instance', labelNames: ['kind'] },
  send_outcomes_total: { help: 'Calls to WeChat, by outcome', labelNames: ['outcome'] },
  unreadable_events_total: {
    help: 'Events of the log that a view had to skip',
    labelNames: ['reader', 'reason'],
  },
  push_received_total: {
    help: 'Pushes from WeChat recorded by this instance, by event and whether they came again',
    labelNames: ['event', 'outcome'],
  },
  push_unmatched_total: {
    help: 'Reports of WeChat on messages that cannot be told to be ours',
    labelNames: [],
  },
  push_answers_total: {
    help: 'Answers of rules to pushes, by rule and what became of them',
    labelNames: ['rule', 'outcome'],
  },
  subscription_drops_total: {
    help: 'Times a subscription to the log broke off',
    labelNames: ['subscriber'],
  },
};

const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The application's counters in Prometheus' form. */
export class PrometheusMetrics implements Metrics {
  readonly #counters: ReadonlyMap<CounterName, Counter>;
  readonly #latencies: Readonly<Record<'send_latency_seconds' | 'call_to_send_seconds', Histogram>>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#counters = new Map(
      (Object.keys(counters) as CounterName[]).map((name) => [
        name,
        new Counter({ name, registers, ...counters[name] }),
      ]),
    );
    this.#latencies = {
      send_latency_seconds: new Histogram({
        name: 'send_latency_seconds',
        help: 'From the request to WeChat to its answer',
        buckets,
        registers,
      }),
      call_to_send_seconds: new Histogram({
        name: 'call_to_send_seconds',
        help: 'From the decision of a message to WeChat’s answer',
        buckets,
        registers,
      }),
    };
  }

  count(name: CounterName, labels: Readonly<Record<string, string>> = {}): void {
    this.#counters.get(name)?.inc({ ...labels });
  }

  observe(name: 'send_latency_seconds' | 'call_to_send_seconds', seconds: number): void {
    this.#latencies[name].observe(seconds);
  }
}
