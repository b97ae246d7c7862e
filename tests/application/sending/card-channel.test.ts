import { expect } from 'chai';
import { CardChannel } from '../../../src/application/sending/card-channel.js';
import type { RunningHall } from '../../../src/domain/hall/state.js';
import { instant, windowId } from '../../../src/domain/ids.js';
import type { MessageDecision } from '../../../src/domain/message/events.js';
import type { HallSettings } from '../../../src/domain/settings/settings.js';
import { emptyView, type HallView } from '../../../src/projections/hall-view.js';
import { opened } from '../../domain/hall/demo-events.js';
import { decide, line, threshold } from '../../projections/near-turn/near-hall.js';

const card = { enabled: true, page: 'p?t={ticketId}&again={ticketId}', tableType: '大桌' };
const settings: HallSettings = { ...threshold(0, ['near-turn', 'queued', 'called']), card };

const dayOf = (given: HallSettings): { hall: RunningHall; queued: MessageDecision } => {
  const { state, decisions } = decide([opened(given), ...line(3)]);
  const queued = decisions.flat().findLast(({ kind }) => kind === 'queued');
  if (state.hall.status === 'unopened' || queued === undefined) throw new Error('expected a day');
  return { hall: state.hall, queued };
};

const channelWith = (view: Partial<HallView> | null): CardChannel =>
  new CardChannel({
    now: () => instant(0),
    wechat: { set: () => Promise.reject(new Error('not asked')) },
    offers: { offeredFor: () => Promise.resolve(null), end: () => Promise.resolve() },
    viewOf: (hallId, day) =>
      view === null ? null : { ...emptyView(hallId, day, settings), ...view },
  });

describe('what a service card shows', () => {
  it('has the number called last, and no wait while no window calls', () => {
    const { hall, queued } = dayOf(settings);
    const call = { windowName: '1', recall: false, calledAt: queued.expiresAt };
    const recentCalls = ['Z9', 'A001'].map((number) => ({
      callId: number,
      area: null,
      count: 1,
      ...call,
      number,
      windowId: windowId('1'),
      recordedAt: queued.expiresAt,
    }));
    const request = channelWith({ hall, recentCalls }).requestFor(hall, queued);
    expect(request?.content_json).to.deep.equal({
      cur_status: 1,
      queue_number: 'A003',
      current_number: 'A001',
      min_wait_time: 0,
      max_wait_time: 0,
      wxa_path_query: `p?t=${queued.ticketId}&again=${queued.ticketId}`,
      table_type: '大桌',
    });
  });

  it('has its own number and no wait where nothing is known', () => {
    const { hall, queued } = dayOf(settings);
    for (const view of [null, { hall }])
      expect(channelWith(view).requestFor(hall, queued)?.content_json).to.include({
        current_number: 'A003',
        min_wait_time: 0,
        max_wait_time: 0,
      });
  });

  it('is nothing for a kind that has no state, or without cards', () => {
    const { hall, queued } = dayOf(settings);
    const channel = channelWith(null);
    expect(channel.requestFor(hall, { ...queued, kind: 'called' })).to.equal(null);
    expect(channel.requestFor(hall, { ...queued, number: '甲1' })).to.equal(null);
    const { card: _off, ...without } = settings;
    expect(channel.requestFor(dayOf(without).hall, queued)).to.equal(null);
  });
});
