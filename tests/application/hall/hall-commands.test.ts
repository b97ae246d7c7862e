import { expect } from 'chai';
import { HallDays } from '../../../src/application/hall/hall-days.js';
import { queueId } from '../../../src/domain/ids.js';
import { businessDay } from '../../../src/domain/ids.js';
import { by, hall, settled, ticketId, today, window1, window2, World, yesterday } from '../rig.js';
import type { Instance } from '../rig.js';

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: Error & { code?: string }) => error.code ?? error.message,
  );
const issue = (id: string) =>
  ({
    type: 'IssueTicket',
    ticketId: ticketId(id),
    queueId: queueId('A'),
    priority: 'normal',
    number: null,
    subscriberId: null,
  }) as const;
const openWindow = { type: 'OpenWindow', windowId: window1 } as const;
const callNext = { type: 'CallNext', windowId: window1 } as const;

describe('the commands of a hall', () => {
  let world: World;
  let one: Instance;
  let two: Instance;
  beforeEach(async () => {
    world = new World();
    one = world.instance({ singleWriter: false });
    two = world.instance({ singleWriter: false });
    await one.openHall();
  });
  afterEach(() => world.close());

  const written = async (stream = today) =>
    (await world.events(stream)).map(({ type, data }) => {
      const id = (data as { ticketId?: string }).ticketId;
      return id === undefined ? type : `${type} ${id}`;
    });
  const appends = () => one.store.appends.filter(({ stream }) => stream === today);

  it('are done in the order in which they came; those that wait together are one append', async () => {
    await one.does(openWindow);
    const before = appends().length;
    await Promise.all([one.ask(issue('t1')), one.ask(issue('t2')), one.ask(callNext)]);
    // The first begins alone; the others gather behind it.
    expect(appends().length - before).to.be.at.most(2);
    expect((await written()).slice(2)).to.deep.equal([
      'TicketIssued t1',
      'TicketIssued t2',
      'WindowCalled t1',
    ]);
  });

  it('open the day with the first that changes something', async () => {
    expect(await codeOf(one.ask(callNext))).to.equal('window_closed');
    expect(await written()).to.deep.equal([]);
    await one.does(openWindow);
    expect(await written()).to.deep.equal(['HallOpened', 'WindowOpened']);
  });

  it('that are refused leave the others of their group alone', async () => {
    await one.does(openWindow);
    const group = [one.ask(issue('t1')), one.ask(callNext), one.ask(issue('t1'), by('again'))];
    const close = one.ask({ type: 'CallNext', windowId: window2 });
    expect(await codeOf(close)).to.equal('window_closed');
    expect(await Promise.all(group.map(codeOf))).to.deep.equal(Array(3).fill('answered'));
  });

  it('a key that comes twice in one group is done once and answered twice', async () => {
    await one.does(openWindow);
    const answers = await Promise.all([
      one.ask(issue('t1'), by('k1')),
      one.ask(issue('t2'), by('k1')),
      one.ask(issue('t3'), by('k2')),
    ]);
    expect(answers.map(({ replayed }) => replayed)).to.deep.equal([false, true, false]);
    expect((await written()).slice(2).sort()).to.deep.equal(['TicketIssued t1', 'TicketIssued t3']);
  });

  it('with the same key and another request are refused', async () => {
    await one.does(issue('t1'), by('k1'));
    expect(await codeOf(one.ask(issue('t1'), by('k1', 'other')))).to.equal(
      'idempotency_key_reused',
    );
  });

  it('are answered again at another instance', async () => {
    const first = await one.does(issue('t1'), by('k1'));
    const again = await two.does(issue('t9'), by('k1'));
    expect(again).to.deep.equal({ ...first, replayed: true });
    expect(await written()).to.deep.equal(['HallOpened', 'TicketIssued t1']);
  });

  it('are answered again after midnight', async () => {
    const first = await one.does(issue('t1'), by('k1'));
    world.clock.advanceTo('2025-03-04T00:00:01+08:00');
    expect(await one.does(issue('t9'), by('k1'))).to.deep.equal({ ...first, replayed: true });
    expect(await two.does(issue('t9'), by('k1'))).to.deep.equal({ ...first, replayed: true });
  });

  it('that meet another writer are decided anew: each terminal gets its own ticket', async () => {
    await one.does(openWindow);
    await one.does({ type: 'OpenWindow', windowId: window2 });
    await one.does(issue('t1'));
    await one.does(issue('t2'));
    await two.does({ type: 'PauseQueue', queueId: queueId('A') });
    let met = false;
    one.store.fault = ({ stream }) => {
      if (stream !== today || met) return undefined;
      met = true;
      return { before: () => two.ask({ type: 'CallNext', windowId: window2 }) };
    };
    const asking = one.ask(callNext, by('k1'));
    await world.pass(1_000);
    await asking;
    expect(met).to.equal(true);
    expect((await written()).slice(-2)).to.deep.equal(['WindowCalled t1', 'WindowCalled t2']);
    expect(await codeOf(one.ask(callNext, by('k1')))).to.equal('answered');
  });

  it('are refused only after the stream was read to its end', async () => {
    await one.does(openWindow);
    await two.does(issue('t1'));
    // One has not seen the ticket; a stale look would say that nobody waits.
    const asking = one.ask(callNext);
    await world.pass(1_000);
    await asking;
    expect((await written()).at(-1)).to.equal('WindowCalled t1');
  });

  describe('whose append has no definite outcome', () => {
    const ids = (index: number) => appends()[index]?.events.map(({ eventId }) => eventId);

    it('are repeated as composed, and written once', async () => {
      await one.does(openWindow);
      let faults = 2;
      one.store.fault = ({ stream }) =>
        stream === today && (faults -= 1) >= 0
          ? faults === 1
            ? 'lost_unknown'
            : 'written_unknown'
          : undefined;
      const before = appends().length;
      const asking = one.ask(issue('t1'), by('k1'));
      await world.pass(2_000);
      expect((await asking).replayed).to.equal(false);
      expect(appends().length - before).to.equal(3);
      expect(ids(before + 1)).to.deep.equal(ids(before));
      expect(ids(before + 2)).to.deep.equal(ids(before));
      expect(appends()[before + 2]).to.deep.equal(appends()[before]);
      expect((await written()).slice(2)).to.deep.equal(['TicketIssued t1']);
    });

    for (const fault of ['lost_unknown', 'written_unknown'] as const)
      it(`are given up, answered 503, and known to the same key again (${fault})`, async () => {
        await one.does(openWindow);
        one.store.fault = ({ stream }) => (stream === today ? fault : undefined);
        if (fault === 'written_unknown')
          one.store.append = async (request) => {
            await world.store.append(request);
            return { outcome: 'unknown', cause: new Error('made to fail') };
          };
        // Written, and yet nobody learns of it before the time is over.
        const asking = codeOf(one.ask(issue('t1'), by('k1')));
        await world.pass(6_000);
        expect(await asking).to.equal('store_unavailable');
        one.store.fault = () => undefined;
        Reflect.deleteProperty(one.store, 'append');
        const again = await one.does(issue('t1'), by('k1'));
        expect(again.replayed).to.equal(fault === 'written_unknown');
        expect((await written()).slice(2)).to.deep.equal(['TicketIssued t1']);
      });
  });

  it('are answered 503 while the store is down, and go on afterwards', async () => {
    await one.does(openWindow);
    one.store.down = true;
    const refused = codeOf(one.ask(issue('t1'), by('k1')));
    await world.pass(6_000);
    expect(await refused).to.equal('store_unavailable');
    one.store.down = false;
    expect((await one.does(issue('t1'), by('k1'))).replayed).to.equal(false);
  });

  it('too many for one append are written one by one', async () => {
    await one.does(openWindow);
    const append = one.store.append.bind(one.store);
    one.store.append = async (request) =>
      request.events.length > 1
        ? { outcome: 'refused', reason: 'too_large', cause: null }
        : append(request);
    const all = ['t1', 't2', 't3', 't4'].map((id) => one.ask(issue(id)));
    expect(await Promise.all(all.map(codeOf))).to.deep.equal(Array(4).fill('answered'));
    expect((await written()).slice(2)).to.deep.equal(
      ['t1', 't2', 't3', 't4'].map((id) => `TicketIssued ${id}`),
    );
  });

  const newer = async (stream: string): Promise<void> => {
    const last = (await world.events(stream)).length - 1;
    await world.store.append({
      stream,
      expected: last,
      events: [
        {
          eventId: '00000000-0000-4000-8000-999999999999',
          type: 'TicketMerged',
          data: {},
          metadata: {},
        },
      ],
    });
  };

  it('are refused on a stream that this version does not understand', async () => {
    await one.does(openWindow);
    await newer(today);
    const refused = codeOf(two.ask(issue('t1')));
    await world.pass(1_000);
    expect(await refused).to.equal('newer_version');
  });

  it('of today go on although yesterday is not understood', async () => {
    await one.does(issue('t1'));
    await newer(today);
    world.clock.advanceTo('2025-03-04T09:00:00+08:00');
    expect(await codeOf(two.ask(issue('t2')))).to.equal('answered');
  });

  it('end the day before first, whole, in several appends', async () => {
    for (let count = 0; count < 450; count += 1) void one.ask(issue(`t${count}`));
    await one.does(openWindow);
    await one.does(callNext);
    await one.does({ type: 'StartService', windowId: window1 });
    world.clock.advanceTo('2025-03-04T00:00:01+08:00');
    await two.does(issue('next'));
    const types = await world.types(today);
    expect(types.filter((type) => type === 'TicketExpired')).to.have.length(450);
    expect(types.filter((type) => type === 'HallClosed')).to.have.length(1);
    const appendsOfEnd = two.store.appends.filter(({ stream }) => stream === today);
    expect(appendsOfEnd.map(({ events }) => events.length)).to.deep.equal([200, 200, 51]);
    await one.does(issue('another'));
    expect(await world.types(today)).to.have.length(types.length);
  });

  it('know the days that they have seen, and let old ones go', async () => {
    const days = one.container.get(HallDays);
    const first = await days.open(hall, businessDay('2025-03-02'));
    expect(await days.open(hall, businessDay('2025-03-02'))).to.equal(first);
    expect(first.stream).to.equal(yesterday);
    await days.open(hall, businessDay('2025-03-09'));
    expect(await days.open(hall, businessDay('2025-03-02'))).not.to.equal(first);
    await settled();
  });
});
