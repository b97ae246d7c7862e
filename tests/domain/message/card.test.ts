import { expect } from 'chai';
import fc from 'fast-check';
import { z } from 'zod';
import {
  cardContent,
  cardStateOf,
  cardStates,
  isCardValue,
  isPast,
  isShown,
  type CardContent,
  type CardRequest,
  type CardValues,
} from '../../../src/domain/message/card.js';
import { testData } from '../../support/test-data.js';

const recorded = z
  .object({
    card_1005: z.object({
      states: z.record(
        z.string(),
        z.object({
          name: z.string(),
          activate: z.boolean(),
          fromStates: z.array(z.number()),
          required: z.array(z.string()),
          optional: z.array(z.string()),
        }),
      ),
      number_charset: z.string(),
      table_type_max: z.number(),
    }),
  })
  .parse(testData('wechat-contract.json')).card_1005;

const values: CardValues = {
  queue_number: 'A121',
  current_number: 'A118',
  min_wait_time: 600,
  max_wait_time: 900,
  wxa_path_query: 'pages/index/index',
  table_type: '大桌',
};

const requestOf = (content: CardContent): CardRequest => ({
  channel: 'card',
  notify_type: 1005,
  content_json: content,
});

describe('card 1005', () => {
  it('has the states that are documented, and no others', () => {
    const ours = Object.fromEntries(
      Object.entries(cardStates).map(([status, { activates, from, ...state }]) => [
        status,
        { ...state, activate: activates, fromStates: from },
      ]),
    );
    expect(ours).to.deep.equal(recorded.states);
  });

  it('has a state that may begin a card for each kind that it is used for', () => {
    for (const status of Object.values(cardStateOf))
      expect(cardStates[status]?.activates, String(status)).to.equal(true);
  });

  it('shows the fields that its state knows, and no others', () => {
    for (const [status, { required, optional }] of Object.entries(cardStates)) {
      const content = cardContent(Number(status), values);
      expect(Object.keys(content ?? {})).to.have.members(['cur_status', ...required, ...optional]);
    }
    const { table_type: _left, ...without } = values;
    expect(cardContent(2, without)).not.to.have.property('table_type');
  });

  it('has no words for a state that is not known, a field that is missing, or a bad value', () => {
    expect(cardContent(3, values)).to.equal(null);
    const { current_number: _left, ...lacking } = values;
    expect(cardContent(1, lacking)).to.equal(null);
    expect(cardContent(2, { ...values, queue_number: '甲1' })).to.equal(null);
    expect(cardContent(2, { ...values, table_type: '超大桌' })).to.equal(null);
    expect(cardContent(1, { ...values, min_wait_time: 1.5 })).to.equal(null);
  });

  it('takes the numbers that the documentation allows', () => {
    const allowed = new RegExp(`^${recorded.number_charset}$`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 40 }), fc.stringMatching(allowed)), (text) => {
        expect(isCardValue('queue_number', text)).to.equal(allowed.test(text));
      }),
    );
    expect(isCardValue('table_type', '大'.repeat(recorded.table_type_max))).to.equal(true);
    expect(isCardValue('table_type', '大'.repeat(recorded.table_type_max + 1))).to.equal(false);
  });

  it('is known by its state and its numbers, as far as WeChat names them', () => {
    const content = cardContent(2, values);
    if (content === null) throw new Error('expected content');
    const wanted = requestOf(content);
    expect(isShown(content, wanted)).to.equal(true);
    expect(isShown({ cur_status: 2 }, wanted)).to.equal(true);
    expect(isShown({ ...content, cur_status: 1 }, wanted)).to.equal(false);
    expect(isShown({ ...content, queue_number: 'A122' }, wanted)).to.equal(false);
    expect(isShown({ ...content, current_number: 'A117' }, wanted)).to.equal(false);
    expect(isShown({}, wanted)).to.equal(false);
  });

  it('tells nothing of a state that it has gone on from', () => {
    const wanted = (status: number) => {
      const content = cardContent(status, values);
      if (content === null) throw new Error('expected content');
      return requestOf(content);
    };
    const past = (shown: number, asked: number) => isPast({ cur_status: shown }, wanted(asked));
    expect([past(2, 1), past(9, 1), past(9, 2)]).to.deep.equal([true, true, true]);
    expect([past(1, 1), past(1, 2), past(2, 2)]).to.deep.equal([false, false, false]);
    expect(isPast({}, wanted(1))).to.equal(false);
  });
});
