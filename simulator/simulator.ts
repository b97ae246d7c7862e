import { createServer } from 'node:http';
import type { Server } from 'node:http';
import express from 'express';
import type { Express } from 'express';
import { AccountTemplates } from './account/account-templates.js';
import { accountControlRoutes } from './routes/account-control-routes.js';
import { accountParts } from './account/account-parts.js';
import { Changes, tellingOf } from './http/changes.js';
import { chatPushRoutes } from './routes/chat-push-routes.js';
import { controlRoutes } from './routes/control-routes.js';
import { Faults, faultPlanSchema, noCalls } from './faults.js';
import type { FaultPlanInput } from './faults.js';
import { openJournal } from './journal/journal.js';
import type { DeliveredMessage } from './journal/journal.js';
import { DeliveredMessages } from './phones/messages.js';
import type { SimulatorOptions } from './options.js';
import { phoneRoutes } from './routes/phone-routes.js';
import { Phones } from './phones/phones.js';
import { Pushes } from './push/push.js';
import type { PushOptionsInput } from './push/push.js';
import { notingCalls } from './http/refused-calls.js';
import { Sending } from './phones/sending.js';
import { ServiceCards } from './phones/service-cards.js';
import { serviceProxy } from './http/service-proxy.js';
import { defaultTemplates } from './account/templates.js';
import { templateRoutes } from './routes/template-routes.js';
import { TokenWorlds } from './account/tokens.js';
import { wechatRoutes } from './routes/wechat-routes.js';
import type { World } from './world.js';

export { simulatorCredentials } from './account/credentials.js';
export type { SimulatorOptions } from './options.js';
export { simulatorTemplates } from './account/templates.js';
export { openIdOf } from './phones/phones.js';
export type { DeliveredMessage } from './journal/journal.js';

/** A WeChat on this machine. Everything that HTTP offers, a program in the same process may call. */
export type Simulator = Readonly<{
  /** Starts it; the address is what it then listens on. Port 0 takes any free one. */
  listen(port?: number, host?: string): Promise<string>;
  /** Stops it, also the calls that hang. */
  close(): Promise<void>;
  /** Where it listens; throws before `listen`. */
  readonly url: string;
  /** This phone's user accepted each template `times` times. */
  accept(name: string, templateIds: readonly string[], times?: number): void;
  messages(): readonly DeliveredMessage[];
  /** This phone's user wrote to the account, or opened the chat: it may answer for a while. */
  chatOpened(name: string, by: 'message' | 'entering'): void;
  setFaults(plan: FaultPlanInput): void;
  /** Pushes the account's events as told; null: not at all. */
  setPush(options: PushOptionsInput | null): void;
  /** Where the phones in web pages find the service; null: nowhere. */
  setService(url: string | null): void;
}>;

/** Builds a simulated WeChat (docs/wechat.md). */
export const createSimulator = (options: SimulatorOptions = {}): Simulator => {
  const journal = openJournal(options.stateFile);
  const messages = new DeliveredMessages(journal);
  const world = createWorld(options, journal, messages);
  const changes = new Changes();
  let service = options.serviceUrl ?? null;
  const app = createApp(world, { messages, changes, serviceUrl: () => service });
  const server = createServer(app);
  let url: string | null = null;
  return {
    listen: async (port = 0, host = '127.0.0.1') => (url = await listening(server, port, host)),
    close: () => {
      world.pushes.close();
      return closed(server);
    },
    get url(): string {
      if (url === null) throw new Error('simulator: not listening yet');
      return url;
    },
    accept: (name, templateIds, times = 1) => {
      for (const id of templateIds) world.phones.accept(name, id, times);
    },
    messages: () => messages.all(),
    chatOpened: (name, by) => world.chats.opened(world.phones.openId(name), by),
    setFaults: (plan) => world.faults.set(faultPlanSchema.parse(plan)),
    setPush: (push) => world.pushes.configure(push),
    setService: (serviceUrl) => void (service = serviceUrl),
  };
};

const createWorld = (
  options: SimulatorOptions,
  journal: ReturnType<typeof openJournal>,
  messages: DeliveredMessages,
): World => {
  const now = options.now ?? Date.now;
  const account = new AccountTemplates(options.templates ?? defaultTemplates, { now, journal });
  const phones = new Phones({ now, journal, unseenTaps: options.unseenTaps ?? 'refuse' });
  const pushes = new Pushes(now);
  if (options.push !== undefined) pushes.configure(options.push);
  const sending = new Sending({
    now,
    phones,
    messages,
    templates: () => account.all(),
    delivered: (message) => pushes.sent(message),
  });
  return {
    options,
    ...accountParts(options, journal, sending),
    account,
    get templates() {
      return account.all();
    },
    phones,
    tokens: new TokenWorlds(now),
    sending,
    pushes,
    cards: new ServiceCards({ now, phones, journal, failed: (card) => pushes.cardFailed(card) }),
    faults: new Faults(),
    counts: noCalls(),
  };
};

type Surroundings = Readonly<{
  messages: DeliveredMessages;
  changes: Changes;
  serviceUrl: () => string | null;
}>;

const createApp = (world: World, { messages, changes, serviceUrl }: Surroundings): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // Before any body is read: what phones and service say to each other only passes through.
  app.use('/service', serviceProxy(serviceUrl));
  app.use(tellingOf(changes));
  app.use((_request, response, next) => {
    // The service's pages, served elsewhere, play the phone from the browser.
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-methods', 'GET, POST, PUT, DELETE');
    response.setHeader('access-control-allow-headers', 'content-type');
    next();
  });
  app.options('/{*path}', (_request, response) => void response.status(204).end());
  app.use(express.raw({ type: () => true, limit: '3mb' }));
  app.use(notingCalls(world.usage, world.options.now ?? Date.now));
  app.use(wechatRoutes(world));
  app.use(templateRoutes(world));
  app.use(controlRoutes(world, messages));
  app.use(accountControlRoutes(world));
  app.use(phoneRoutes(world, changes));
  app.use(chatPushRoutes(world));
  return app;
};

const listening = (server: Server, port: number, host: string): Promise<string> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      const actual = typeof address === 'object' && address !== null ? address.port : port;
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${actual}`);
    });
  });

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
