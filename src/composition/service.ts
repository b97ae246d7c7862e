import 'reflect-metadata';
import type { Container } from 'inversify';
import { Engine } from '../application/engine/engine.js';
import { AppError, isAppError } from '../application/errors.js';
import { LiveHallViews } from '../application/live/live-halls.js';
import { errorFields } from '../application/ports/logger.js';
import { MessageReactor } from '../application/sending/message-reactor.js';
import { adoptUnfinished } from '../application/sending/unfinished.js';
import { HallSettingsStore } from '../application/settings/hall-settings.js';
import type { HallId } from '../domain/ids.js';
import type { Simulator } from '../../simulator/simulator.js';
import {
  defaultMessages,
  demoHallFile,
  importHalls,
  readHallFile,
} from '../infrastructure/config/hall-file.js';
import type { Settings } from '../infrastructure/config/settings.js';
import { createContainer } from './di/container.js';
import { httpDeps } from './di/http.module.js';
import { services } from './di/services.js';
import { HistoryProjector } from '../infrastructure/history/history-projector.js';
import { SqliteHistory } from '../infrastructure/history/sqlite-history.js';
import { createHttpApp } from '../infrastructure/http/app.js';
import type { HttpDeps } from '../infrastructure/http/deps.js';
import { createHttpServer, type HttpServer } from '../infrastructure/http/server.js';
import { gaugedOf } from './di/gauged.js';
import { registerGauges } from '../infrastructure/observability/gauges.js';
import type { Tracing } from '../infrastructure/observability/otel-tracer.js';
import { startTracing } from '../infrastructure/observability/tracing.js';
import { checkHallTemplates } from '../infrastructure/wechat/hall-templates.js';
import { demoHallId, startDemo } from './demo.js';
import { pushToOurselves, startSimulator, withSimulatedPush } from './simulated-wechat.js';

/** How long a stop waits for what is under way; a process that is asked to stop is gone within 10 s. */
const drainMs = 5_000;
const startPauseMs = 1_000;
const historyPatienceMs = 60_000;

export type Service = Readonly<{
  url: string;
  /** The built-in simulator's address, where it stands in for WeChat. */
  simulatorUrl: string | null;
  adminTokenFile: string | null;
  container: Container;
  /** Resolves when the log's past is folded and the halls are imported. @throws AppError for what stops a start */
  ready: Promise<void>;
  close(): Promise<void>;
}>;

type StopDemo = () => Promise<void>;

/** Starts one instance. It listens at once; commands are answered 503 until the store is there. */
export const startService = async (
  given: Settings,
  rebind?: (container: Container) => void,
): Promise<Service> => {
  const settings = withSimulatedPush(given);
  const simulator = await startSimulator(settings);
  const container = createContainer(
    settings,
    { weChatUrl: settings.WECHAT_BASE_URL, simulatorUrl: simulator?.url ?? null },
    rebind,
  );
  const tracing = await startTracing(settings, {
    instanceId: container.get(services.instanceId),
    logger: container.get(services.logger),
  });
  // Before anything that traces is made.
  if (tracing !== null) container.rebind(services.tracer).toConstantValue(tracing.tracer);
  const http = createHttpServer(createHttpApp(container.get<HttpDeps>(httpDeps)));
  registerGauges(container.get(services.registry), gaugedOf(container));
  const port = await http.listen(settings.PORT, settings.HOST);
  const url = `http://${settings.HOST}:${port}`;
  if (simulator !== null) {
    simulator.setService(url);
    pushToOurselves(simulator, settings, url);
  }
  if (settings.WECHAT_TOKEN === null)
    container
      .get(services.logger)
      .info(
        { detail: 'WECHAT_TOKEN is not set: /wechat/callback refuses every push' },
        'wechat_push_off',
      );
  const abort = new AbortController();
  const history = container.get(HistoryProjector).run(abort.signal);
  let stopDemo: StopDemo = () => Promise.resolve();
  const ready = becomeReady(container, settings, abort.signal).then(async () => {
    if (settings.DEMO === 'off' || abort.signal.aborted) return;
    stopDemo = await startDemo(container, settings, { url, simulatorUrl: simulator?.url ?? null });
  });
  // Whoever awaits it is told; nobody having awaited it yet is no reason to die.
  ready.catch(() => undefined);
  return {
    url,
    simulatorUrl: simulator?.url ?? null,
    adminTokenFile:
      settings.ADMIN_TOKEN === null ? container.get(services.dataDir).adminTokenFile : null,
    container,
    ready,
    close: async () => {
      await stopDemo();
      await close({ container, http, simulator, abort, history, tracing });
    },
  };
};

