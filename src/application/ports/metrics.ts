/** What the application counts; names are those of docs/operations. */
export interface Metrics {
  count(name: CounterName, labels?: Readonly<Record<string, string>>): void;
  /** Seconds. */
  observe(name: 'send_latency_seconds' | 'call_to_send_seconds', seconds: number): void;
}
export type CounterName =
  | 'append_conflicts_total'
  | 'commands_total'
  | 'decisions_total'
  | 'send_outcomes_total'
  | 'unreadable_events_total'
  | 'subscription_drops_total'
  | 'push_received_total'
  | 'push_unmatched_total'
  | 'push_answers_total';
