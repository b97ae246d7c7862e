import { expect } from 'chai';
import { cardTemplate } from '../../../src/domain/message/card.js';
import type { HallSettings } from '../../../src/domain/settings/settings.js';
import { messageKinds } from '../../../src/domain/streams.js';
import { called, opened } from '../../domain/hall/demo-events.js';
import { window1 } from '../../domain/hall/demo-hall.js';
import { decide, line, sending, threshold } from './near-hall.js';

const card = { enabled: true, page: 'p', tableType: null };

/** Every kind is on, and none has a template. */
const bare = (more: Partial<HallSettings> = {}): HallSettings => {
  const settings = { ...threshold(1, messageKinds), ...more };
  return {
    ...settings,
    messages: Object.fromEntries(
      messageKinds.map((kind) => [kind, { ...settings.messages[kind], templateId: null }]),
    ) as HallSettings['messages'],
  };
};

const decided = (settings: HallSettings) =>
  decide([opened(settings), ...line(3), called('A001', window1)])
    .decisions.flat()
    .map(({ kind, templateId }) => `${kind} ${templateId}`);

describe('a hall with service cards', () => {
  it('decides the kinds that a card can say also where they have no template', () => {
    expect(decided(bare())).to.deep.equal([]);
    expect(decided(bare({ card }))).to.deep.equal([
      `near-turn ${cardTemplate}`,
      `near-turn ${cardTemplate}`,
      `queued ${cardTemplate}`,
      `near-turn ${cardTemplate}`,
    ]);
    expect(decided(bare({ card: { ...card, enabled: false } }))).to.deep.equal([]);
  });

  it('names the template where there is one, for a person without a card', () => {
    const settings = { ...sending(['near-turn']), card };
    expect(new Set(decided(settings))).to.deep.equal(new Set(['near-turn near-turn']));
  });
});