const becomeReady = async (
  container: Container,
  settings: Settings,
  signal: AbortSignal,
): Promise<void> => {
  await startEngine(container, signal);
  if (signal.aborted) return;
  const hallIds = await importConfigured(container, settings);
  const messages = defaultMessages(container.get(services.defaultTemplates));
  await checkHallTemplates(container.get(services.templates), container.get(HallSettingsStore), {
    started: { hallIds, messages },
    logger: container.get(services.logger),
  });
  void endForgotten(container).catch((error: unknown) =>
    container.get(services.logger).warn(errorFields(error), 'unfinished_not_read'),
  );
};

/** Starts the engine, again and again while the store is away; anything else stops the start. */
const startEngine = async (container: Container, signal: AbortSignal): Promise<void> => {
  const clock = container.get(services.clock);
  while (!signal.aborted) {
    try {
      return await container.get(Engine).start();
    } catch (error) {
      if (!isStoreTrouble(error)) throw error;
      container.get(services.logger).warn(errorFields(error), 'waiting_for_event_store');
      await clock.sleep(startPauseMs, signal).catch(() => undefined);
    }
  }
};

// A read at start goes to the store itself, whose errors are its own.
const isStoreTrouble = (error: unknown): boolean =>
  !(error instanceof AppError) || isAppError(error, 'store_unavailable');

/** The halls that this start has configured. */
const importConfigured = async (
  container: Container,
  settings: Settings,
): Promise<ReadonlySet<HallId>> => {
  const halls = container.get(HallSettingsStore);
  const templates = container.get(services.defaultTemplates);
  const correlationId = container.get(services.ids).uuid();
  const imported = new Set<HallId>();
  if (settings.HALL_FILE !== null) {
    const file = readHallFile(settings.HALL_FILE, templates);
    for (const hallId of await importHalls(file, halls, correlationId)) imported.add(hallId);
  }
  const wantsDemoHall = settings.DEMO === 'on' && halls.settingsOf(demoHallId) === null;
  const isBare = settings.HALL_FILE === null && halls.hallIds().length === 0;
  if (isBare || wantsDemoHall) {
    const file = demoHallFile(templates);
    for (const hallId of await importHalls(file, halls, correlationId)) imported.add(hallId);
  }
  return imported;
};

/** Messages of days long over that were left unfinished are found in history, and ended. */
const endForgotten = async (container: Container): Promise<void> => {
  const store = container.get(services.eventStore);
  const end = await store.end(['hall-', 'message-', 'credit-']);
  await container.get(HistoryProjector).waitUntil(end, historyPatienceMs);
  // What was withheld, or is in doubt, on a day that is over has nowhere left to go.
  const unfinished = container
    .get(SqliteHistory)
    .unfinishedMessages()
    .filter(({ status }) => status !== 'withheld' && status !== 'in_doubt');
  const messages = container.get(LiveHallViews).messages;
  await adoptUnfinished(
    {
      store,
      messages,
      reactor: container.get(MessageReactor),
      logger: container.get(services.logger),
    },
    unfinished.map(({ messageId }) => messageId),
  );
};

const close = async (parts: {
  container: Container;
  http: HttpServer;
  simulator: Simulator | null;
  abort: AbortController;
  history: Promise<void>;
  tracing: Tracing | null;
}): Promise<void> => {
  const { container, http, simulator, abort, history, tracing } = parts;
  await http.close(drainMs);
  await container.get(Engine).stop();
  abort.abort();
  await history;
  container.get(SqliteHistory).close();
  await container.get(services.eventStore).close();
  await simulator?.close();
  await tracing?.stop();
};
