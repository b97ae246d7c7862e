import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Container } from 'inversify';
import { Engine } from '../../src/application/engine/engine.js';
import { HallCommandService } from '../../src/application/hall/hall-command-service.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { Answer, Invocation } from '../../src/application/ports/inbound/invocation.js';
import { HallSettingsStore } from '../../src/application/settings/hall-settings.js';
import { CreditStore } from '../../src/application/subscribers/credit-store.js';
import { SubscriberStore } from '../../src/application/subscribers/subscriber-store.js';
import type { HallCommand } from '../../src/domain/hall/commands.js';
import {
  businessDay,
  hallId,
  queueId,
  templateId,
  ticketId,
  windowId,
  type SubscriberId,
} from '../../src/domain/ids.js';
import {
  creditStream,
  hallStream,
  messageKinds,
  type MessageKind,
} from '../../src/domain/streams.js';
import { readSettings } from '../../src/infrastructure/config/settings.js';
import { createContainer } from '../../src/composition/di/container.js';
import { services } from '../../src/composition/di/services.js';
import { SqliteEventStore } from '../../src/infrastructure/event-store/sqlite/sqlite-event-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { FaultyStore } from './faulty-store.js';
import { ScriptedCards } from './scripted-cards.js';
import { ScriptedSender } from './scripted-sender.js';
import {
  hallDefaults,
  openPerPersonDefaults,
  queueDefaults,
  windowDefaults,
} from '../../src/domain/settings/defaults.js';

export const hall = hallId('main');
export const today = hallStream(hall, businessDay('2025-03-03'));
export const yesterday = hallStream(hall, businessDay('2025-03-02'));
export const jh = templateId('jh');

/** Everything that could go on without time passing has gone on. */
export const settled = async (): Promise<void> => {
  for (let turns = 0; turns < 60; turns += 1) await turn();
};

export const by = (key: string | null = null, fingerprint = 'f'): Invocation => ({
  actor: { kind: 'service', name: 'test' },
  correlationId: 'c-test',
  idempotency: key === null ? null : { commandId: key, fingerprint },
});

type Untimed<C> = C extends HallCommand ? Omit<C, 'at' | 'occurredAt'> : never;

/** What an event says, which must be there. */
export const dataOf = <Data>(event: RecordedEvent | undefined): Data => {
  if (event === undefined) throw new Error('expected an event, found none');
  return event.data as Data;
};

let uuids = 0;
export const uuid = (): string =>
  `00000000-0000-4000-8000-${String((uuids += 1)).padStart(12, '0')}`;

/** A log shared by instances, and WeChat. */
export class World {
  readonly clock = new ManualClock();
  readonly wechat = new ScriptedSender();
  readonly cards = new ScriptedCards();
  readonly store = new SqliteEventStore({ path: ':memory:' });
  readonly logged: { code: string; fields: Readonly<Record<string, unknown>> }[] = [];
  readonly #dir = mkdtempSync(join(tmpdir(), 'nearturn-app-'));
  readonly #instances: Instance[] = [];

