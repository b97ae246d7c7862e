import { expect } from 'chai';
import { isAppError } from '../../../src/application/errors.js';
import type { Page, PageRequest } from '../../../src/application/ports/inbound/pages.js';
import { subscriberId } from '../../../src/domain/ids.js';
import { Cursors } from '../../../src/infrastructure/history/cursor.js';
import { RecordedDay } from './recorded-day.js';
import { cursorKey, historyOver, memoryStore } from './rig.js';

const everything = async <Item>(
  list: (page: PageRequest) => Promise<Page<Item>>,
  limit: number,
): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for (let cursor: string | null = null; ;) {
    const page: Page<Item> = await list({ limit, cursor });
    expect(page.items.length).to.be.at.most(limit);
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
};

const refused = async (call: Promise<unknown>): Promise<void> => {
  try {
    await call;
  } catch (error) {
    if (!isAppError(error, 'invalid_request')) throw error;
    expect(error.data['errors']).to.have.nested.property('[0].path', 'cursor');
    return;
  }
  expect.fail('was answered');
};

describe('pages of the history', () => {
  const withTickets = async (count: number) => {
    const store = memoryStore();
    const day = new RecordedDay(store);
    await day.open({ nearTurn: true });
    for (let n = 1; n <= count; n += 1) {
      await day.issue(`t${n}`, 'lin');
      if (n % 2 === 0) await day.callNext();
    }
    const rig = historyOver(store);
    await rig.catchUp();
    return { day, ...rig };
  };

  it('follow one another without a gap or a repeat, newest first, whatever their size', async () => {
    const { audit, tickets, day } = await withTickets(7);
    for (const limit of [1, 2, 3, 7, 50]) {
      const found = await everything((page) => audit.tickets({ hallId: 'demo' }, page), limit);
      expect(found.map(({ ticketId }) => ticketId)).to.deep.equal([...day.tickets].reverse());
      const mine = await everything((page) => tickets.ticketsOf(subscriberId('lin'), page), limit);
      expect(mine.map(({ ticketId }) => ticketId)).to.deep.equal([...day.tickets].reverse());
      const messages = await everything((page) => audit.messages({}, page), limit);
      expect(messages.map(({ messageId }) => messageId)).to.deep.equal(
        day.decided.map(({ messageId }) => messageId).reverse(),
      );
    }
  });

  it('go on where they were when new rows have come', async () => {
    const { audit, day, catchUp } = await withTickets(4);
    const first = await audit.tickets({}, { limit: 2, cursor: null });
    await day.issue('t5');
    await catchUp();
    const second = await audit.tickets({}, { limit: 2, cursor: first.nextCursor });
    expect(second.items.map(({ ticketId }) => ticketId)).to.deep.equal(['t2', 't1']);
  });

  it('are not given for a cursor that we did not give out', async () => {
    const { audit } = await withTickets(3);
    const cursor = (await audit.tickets({}, { limit: 1, cursor: null })).nextCursor ?? '';
    const forged = [
      'x',
      '',
      `${cursor}!`,
      `${cursor}=`,
      `${cursor}A`,
      cursor.slice(0, -1),
      `A${cursor.slice(1)}`,
      new Cursors('another key').encode('tickets', ['0000000000000003']),
    ];
    for (const one of forged) await refused(audit.tickets({}, { limit: 1, cursor: one }));
    // One list's cursor is no other's.
    await refused(audit.messages({}, { limit: 1, cursor }));
    await refused(audit.pushLedger({ limit: 1, cursor }));
    expect((await audit.tickets({}, { limit: 1, cursor })).items).to.have.length(1);
  });

  it('are signed with a key that instances share', () => {
    const keys = ['2026-11-20T01:00:00.000Z', '0000000000000003'];
    const given = new Cursors(cursorKey).encode('messages', keys);
    expect(new Cursors(cursorKey).decode('messages', given)).to.deep.equal(keys);
    expect(given).to.match(/^[A-Za-z0-9_-]+$/);
  });

  it('are not what an export needs: it comes row by row, newest first', async () => {
    const { audit, day } = await withTickets(6);
    const ids: string[] = [];
    for await (const message of audit.streamMessages({ hallId: 'demo' }))
      ids.push(message.messageId);
    expect(ids).to.deep.equal(day.decided.map(({ messageId }) => messageId).reverse());
    expect(ids).to.have.length(5);
  });
});
