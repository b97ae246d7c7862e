import { Gauge, type Registry } from 'prom-client';
import type { Engine } from '../../application/engine.js';
import type { LiveMessages } from '../../application/live/live-messages.js';
import type { Breaker } from '../../application/sending/breaker.js';
import type { MessageReactor } from '../../application/sending/message-reactor.js';

/** What is true now, read when the metrics are. */
export const registerGauges = (
  registry: Registry,
  parts: Readonly<{
    messages: LiveMessages;
    reactor: MessageReactor;
    breaker: Breaker;
    engine: Engine;
  }>,
): void => {
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number): void => {
    // oxlint-disable-next-line no-new -- a gauge lives in its registry
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };
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
};
