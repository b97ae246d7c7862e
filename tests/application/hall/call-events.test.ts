import { expect } from 'chai';
import { CallEventService } from '../../../src/application/hall/call-event-service.js';
import type { CallReport } from '../../../src/application/ports/inbound/terminals.js';
import { instant, queueId, windowId } from '../../../src/domain/ids.js';
import { by, hall, today, window1, World, type Instance } from '../rig.js';

type Result = { id: string; status: string; ticket?: object; problem?: { code: string } };

describe('the events of a calling system', () => {
  let world: World;
  let one: Instance;
  beforeEach(async () => {
    world = new World();
    one = world.instance();
    await one.openHall();
  });
  afterEach(() => world.close());

  const report = (
    id: string,
    type: CallReport['type'],
    number: string,
    more: Partial<CallReport> = {},
  ): CallReport => ({
    id,
    type,
    number,
    windowId: window1,
    queueId: queueId('A'),
    occurredAt: world.clock.now(),
    ...more,
  });
  const post = async (
    reports: Parameters<CallEventService['apply']>[1],
    key: string | null = null,
    instance = one,
  ) => {
    const asking = instance.container.get(CallEventService).apply(hall, reports, by(key));
    await world.pass(500);
    const { body, replayed } = await asking;
    const { results } = body as unknown as { results: Result[] };
    return { results, replayed, shown: results.map(shown) };
  };
  const shown = ({ id, status, problem }: Result) =>
    `${id} ${status}${problem === undefined ? '' : ` ${problem.code}`}`;
  const day = () => [
    report('1', 'TicketIssued', 'A001'),
    report('2', 'TicketIssued', 'A002'),
    report('3', 'WindowCalled', 'A001'),
  ];

  it('are applied in order, as one append', async () => {
    const { shown: found, results } = await post(day());
    expect(found).to.deep.equal(['1 accepted', '2 accepted', '3 accepted']);
    expect(results[2]?.ticket).to.include({ number: 'A001', state: 'called' });
    expect(one.store.appends.filter(({ stream }) => stream === today)).to.have.length(1);
    expect(await world.types(today)).to.deep.equal([
      'HallOpened',
      'TicketIssued',
      'TicketIssued',
      'WindowOpened',
      'WindowCalled',
    ]);
  });

  it('that do not fit are rejected in their place, and stop no other', async () => {
    const { shown: found } = await post([
      report('1', 'TicketIssued', 'A001'),
      { id: 'x', problem: { code: 'invalid_request', detail: 'type: unknown' } },
      report('2', 'TicketIssued', 'A001'),
      report('3', 'WindowCalled', 'A001', { windowId: null }),
      report('4', 'WindowCalled', 'A009'),
      report('5', 'TicketCompleted', 'A001'),
      report('6', 'WindowCalled', 'A001'),
    ]);
    expect(found).to.deep.equal([
      '1 accepted',
      'x rejected invalid_request',
      '2 rejected number_taken',
      '3 rejected invalid_request',
      '4 rejected unknown_ticket',
      '5 rejected no_ticket',
      '6 accepted',
    ]);
  });

  it('of another day, or of the future, are rejected', async () => {
    const at = Date.parse(world.clock.now());
    const { shown: found } = await post([
      report('1', 'TicketIssued', 'A001', { occurredAt: instant(at - 24 * 3_600_000) }),
      report('2', 'TicketIssued', 'A002', { occurredAt: instant(at + 300_001) }),
      report('3', 'TicketIssued', 'A003', { occurredAt: instant(at + 300_000) }),
      report('4', 'TicketIssued', 'A004', { occurredAt: instant(at - 8 * 3_600_000) }),
    ]);
    expect(found).to.deep.equal([
      '1 rejected other_day',
      '2 rejected occurred_in_future',
      '3 accepted',
      '4 accepted',
    ]);
    const issued = (await world.events(today)).find(({ type }) => type === 'TicketIssued');
    expect(issued?.metadata).to.include({ occurredAt: instant(at + 300_000) });
  });

  it('come again are duplicates, with their first answer: in one post, in the next, elsewhere', async () => {
    const all = day();
    const first = await post([...all, ...all.slice(0, 1)]);
    expect(first.shown.at(-1)).to.equal('1 duplicate');
    const second = await post(all);
    expect(second.shown).to.deep.equal(['1 duplicate', '2 duplicate', '3 duplicate']);
    expect(second.results[0]?.ticket).to.deep.equal(first.results[0]?.ticket);
    const third = await post(
      [...all, report('4', 'TicketCompleted', 'A001')],
      null,
      world.instance(),
    );
    expect(third.shown.at(-1)).to.equal('4 accepted');
    expect(third.shown[0]).to.equal('1 duplicate');
    expect((await world.types(today)).filter((type) => type === 'TicketIssued')).to.have.length(2);
  });

  it('that were rejected are rejected again, with the same words, whatever happened since', async () => {
    const window2 = windowId('2');
    const batch = [
      ...day(),
      report('4', 'WindowCalled', 'A001', { windowId: window2 }),
      report('5', 'TicketNoShow', 'A001'),
    ];
    const first = await post(batch);
    expect(first.shown.slice(3)).to.deep.equal(['4 rejected already_called', '5 accepted']);
    expect(first.results[3]?.problem).to.include({ code: 'already_called', windowId: '1' });
    const before = await world.types(today);
    const second = await post(batch);
    expect(second.shown.slice(3)).to.deep.equal(['4 rejected already_called', '5 duplicate']);
    expect(second.results[3]).to.deep.equal(first.results[3]);
    expect(await world.types(today)).to.deep.equal(before);
    const [rejected] = (await world.events(today)).filter(({ type }) => type === 'ReportRejected');
    expect(rejected?.data).to.deep.equal({
      reportId: '4',
      type: 'WindowCalled',
      number: 'A001',
      windowId: '2',
      queueId: 'A',
      code: 'already_called',
    });
  });

  it('older than what is known of their ticket are out of order', async () => {
    const at = Date.parse(world.clock.now());
    const { shown: found } = await post([
      ...day(),
      report('4', 'TicketNoShow', 'A001', { occurredAt: instant(at + 25_000) }),
      report('5', 'WindowCalled', 'A001', { occurredAt: instant(at + 5_000) }),
      report('6', 'WindowCalled', 'A001', { occurredAt: instant(at + 25_000) }),
    ]);
    expect(found.slice(3)).to.deep.equal(['4 accepted', '5 rejected out_of_order', '6 accepted']);
  });

  it('with the id of another event are rejected', async () => {
    const reused = '1 rejected idempotency_key_reused';
    const first = await post([...day(), report('1', 'TicketIssued', 'A009')]);
    expect(first.shown.at(-1)).to.equal(reused);
    const second = await post([report('1', 'TicketIssued', 'A009')]);
    expect(second.shown).to.deep.equal([reused]);
  });

  it('posted again with the same key get the whole answer again', async () => {
    const mixed = [...day(), report('5', 'WindowCalled', 'A009')];
    const first = await post(mixed, 'k1');
    const again = await post(mixed, 'k1', world.instance());
    expect(again.replayed).to.equal(true);
    expect(again.results).to.deep.equal(first.results);
  });

  it('that met another writer are applied on what it left', async () => {
    const two = world.instance();
    await post([report('0', 'TicketIssued', 'A000')]);
    let met = false;
    one.store.fault = ({ stream }) => {
      if (stream !== today || met) return undefined;
      met = true;
      return {
        before: () =>
          two.container
            .get(CallEventService)
            .apply(hall, [report('9', 'TicketIssued', 'A001')], by()),
      };
    };
    const later = { occurredAt: instant(Date.parse(world.clock.now()) + 60_000) };
    const { shown: found } = await post([
      ...day().slice(0, 2),
      report('3', 'WindowCalled', 'A001', later),
    ]);
    expect(met).to.equal(true);
    expect(found).to.deep.equal(['1 rejected number_taken', '2 accepted', '3 accepted']);
  });

  it('whose answer was lost are written once', async () => {
    let unknown = 1;
    one.store.fault = ({ stream }) =>
      stream === today && (unknown -= 1) >= 0 ? 'written_unknown' : undefined;
    expect((await post(day(), 'k1')).shown).to.deep.equal([
      '1 accepted',
      '2 accepted',
      '3 accepted',
    ]);
    expect(await world.types(today)).to.have.length(5);
  });
});