  instance(options: Readonly<{ singleWriter?: boolean; policy?: string; key?: string }> = {}) {
    const made = new Instance(this, this.#dir, options);
    this.#instances.push(made);
    return made;
  }

  async advance(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settled();
  }

  /** Time passes step by step, so that what a step leads to happens before the next. */
  async pass(ms: number, stepMs = 250): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) await this.advance(stepMs);
  }

  async events(stream: string): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readStream({ stream })) events.push(event);
    return events;
  }

  async types(stream: string): Promise<string[]> {
    return (await this.events(stream)).map(({ type }) => type);
  }

  message(ticket: string, kind: MessageKind = 'near-turn'): Promise<string[]> {
    return this.types(`message-${ticket}.${kind}`);
  }

  credit(person: SubscriberId): Promise<string[]> {
    return this.types(creditStream(person));
  }

  async close(): Promise<void> {
    this.wechat.release();
    for (const instance of this.#instances) await instance.stop();
    await this.store.close();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

/** One instance of the service, without HTTP and history. */
export class Instance {
  readonly store: FaultyStore;
  readonly container: Container;

  constructor(
    readonly world: World,
    dir: string,
    options: Readonly<{ singleWriter?: boolean; policy?: string; key?: string }>,
  ) {
    this.store = new FaultyStore(world.store, options.singleWriter ?? true);
    const settings = readSettings({
      DATA_DIR: dir,
      ADMIN_TOKEN: 'nt_admin-token-of-the-tests',
      SECRET_KEY: options.key ?? 'ab'.repeat(32),
      SEND_POLICY: options.policy ?? 'at-most-once',
      LOG_LEVEL: 'silent',
    });
    const log = (fields: Readonly<Record<string, unknown>>, code: string): void =>
      void world.logged.push({ code, fields });
    const logger = { info: log, warn: log, error: log, debug: log };
    this.container = createContainer(
      settings,
      { weChatUrl: 'http://127.0.0.1:1', simulatorUrl: null },
      (container) => {
        container.rebind(services.eventStore).toConstantValue(this.store);
        container.rebind(services.clock).toConstantValue(world.clock);
        container.rebind(services.ids).toConstantValue({ uuid, random: () => 0.999 });
        container.rebind(services.logger).toConstantValue(logger as never);
        container.rebind(services.sender).toConstantValue(world.wechat);
        container.rebind(services.cards).toConstantValue(world.cards);
        // Who logs in is who the code says.
        const verify = async (code: string) => ({ outcome: 'ok', openId: code }) as const;
        container.rebind(services.login).toConstantValue({ verify });
      },
    );
  }

  get commands(): HallCommandService {
    return this.container.get(HallCommandService);
  }

  get credits(): CreditStore {
    return this.container.get(CreditStore);
  }

  get settings(): HallSettingsStore {
    return this.container.get(HallSettingsStore);
  }

  get engine(): Engine {
    return this.container.get(Engine);
  }

  async start(): Promise<void> {
    await this.engine.start();
    await settled();
  }

  async stop(): Promise<void> {
    const stopping = this.engine.stop();
    // What waits for the store to come back is given up.
    for (let turns = 0; turns < 5; turns += 1) {
      await settled();
      this.world.clock.advance(10_000);
    }
    await stopping;
  }

  /** Queue A near from nobody ahead on, windows 1 and 2; near-turn messages, and these kinds. */
  async openHall(
    kinds: readonly MessageKind[] = ['near-turn'],
    threshold = 0,
    more: Readonly<{ longTerm?: boolean }> = {},
  ): Promise<void> {
    const fields = { page: 'p', ttlSeconds: 600, data: { thing1: '{ahead}' } };
    const message = { templateId: jh, ...fields, ...more };
    const messages = Object.fromEntries(
      messageKinds.map((kind) => [kind, { ...message, enabled: kinds.includes(kind) }]),
    ) as never;
    const profile = {
      name: 'Main',
      ...hallDefaults,
      openPerPerson: openPerPersonDefaults(false),
      messages,
    } as const;
    const a = queueId('A');
    await this.settings.configureHall(hall, profile, by());
    const queue = { ...queueDefaults, queueId: a, name: 'A', prefix: 'A', serviceName: 'S' };
    await this.settings.configureQueue(hall, { ...queue, nearTurnThreshold: threshold }, by());
    for (const id of ['1', '2'])
      await this.settings.configureWindow(
        hall,
        { ...windowDefaults, windowId: windowId(id), name: id, queueIds: [a] },
        by(),
      );
  }

  /** Executes a command and does not wait for its answer. */
  ask(command: Untimed<HallCommand>, invocation = by()): Promise<Answer> {
    return this.commands.execute({
      hallId: hall,
      command: (at) => ({ ...command, at, occurredAt: null }) as HallCommand,
      answer: (_after, events) => ({ status: 200, body: { types: events.map((e) => e.type) } }),
      invocation,
    });
  }

  /** Executes a command, and lets everything that follows from it happen. */
  async does(command: Untimed<HallCommand>, invocation = by()): Promise<Answer> {
    const answer = await this.ask(command, invocation);
    await settled();
    return answer;
  }

  issue(ticket: string, holder: SubscriberId | null = null): Promise<Answer> {
    return this.does({
      type: 'IssueTicket',
      ticketId: ticketId(ticket),
      queueId: queueId('A'),
      priority: 'normal',
      number: null,
      subscriberId: holder,
    });
  }

  person(openId: string): Promise<SubscriberId> {
    return this.container.get(SubscriberStore).identify(openId, by());
  }

  async grant(person: SubscriberId): Promise<void> {
    await this.credits.grantLegacy(person, jh, by());
    await settled();
  }

  /** Somebody whose ticket is of the person and who has accepted one message. */
  async subscribed(openId: string): Promise<SubscriberId> {
    const person = await this.person(openId);
    await this.grant(person);
    return person;
  }
}

export const window1 = windowId('1');
export const window2 = windowId('2');
export { ticketId };
