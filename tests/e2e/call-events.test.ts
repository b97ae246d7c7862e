import { expect } from 'chai';
import { said } from './http.js';
import type { Report, ReportResult } from './json.js';
import { messageTo, startRig, type Rig } from './rig.js';

const now = (): string => new Date().toISOString();
const outcome = ({ status, problem }: ReportResult): string => problem?.code ?? status;

describe('call events of an offline terminal or an existing calling system', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  it('are applied in the order of the array, and told as calls are', async () => {
    const hall = await rig.hall({ threshold: 0 });
    const occurredAt = now();
    const event = (id: string, type: string, number: string, more: object = {}): Report => ({
      id,
      type,
      number,
      occurredAt,
      ...more,
    });
    const at1 = { windowId: '1' };
    const results = await hall.report([
      event('e-1', 'TicketIssued', 'A101', { queueId: 'A' }),
      event('e-2', 'TicketIssued', 'A102', { queueId: 'A' }),
      event('e-3', 'TicketIssued', 'A103', { queueId: 'A' }),
      event('e-4', 'TicketIssued', 'A104', { queueId: 'A' }),
      event('e-5', 'WindowCalled', 'A101', at1),
      event('e-6', 'TicketRecalled', 'A101', at1),
      event('e-7', 'ServiceStarted', 'A101', at1),
      event('e-8', 'TicketCompleted', 'A101', at1),
      event('e-9', 'WindowCalled', 'A103', at1),
      event('e-10', 'TicketNoShow', 'A103', at1),
      event('e-11', 'TicketCancelled', 'A102'),
    ]);
    expect(results.map(outcome)).to.deep.equal(Array(11).fill('accepted'));
    expect(results.map(({ ticket }) => ticket?.state)).to.deep.equal([
      ...Array<string>(4).fill('waiting'),
      'called',
      'called',
      'serving',
      'completed',
      'called',
      'no_show',
      'cancelled',
    ]);
    const board = await hall.board();
    expect(board.windows[0]).to.include({ windowId: '1', state: 'open', ticket: null });
    expect(
      board.recentCalls.map(({ number, recall, calledAt }) => [number, recall, calledAt]),
    ).to.deep.equal([
      ['A103', false, occurredAt],
      ['A101', true, occurredAt],
      ['A101', false, occurredAt],
    ]);
    await hall.settled();
  });

  it('answer the same event again as duplicate, and other content of its id as reused', async () => {
    const hall = await rig.hall();
    await hall.issueMany(2);
    const call = {
      id: 'call-1',
      type: 'WindowCalled',
      windowId: '1',
      number: 'A001',
      occurredAt: now(),
    };
    const [first] = await hall.report([call]);
    const results = await hall.report([
      call,
      { ...call, number: 'A002' },
      { ...call, id: 'call-2' },
    ]);
    expect(results.map(outcome)).to.deep.equal(['duplicate', 'idempotency_key_reused', 'accepted']);
    expect(results[0]).to.deep.equal({ ...first, status: 'duplicate' });
    const within = { ...call, id: 'call-3', number: 'A002' };
    expect((await hall.report([within, within])).map(outcome)).to.deep.equal([
      'accepted',
      'duplicate',
    ]);
    expect((await hall.board()).recentCalls).to.have.length(2);
  });

  it('are rejected one by one, with the reason, and do not stop the others', async () => {
    const hall = await rig.hall();
    await hall.issueMany(2);
    const good = { type: 'WindowCalled', windowId: '1', number: 'A001', occurredAt: now() };
    const hour = 3_600_000;
    const events = [
      { ...good, id: 'x-1', number: 'A999' },
      { ...good, id: 'x-2', windowId: '9' },
      { ...good, id: 'x-3', occurredAt: new Date(Date.now() + hour / 6).toISOString() },
      { ...good, id: 'x-4', occurredAt: new Date(Date.now() - 48 * hour).toISOString() },
      { ...good, id: 'x-5', type: 'Exploded' },
      { ...good, id: 'x-6', windowId: undefined },
      { ...good, id: 'x-7', occurredAt: 'yesterday' },
      { ...good, id: 'x-8', colour: 'red' },
      'nonsense',
      null,
      { ...good, id: 'x-9', type: 'TicketCompleted' },
      { ...good, id: 'x-10', type: 'TicketIssued', queueId: 'A', windowId: undefined },
      { ...good, id: 'x-11' },
    ];
    const { results } = await rig.admin.post<{ results: ReportResult[] }>(
      `${hall.path}/call-events`,
      { events },
    );
    expect(results.map(outcome)).to.deep.equal([
      'unknown_ticket',
      'unknown_window',
      'occurred_in_future',
      'other_day',
      ...Array<string>(6).fill('invalid_request'),
      'no_ticket',
      'number_taken',
      'accepted',
    ]);
    expect(results.map(({ id }) => id)).to.deep.equal(
      events.map((event) => (typeof event === 'object' && event !== null ? event.id : null)),
    );
    expect(results[5]?.problem?.detail).to.contain('windowId');
    expect(results[7]?.problem?.detail).to.contain('colour');
  });

  it('tell a holder who comes near, with what was true when it happened late', async () => {
    const hall = await rig.hall({ threshold: 0 });
    const { number } = await hall.issue();
    // Reported later than it happened, though not before the ticket was there.
    const occurredAt = new Date().toISOString();
    const { phone, ticket } = await hall.holder();
    await hall.report([{ id: 'late-1', type: 'WindowCalled', windowId: '1', number, occurredAt }]);
    await messageTo(rig, phone);
    const { messageId } = await hall.messageOf(ticket.ticketId, 'sent');
    const { timeline } = await rig.admin.get<{ timeline: { type: string; occurredAt: string }[] }>(
      `/api/v1/audit/messages/${messageId}`,
    );
    expect(timeline.find(({ type }) => type === 'WindowCalled')?.occurredAt).to.equal(occurredAt);
  });

  it('come one to 500 at a time, from terminals for their own windows', async () => {
    const hall = await rig.hall();
    const path = `${hall.path}/call-events`;
    const of = (count: number) => ({ events: Array(count).fill({ id: 'x' }) as object[] });
    for (const count of [0, 501])
      expect(said(await rig.admin.ask('POST', path, { body: of(count) }))).to.equal(
        '400 invalid_request',
      );
    const occurredAt = now();
    const issues = Array.from({ length: 500 }, (_, index) => ({
      id: `many-${index}`,
      type: 'TicketIssued',
      queueId: 'A',
      number: `A${String(index + 1).padStart(3, '0')}`,
      occurredAt,
    }));
    const results = await hall.report(issues);
    expect(results.filter(({ status }) => status === 'accepted')).to.have.length(500);
    const terminal = await hall.token('terminal', { windowIds: ['1'] });
    const call = { type: 'WindowCalled', number: 'A001', occurredAt };
    const body = {
      events: [
        { ...call, id: 'own-1', windowId: '2' },
        { ...call, id: 'own-2', windowId: '1' },
      ],
    };
    const own = await terminal.post<{ results: ReportResult[] }>(path, body);
    expect(own.results.map(outcome)).to.deep.equal(['forbidden', 'accepted']);
  });
});
