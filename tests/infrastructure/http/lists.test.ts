import { expect } from 'chai';
import { said, startRig, type Rig } from './rig.js';

const hall = '/api/v1/halls/demo';

describe('a list', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
    for (const body of [{}, {}, { priority: 'priority' }, {}])
      await rig.as('kiosk').post(`${hall}/queues/A/tickets`, body);
    await rig.as('terminal').post(`${hall}/windows/1/open`);
    await rig.as('terminal').post(`${hall}/windows/1/call`, { number: 'A001' });
  });
  after(() => rig.close());

  const numbers = async (query: string): Promise<readonly string[]> => {
    const { data } = await rig.as('kiosk').get(`${hall}/tickets?${query}`);
    return data.items.map(({ number }: { number: string }) => number);
  };

  it('of tickets is in calling order, then by time of issue', async () => {
    expect(await numbers('')).to.deep.equal(['A003', 'A002', 'A004', 'A001']);
  });

  it('of tickets can be narrowed', async () => {
    expect(await numbers('state=called')).to.deep.equal(['A001']);
    expect(await numbers('windowId=1')).to.deep.equal(['A001']);
    expect(await numbers('number=A002')).to.deep.equal(['A002']);
    expect(await numbers('queueId=B')).to.deep.equal([]);
  });

  it('comes page by page, each ticket once', async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const params: Record<string, string> = cursor === null ? {} : { cursor };
      const { data } = await rig.as('kiosk').get(`${hall}/tickets?limit=1`, { params });
      seen.push(...data.items.map(({ number }: { number: string }) => number));
      cursor = data.nextCursor;
    } while (cursor !== null);
    expect(seen).to.deep.equal(['A003', 'A002', 'A004', 'A001']);
  });

  it('takes no cursor of another list, nor one that was changed', async () => {
    const { data } = await rig.as('kiosk').get(`${hall}/tickets?limit=1`);
    const ask = (query: string) => rig.as('kiosk').get(`${hall}/tickets?${query}`);
    const other = await ask(`state=waiting&cursor=${data.nextCursor}`);
    expect(said(other)).to.deep.equal([400, 'invalid_request']);
    expect(other.data.errors[0].path).to.equal('cursor');
    expect(said(await ask(`cursor=${data.nextCursor.slice(0, -2)}AA`))[0]).to.equal(400);
    const audit = await rig.as('auditor').get('/api/v1/audit/messages?cursor=x');
    expect(audit.data.errors[0].path).to.equal('cursor');
  });

  it('of tokens comes page by page as well', async () => {
    const first = await rig.as('admin').get('/api/v1/tokens?limit=2');
    const { data } = await rig.as('admin').get(`/api/v1/tokens?cursor=${first.data.nextCursor}`);
    expect(data.items.map((token: { tokenId: string }) => token.tokenId)).to.deep.equal(['t-3']);
    expect(data.nextCursor).to.equal(null);
  });

  it('of messages can be had as CSV that no spreadsheet runs, and as NDJSON', async () => {
    const csv = await rig.as('auditor').get('/api/v1/audit/messages.csv?kind=near-turn');
    expect(csv.headers['content-type']).to.include('text/csv');
    const [header, row] = String(csv.data).split('\r\n');
    expect(header).to.match(/^messageId,ticketId,.*,errcode,msgid$/);
    expect(row).to.include(",'=1+1,").and.include(',-1,');
    const lines = await rig.as('auditor').get('/api/v1/audit/messages.ndjson', {
      responseType: 'text',
      transformResponse: (text: string) => text,
    });
    expect(JSON.parse(String(lines.data))).to.include({ messageId: 't-1.near-turn', errcode: -1 });
  });

  it('of grants shows persons masked', async () => {
    const { data } = await rig.as('auditor').get('/api/v1/audit/push-ledger');
    expect(data.items[0]).to.include({ openId: 'o***1', userName: null, isSend: 'N' });
  });
});
