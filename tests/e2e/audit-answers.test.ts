import { expect } from 'chai';
import type { Hall } from './hall.js';
import { eventually, said } from './http.js';
import type { AuditTicket, Page, Replay } from './json.js';
import { messageTo, startRig, type Rig } from './rig.js';

const base = '/api/v1/audit';

describe('what auditors are answered', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  const told = async (hall: Hall, filter = ''): Promise<Record<string, string>> => {
    const { items } = await rig.admin.get<Page<AuditTicket>>(
      `${base}/tickets?hallId=${hall.hallId}${filter}`,
    );
    return Object.fromEntries(
      items.map(({ number, told: how, reason }) => [
        number,
        reason === null ? how : `${how} ${reason}`,
      ]),
    );
  };

  it('says of every ticket why its person was told, or not', async () => {
    const hall = await rig.hall({ threshold: 0 });
    const { phone } = await hall.holder();
    await messageTo(rig, phone);
    await hall.holder();
    await hall.issue();
    const silent = await hall.issue('B');
    await (await rig.phone()).bind(silent.bindCode);
    await hall.settled();
    const expected = {
      A001: 'sent',
      A002: 'not_near',
      A003: 'not_bound',
      B001: 'withheld no_grant',
    };
    expect(
      await eventually('the history', async () => {
        const now = await told(hall);
        return Object.keys(now).length === 4 && now['B001'] === expected.B001 ? now : null;
      }),
    ).to.deep.equal(expected);
    expect(await told(hall, '&told=not_near')).to.deep.equal({ A002: 'not_near' });
    expect(await told(hall, '&told=withheld&queueId=B')).to.deep.equal({
      B001: 'withheld no_grant',
    });
    const detail = await rig.admin.get<AuditTicket>(`${base}/tickets/${silent.ticketId}`);
    expect(detail.timeline?.map(({ type }) => type)).to.include.members([
      'TicketIssued',
      'TicketBound',
      'NearTurn',
      'MessageWithheld',
    ]);
  });

  it('says off where the hall does not tell', async () => {
    const hall = await rig.hall({ hall: { messages: { 'near-turn': { enabled: false } } } });
    const ticket = await hall.issue();
    await (await rig.phone()).bind(ticket.bindCode);
    const says = await eventually('the ticket', async () => {
      const now = await told(hall);
      return now['A001'] === undefined || now['A001'] === 'not_bound' ? null : now;
    });
    expect(says).to.deep.equal({ A001: 'off' });
  });

  it('shows each grant and whether a message used it, with the person masked', async () => {
    const hall = await rig.hall();
    const { phone, ticket } = await hall.holder();
    const { openid } = await messageTo(rig, phone);
    const profile = { userName: '欧阳小明', idCard: '110101199003070012' };
    await phone.caller.post(`/api/v1/tickets/${ticket.ticketId}/subscriptions`, {
      results: {
        [(await phone.ticket(ticket.ticketId)).subscriptions?.[0]?.templateId ?? '']: 'accept',
      },
      profile,
    });
    const [message] = await hall.settled();
    const rows = await eventually('two grants', async () => {
      const { items } = await rig.admin.get<Page<Record<string, string | null>>>(
        `${base}/push-ledger?limit=100`,
      );
      const own = items.filter(({ subscriberId }) => subscriberId === message?.subscriberId);
      return own.length === 2 ? own : null;
    });
    expect(rows.map(({ isSend }) => isSend)).to.deep.equal(['N', 'Y']);
    const [unused, used] = rows;
    expect(used?.['sendTime']).to.be.a('string');
    expect(unused?.['sendTime']).to.equal(null);
    expect(Object.keys(used ?? {})).to.have.members([
      'id',
      'subscriberId',
      'templateId',
      'openId',
      'userName',
      'isSend',
      'createDate',
      'sendTime',
    ]);
    expect(used?.['openId']).to.be.a('string').that.contains('*');
    expect(used?.['userName']).to.be.a('string').that.contains('*');
    expect(JSON.stringify(rows)).not.to.contain(openid).and.not.to.contain(profile.userName);
    const confined = await hall.token('auditor');
    expect(said(await confined.ask('GET', `${base}/push-ledger`))).to.equal('403 forbidden');
  });

  it('replays a day: nothing missing, unexpected or changed, and what another threshold would do', async () => {
    const hall = await rig.hall({ threshold: 1 });
    for (let count = 0; count < 4; count += 1) await hall.holder();
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await hall.settled();
    const replay = await hall.replay();
    expect(replay).to.include({ decisions: 3, recorded: 3 });
    expect(replay.eventsRead).to.be.greaterThan(9);
    expect((await hall.replay(1)).unexpected).to.deep.equal([]);
    const whatIf = await hall.replay(3);
    expect(whatIf).to.include({ decisions: 4, recorded: 3 });
    const differing = [...whatIf.missing, ...whatIf.unexpected] as readonly { number: string }[];
    expect(differing.map(({ number }) => number)).to.deep.equal(['A004']);
    const body = { hallId: hall.hallId, businessDay: '2020-01-01' };
    expect(await rig.admin.post<Replay>(`${base}/replays`, body)).to.deep.equal({
      eventsRead: 0,
      decisions: 0,
      recorded: 0,
      missing: [],
      unexpected: [],
      changed: [],
    });
    const nowhere = { ...body, hallId: 'nowhere' };
    expect(said(await rig.admin.ask('POST', `${base}/replays`, { body: nowhere }))).to.equal(
      '404 unknown_hall',
    );
  });
});
