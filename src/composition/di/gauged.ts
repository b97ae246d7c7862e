import type { Container } from 'inversify';
import { Engine, followedPrefixes } from '../../application/engine/engine.js';
import { LiveHallViews } from '../../application/live/live-halls.js';
import { Breaker } from '../../application/sending/breaker.js';
import { MessageReactor } from '../../application/sending/message-reactor.js';
import { HallSettingsStore } from '../../application/settings/hall-settings.js';
import { countUnserved } from '../../projections/unserved.js';
import {
  HistoryProjector,
  historyPrefixes,
} from '../../infrastructure/history/history-projector.js';
import { atMostEvery } from '../../infrastructure/observability/at-most-every.js';
import type { Gauged } from '../../infrastructure/observability/gauges.js';
import { projectionLag } from '../../infrastructure/observability/projection-lag.js';
import { services } from './services.js';

/** Readiness asks the store; scrapes must not become a load on it. */
const readinessPauseMs = 1_000;

/** What the gauges show, of one instance. */
export const gaugedOf = (container: Container): Gauged => {
  const engine = container.get(Engine);
  const history = container.get(HistoryProjector);
  const readiness = container.get(services.readiness);
  const clock = container.get(services.clock);
  const deps = { store: container.get(services.eventStore), clock };
  const live = container.get(LiveHallViews);
  const settings = container.get(HallSettingsStore);
  return {
    messages: live.messages,
    reactor: container.get(MessageReactor),
    breaker: container.get(Breaker),
    engine,
    readiness: atMostEvery(clock, readinessPauseMs, () => readiness.check()),
    lag: {
      live: projectionLag(deps, { prefixes: followedPrefixes, position: () => engine.position }),
      history: projectionLag(deps, {
        prefixes: historyPrefixes,
        position: () => history.position,
      }),
    },
    unserved: () => countUnserved(settings.hallIds().map((hallId) => live.view(hallId))),
    skipped: () => history.counters.skipped,
  };
};
