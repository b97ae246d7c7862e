import { expect } from 'chai';
import { said } from './http.js';
import type { Message, MessageDetail, Page } from './json.js';
import { messageTo, startRig, type Rig } from './rig.js';

const base = '/api/v1/audit';

describe('what auditors read', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());
  afterEach(() => rig.faults(null));

  const listed = async (query: string): Promise<readonly Message[]> => {
    const all: Message[] = [];
    for (let cursor = ''; ;) {
      const page = await rig.admin.get<Page<Message>>(`${base}/messages?${query}${cursor}`);
      all.push(...page.items);
      if (page.nextCursor === null) return all;
      cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
    }
  };
  const ids = (messages: readonly Message[]): readonly string[] =>
    messages.map(({ messageId }) => messageId);

  it('lists messages newest first, by every filter, page by page', async () => {
    const hall = await rig.hall({ threshold: 9 });
    const holders = [await hall.holder(), await hall.holder('B'), await hall.holder()];
    const silent = await hall.issue();
    await (await rig.phone()).bind(silent.bindCode);
    await hall.messageOf(silent.ticketId, 'withheld');
    for (const { phone } of holders) await messageTo(rig, phone);
    const all = (await hall.settled()).toReversed();
    expect(all).to.have.length(4);
    const of = `hallId=${hall.hallId}`;
    expect(ids(await listed(`${of}&limit=1`))).to.deep.equal(ids(all));
    expect(all.map(({ decidedAt }) => decidedAt)).to.deep.equal(
      all
        .map(({ decidedAt }) => decidedAt)
        .toSorted()
        .toReversed(),
    );
    const [, second] = all;
    const { businessDay } = await hall.board();
    const matching: readonly [string, (message: Message) => boolean][] = [
      ['queueId=B', ({ queueId }) => queueId === 'B'],
      ['status=withheld', ({ status }) => status === 'withheld'],
      ['kind=near-turn', () => true],
      ['kind=called', () => false],
      [`businessDay=${businessDay}`, () => true],
      ['businessDay=2020-01-01', () => false],
      ['number=A002', ({ number }) => number === 'A002'],
      [`ticketId=${second?.ticketId}`, ({ ticketId }) => ticketId === second?.ticketId],
      [
        `subscriberId=${second?.subscriberId}`,
        ({ subscriberId }) => subscriberId === second?.subscriberId,
      ],
      [`from=${second?.decidedAt}`, ({ decidedAt }) => decidedAt >= (second?.decidedAt ?? '')],
      [`to=${second?.decidedAt}`, ({ decidedAt }) => decidedAt < (second?.decidedAt ?? '')],
    ];
    for (const [filter, isIn] of matching)
      expect(ids(await listed(`${of}&${filter}`)), filter).to.deep.equal(ids(all.filter(isIn)));
    for (const bad of ['kind=smoke', 'status=x', 'from=yesterday', 'limit=501', 'cursor=x', 'a=b'])
      expect(said(await rig.admin.ask('GET', `${base}/messages?${bad}`)), bad).to.equal(
        '400 invalid_request',
      );
  });

  it('has exactly the fields of the contract', async () => {
    const hall = await rig.hall();
    const { phone, ticket } = await hall.holder();
    const { msgid } = await messageTo(rig, phone);
    const [message] = await hall.settled();
    const { subscriberId, decidedAt, sentAt, templateId, ...rest } = message ?? ({} as Message);
    expect(rest).to.deep.equal({
      messageId: `${ticket.ticketId}.near-turn`,
      ticketId: ticket.ticketId,
      number: 'A001',
      hallId: hall.hallId,
      queueId: 'A',
      businessDay: (await hall.board()).businessDay,
      kind: 'near-turn',
      stay: 1,
      status: 'sent',
      reason: null,
      attempts: 1,
      errcode: null,
      msgid,
    });
    expect([subscriberId, decidedAt, sentAt, templateId]).to.satisfy((all: unknown[]) =>
      all.every((one) => typeof one === 'string' && one !== ''),
    );
  });

  it('tells how a message came about, from TicketIssued to MessageSent', async () => {
    const hall = await rig.hall({ threshold: 0 });
    const first = await hall.issue();
    const { phone, ticket } = await hall.holder();
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await messageTo(rig, phone);
    const { messageId } = await hall.messageOf(ticket.ticketId, 'sent');
    const detail = await rig.admin.get<MessageDetail>(`${base}/messages/${messageId}`);
    const types = detail.timeline.map(({ type }) => type);
    expect(types[0]).to.equal('TicketIssued');
    expect(types.at(-1)).to.equal('MessageSent');
    const way = [
      'TicketIssued',
      'TicketBound',
      'WindowCalled',
      'NearTurn',
      'SendAttempted',
      'MessageSent',
    ];
    expect(types.filter((type) => way.includes(type))).to.deep.equal(way);
    const ats = detail.timeline.map(({ at }) => at);
    expect(ats).to.deep.equal(ats.toSorted());
    const called = detail.timeline.find(({ type }) => type === 'WindowCalled');
    expect(called?.data).to.include({ ticketId: first.ticketId, windowId: '1' });
    for (const entry of detail.timeline)
      expect(entry).to.have.all.keys([
        'type',
        'at',
        'occurredAt',
        'by',
        'stream',
        'revision',
        'data',
      ]);
  });

  it('exports what matches as CSV that no spreadsheet runs, and as NDJSON', async () => {
    const evil = '=HYPERLINK("http://evil.example","x")';
    const hall = await rig.hall({
      hall: { messages: { 'near-turn': { enabled: true, templateId: evil } } },
    });
    const ticket = await hall.issue();
    await (await rig.phone()).bind(ticket.bindCode);
    await hall.messageOf(ticket.ticketId, 'withheld');
    const ask = (format: string) =>
      rig.admin.ask<string>('GET', `${base}/messages.${format}?hallId=${hall.hallId}`);
    const csv = await ask('csv');
    expect(csv.headers.get('content-type')).to.match(/^text\/csv/);
    const [message] = await listed(`hallId=${hall.hallId}`);
    const [header, ...lines] = csv.text
      .replace(/^\uFEFF/, '')
      .trim()
      .split(/\r?\n/);
    expect(header?.split(',')).to.deep.equal(Object.keys(message ?? {}));
    expect(lines).to.have.length(1);
    expect(lines[0]).not.to.match(/(^|,)"?[=+\-@\t]/);
    expect(lines[0]).to.contain('HYPERLINK');
    const ndjson = await ask('ndjson');
    // A store that outlives the test must not be left with a template that stops the next start.
    await rig.admin.put(hall.path, { name: '测试大厅' });
    expect(ndjson.headers.get('content-type')).to.match(/^application\/x-ndjson/);
    expect(
      ndjson.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Message),
    ).to.deep.equal([message]);
  });
});
