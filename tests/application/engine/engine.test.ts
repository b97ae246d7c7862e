import { expect } from 'chai';
import { AccessTokenStore } from '../../../src/application/access/access-tokens.js';
import { DayKeeper } from '../../../src/application/engine/day-keeper.js';
import { LiveHallViews } from '../../../src/application/live/live-halls.js';
import { CardOffers } from '../../../src/application/subscribers/card-offers.js';
import type { JsonObject } from '../../../src/application/ports/event-store.js';
import { queueId, windowId } from '../../../src/domain/ids.js';
import {
  by,
  dataOf,
  hall,
  settled,
  ticketId,
  today,
  uuid,
  window1,
  World,
  type Instance,
} from '../rig.js';

const openWindow = { type: 'OpenWindow', windowId: window1 } as const;

type Changed = { settings: { queues: { nearTurnThreshold: number }[] } };

describe('one instance at work', () => {
  let world: World;
  let one: Instance;
  beforeEach(async () => {
    world = new World();
    one = world.instance();
    await one.start();
    await one.openHall();
  });
  afterEach(() => world.close());
  const waiting = (instance: Instance): number => {
    const view = instance.container.get(LiveHallViews).view(hall).hall;
    return view.status === 'unopened' ? -1 : (view.queues.get(queueId('A'))?.line.size ?? -1);
  };

  it('folds the open day from its first event on', async () => {
    await one.issue('t1');
    await one.issue('t2');
    const next = world.instance();
    await next.start();
    expect(waiting(next)).to.equal(2);
    expect(next.engine.isLive).to.equal(true);
    await one.issue('t3');
    expect(waiting(next)).to.equal(3);
  });

  it('begins at the log’s end when no hall has a day', async () => {
    const next = world.instance();
    const noted = await world.store.end(['']);
    await next.start();
    expect(next.engine.position).to.equal(noted);
  });

  it('tells who watches a person of their grants, and of cards that come and end', async () => {
    const anna = await one.person('openid-anna');
    const told: string[] = [];
    const live = one.container.get(LiveHallViews);
    const stop = live.watchPerson(anna, (_position, _at, type) => void told.push(type));
    const offers = one.container.get(CardOffers);
    await offers.offer(anna, { ticketId: ticketId('t1'), code: 'c-1' }, by());
    await offers.end(anna, { ticketId: ticketId('t1'), reason: 'expired' }, by());
    await one.grant(anna);
    await settled();
    expect(told).to.deep.equal(['CardOffered', 'CardEnded', 'SubscriptionGranted']);
    stop();
    await one.grant(anna);
    await settled();
    expect(told).to.have.length(3);
  });

  it('misses nothing that comes between the reading and the following', async () => {
    const next = world.instance();
    let came = false;
    const subscribe = next.store.subscribe.bind(next.store);
    next.store.subscribe = (read) => {
      came = true;
      return subscribe(read);
    };
    const end = next.store.end.bind(next.store);
    let asked = 0;
    next.store.end = async (prefixes) => {
      const position = await end(prefixes);
      // A hall, its first ticket and a token, made while the instance starts.
      if ((asked += 1) === 1) {
        await one.issue('t1');
        const token = { role: 'kiosk', hallId: hall, windowIds: null, label: 'l' } as const;
        await one.container.get(AccessTokenStore).issue(token, by());
      }
      return position;
    };
    await next.start();
    expect(came).to.equal(true);
    expect(waiting(next)).to.equal(1);
    expect(next.container.get(AccessTokenStore).list()).to.have.length(1);
  });

  it('does not start on a store that was made with another key', async () => {
    const other = world.instance({ key: 'cd'.repeat(32) });
    const code = await other.engine.start().catch((error: { code: string }) => error.code);
    expect(code).to.equal('wrong_secret_key');
  });

  it('starts as soon as the store is there, when asked again', async () => {
    await one.issue('t1');
    const next = world.instance();
    next.store.down = true;
    expect(await next.engine.start().catch(() => 'failed')).to.equal('failed');
    next.store.down = false;
    await next.start();
    expect(waiting(next)).to.equal(1);
  });

  it('goes on where it was when the subscription drops, with a backoff', async () => {
    await one.issue('t1');
    const subscribed: number[] = [];
    const subscribe = one.store.subscribe.bind(one.store);
    one.store.subscribe = (read) => {
      subscribed.push(world.clock.monotonicMs());
      return subscribe(read);
    };
    one.store.down = true;
    one.store.drop();
    await world.pass(1_000, 10);
    expect(one.engine.isConnected).to.equal(false);
    const tries = subscribed.length;
    expect(tries).to.be.within(2, 5);
    one.store.down = false;
    const other = world.instance();
    await other.settings.load();
    await other.ask({
      type: 'IssueTicket',
      ticketId: ticketId('t2'),
      queueId: queueId('A'),
      priority: 'normal',
      number: null,
      subscriberId: null,
    });
    await world.pass(6_000, 100);
    expect(one.engine.isConnected).to.equal(true);
    expect(waiting(one)).to.equal(2);
  });

  it('treats a subscription that just ends as one that dropped', async () => {
    one.store.drop();
    await settled();
    await world.pass(200, 10);
    await one.issue('t1');
    expect(waiting(one)).to.equal(1);
  });

  it('is not stopped by an event that cannot be folded', async () => {
    const live = one.container.get(LiveHallViews);
    const fold = live.fold.bind(live);
    let failed = false;
    live.fold = (recorded) => {
      if (!failed && recorded.type === 'WindowOpened') {
        failed = true;
        throw new RangeError('a bug');
      }
      return fold(recorded);
    };
    // Its answer waits a moment for views that never show it.
    const opened = one.does(openWindow);
    await world.pass(300);
    await opened;
    await one.issue('t1');
    expect(waiting(one)).to.equal(1);
    expect(world.logged.map(({ code }) => code)).to.include('event_quarantined');
  });

  it('says within a time whether it has caught up, and 503 when nobody can tell', async () => {
    expect(await one.engine.catchUp(10)).to.equal(true);
    one.store.drop();
    one.store.subscribe = async function* () {};
    await settled();
    const issued = one.issue('t1');
    await world.pass(300);
    await issued;
    const waits = one.engine.catchUp(50);
    await world.pass(60, 10);
    expect(await waits).to.equal(false);
    one.store.down = true;
    const code = await one.engine.catchUp(10).catch((error: { code: string }) => error.code);
    expect(code).to.equal('store_unavailable');
  });

  it('breaks off a subscription that has gone silent, and misses nothing', async () => {
    const subscribe = one.store.subscribe.bind(one.store);
    let silent = true;
    one.store.subscribe = async function* (read) {
      if (!silent) return yield* subscribe(read);
      await new Promise((over) => read.signal?.addEventListener('abort', over));
    };
    one.store.drop();
    await world.pass(1_000);
    silent = false;
    const issued = one.issue('t1');
    await world.pass(1_000);
    await issued;
    expect(waiting(one), 'the hall as it was before').to.equal(-1);
    await world.pass(25_000);
    expect(waiting(one)).to.equal(1);
  });

  it('shows what a command did before it answers', async () => {
    await one.issue('t1');
    expect(waiting(one)).to.equal(1);
    await one.issue('t2');
    expect(waiting(one)).to.equal(2);
  });

  it('stops while it starts, and does nothing afterwards', async () => {
    await one.issue('t1');
    const next = world.instance();
    next.store.subscribe = async function* () {};
    const starting = next.engine.start();
    await settled();
    const stopping = next.engine.stop();
    await settled();
    await stopping;
    await starting;
    const before = world.clock.waiting;
    await world.pass(5_000, 1_000);
    expect(world.clock.waiting).to.be.at.most(before);
    expect(next.engine.isLive).to.equal(false);
  });

  describe('and the settings of an open day', () => {
    const changes = async () =>
      (await world.types(today)).filter((type) => type === 'SettingsChanged').length;
    const threshold = async (): Promise<number | undefined> => {
      const events = await world.events(today);
      const changed = events.findLast(({ type }) => type === 'SettingsChanged');
      const { settings } = dataOf<Changed>(changed);
      return settings.queues[0]?.nearTurnThreshold;
    };

    it('are told to the day before the change is answered', async () => {
      await one.issue('t1');
      await one.openHall(['near-turn'], 7);
      expect(await changes()).to.equal(1);
      expect(await threshold()).to.equal(7);
      await one.openHall(['near-turn'], 7);
      expect(await changes()).to.equal(1);
    });

    it('are told by the next start when whoever changed them died before', async () => {
      await one.issue('t1');
      one.store.fault = ({ stream }) => (stream === today ? 'refused' : undefined);
      const changing = one
        .openHall(['near-turn'], 7)
        .catch((error: { code: string }) => error.code);
      await settled();
      await world.pass(6_000);
      expect(await changing).to.equal('store_unavailable');
      await one.stop();
      const next = world.instance();
      await next.start();
      await settled();
      expect(await threshold()).to.equal(7);
    });

    it('are told by whoever knows more than the one that opened the day', async () => {
      const old = world.instance();
      await old.settings.load();
      await one.openHall(['near-turn'], 7);
      await old.ask(openWindow);
      await settled();
      expect(await threshold()).to.equal(7);
      expect(await changes()).to.equal(1);
    });

    it('of a hall announced later than it was set up are known all the same', async () => {
      const other = 'other';
      const [first] = await world.events('settings-main');
      if (first === undefined) throw new Error('expected settings');
      const { type } = first;
      const data = first.data as JsonObject;
      const metadata = first.metadata as JsonObject;
      const event = { eventId: uuid(), type, data, metadata };
      // Written by an instance that died before it announced the hall, and long before a start.
      await world.store.append({
        stream: `settings-${other}`,
        expected: 'no_stream',
        events: [event],
      });
      const next = world.instance();
      await next.start();
      const added = await world.events('halls');
      await world.store.append({
        stream: 'halls',
        expected: added.length - 1,
        events: [
          {
            eventId: uuid(),
            type: 'HallAdded',
            data: { hallId: other },
            metadata: added[0]?.metadata as never,
          },
        ],
      });
      await settled();
      expect(next.settings.settingsOf(other as typeof hall)?.name).to.equal('Main');
    });
  });
});

