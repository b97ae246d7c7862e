import { Gauge, type Registry } from 'prom-client';
import type { Engine } from '../../application/engine/engine.js';
import type { LiveMessages } from '../../application/live/live-messages.js';
import type { Readiness } from '../../application/ports/inbound/operators.js';
import type { Breaker } from '../../application/sending/breaker.js';
import type { Unserved } from '../../projections/unserved.js';
import type { MessageReactor } from '../../application/sending/message-reactor.js';

/** Where the values come from. */
export type Gauged = Readonly<{
  messages: LiveMessages;
  reactor: MessageReactor;
  breaker: Breaker;
  engine: Engine;
  readiness: Readiness['check'];
  /** How many events each projection is behind; NaN: not known. */
  lag: Readonly<Record<'live' | 'history', () => Promise<number>>>;
  /** How many queues of open days no window calls from, by whether somebody waits there. */
  unserved: () => Unserved;
  /** How many events history could not take in, by reason. */
  skipped: () => Readonly<Record<string, number>>;
}>;

type Values = readonly (readonly [label: string, value: number])[];

/** What is true now, read when the metrics are. */
export const registerGauges = (registry: Registry, parts: Gauged): void => {
  const gauge = gaugesOf(registry);
  const inStatus = (status: string): number => {
    let count = 0;
    for (const { state } of parts.messages.all()) if (state.status === status) count += 1;
    return count;
  };
  gauge('messages_in_doubt', 'Messages of the open days in doubt', () => inStatus('in_doubt'));
  gauge('messages_deferred', 'Messages to be tried again', () => inStatus('deferred'));
  gauge('messages_undecided', 'Decisions that are not in the log yet', () => parts.reactor.undone);
  gauge('wechat_breaker_open', '1 while sends stand still for the account’s sake', () =>
    parts.breaker.reason === null ? 0 : 1,
  );
  gauge('log_connected', '1 while this instance follows the log', () =>
    parts.engine.isConnected ? 1 : 0,
  );
  gauge('service_ready', '1 while this instance can take commands', async () =>
    (await parts.readiness()).ready ? 1 : 0,
  );
  registerProjectionGauges(registry, parts);
};

const registerProjectionGauges = (
  registry: Registry,
  parts: Pick<Gauged, 'lag' | 'skipped' | 'unserved'>,
): void => {
  const labelled = labelledGaugesOf(registry);
  labelled(
    ['queues_unserved', 'waiting'],
    'Queues of open days that no window calls from; waiting: yes where somebody waits there',
    () => Object.entries(parts.unserved()),
  );
  labelled(
    ['projection_lag_events', 'projection'],
    'Events that a projection has not taken in yet, 1000 at most',
    async () => [
      ['live', await parts.lag.live()],
      ['history', await parts.lag.history()],
    ],
  );
  labelled(
    ['history_skipped_events', 'reason'],
    'Events that the history holds no trace of, for they could not be read',
    () => Object.entries(parts.skipped()),
  );
};

const gaugesOf =
  (registry: Registry) =>
  (name: string, help: string, value: () => number | Promise<number>): void => {
    // oxlint-disable-next-line no-new -- a gauge lives in its registry
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(await value());
      },
    });
  };

const labelledGaugesOf =
  (registry: Registry) =>
  (
    [name, label]: readonly [string, string],
    help: string,
    values: () => Values | Promise<Values>,
  ): void => {
    // oxlint-disable-next-line no-new -- a gauge lives in its registry
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      async collect() {
        // One that cannot be read now must not take the others with it.
        const now = await Promise.resolve()
          .then(values)
          .catch((): Values => []);
        this.reset();
        for (const [which, value] of now) this.set({ [label]: which }, value);
      },
    });
  };