describe('what time alone makes due', () => {
  let world: World;
  let one: Instance;
  beforeEach(async () => {
    world = new World();
    one = world.instance();
    await one.start();
    await one.openHall();
  });
  afterEach(() => world.close());

  it('ends the day after midnight, without anybody’s command', async () => {
    await one.issue('t1');
    world.clock.advanceTo('2025-03-03T23:59:58+08:00');
    await settled();
    expect(await world.types(today)).to.deep.equal(['HallOpened', 'TicketIssued']);
    await world.pass(4_000, 1_000);
    expect((await world.types(today)).slice(2)).to.deep.equal(['HallClosed', 'TicketExpired']);
    await world.pass(10_000, 1_000);
    expect(await world.types(today)).to.have.length(4);
  });

  it('tries again while the store is away', async () => {
    await one.issue('t1');
    world.clock.advanceTo('2025-03-03T23:59:58+08:00');
    one.store.down = true;
    await world.pass(10_000, 1_000);
    one.store.down = false;
    await world.pass(10_000, 500);
    expect((await world.types(today)).slice(2)).to.deep.equal(['HallClosed', 'TicketExpired']);
  });

  it('gives back who waits for a window that has been paused for too long, once', async () => {
    const two = world.instance();
    await two.start();
    await one.issue('t1');
    await one.does(openWindow);
    await one.does({ type: 'OpenWindow', windowId: windowId('2') });
    await one.does({ type: 'CallNext', windowId: window1 });
    await one.does({ type: 'TransferTicket', windowId: window1, to: { windowId: windowId('2') } });
    await one.does({ type: 'PauseWindow', windowId: windowId('2'), reason: null });
    await world.pass(9 * 60_000, 10_000);
    expect((await world.types(today)).at(-1)).to.equal('WindowPaused');
    await world.pass(62_000, 1_000);
    expect((await world.types(today)).slice(-2)).to.deep.equal(['WindowPaused', 'TicketRejoined']);
    await one.does({ type: 'CallNext', windowId: window1 });
    expect((await world.types(today)).at(-1)).to.equal('WindowCalled');
  });

  it('of one hall does not wait for what goes wrong in another', async () => {
    await one.issue('t1');
    await one.does(openWindow);
    await one.does({ type: 'CallNext', windowId: window1 });
    const until = new Date(Date.parse(world.clock.now()) + 5_000).toISOString() as never;
    await one.does({ type: 'HoldTicket', windowId: window1, kind: 'until', until });
    const live = one.container.get(LiveHallViews);
    const view = live.view.bind(live);
    live.view = (id) => {
      if (id === ('broken' as typeof hall)) throw new Error('broken');
      return view(id);
    };
    one.settings.hallIds = () => ['broken' as typeof hall, hall];
    await world.pass(7_000, 1_000);
    expect((await world.types(today)).at(-1)).to.equal('TicketResumed');
    world.clock.advanceTo('2025-03-04T00:00:01+08:00');
    await world.pass(3_000, 1_000);
    expect((await world.types(today)).at(-1)).to.equal('TicketExpired');
  });

  it('is done no more after a stop', async () => {
    await one.container.get(DayKeeper).stop();
    await one.issue('t1');
    world.clock.advanceTo('2025-03-04T00:00:01+08:00');
    await world.pass(3_000, 1_000);
    expect(await world.types(today)).to.have.length(2);
  });
});
