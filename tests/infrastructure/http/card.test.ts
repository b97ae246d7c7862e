import { expect } from 'chai';
import { hallProfileFrom, hallFields } from '../../../src/infrastructure/http/schemas/settings.js';

const templates = { 'near-turn': null, queued: null, called: null, missed: null };
const fields = hallFields(templates);
const on = { enabled: true };

const problems = (hall: object): readonly string[] => {
  const parsed = fields.safeParse({
    name: 'H',
    messages: { 'near-turn': { enabled: false } },
    ...hall,
  });
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
};
const profile = (hall: object) =>
  hallProfileFrom(
    fields.parse({ name: 'H', messages: { 'near-turn': { enabled: false } }, ...hall }),
  );

describe('a hall’s service cards', () => {
  it('are off and left out of the record where nobody names them', () => {
    expect(profile({})).not.to.have.property('card');
  });

  it('have defaults', () => {
    const page = 'pages/index/index?ticketId={ticketId}';
    expect(profile({ card: on }).card).to.deep.equal({ enabled: true, page, tableType: null });
    const own = { enabled: true, page: 'p', tableType: '小桌' };
    expect(profile({ card: own }).card).to.deep.equal(own);
  });

  it('are refused with what WeChat would refuse', () => {
    expect(problems({ card: {} })).to.deep.equal(['card.enabled']);
    expect(problems({ card: { ...on, tableType: '超大桌' } })).to.deep.equal(['card.tableType']);
    expect(problems({ card: { ...on, tableType: '' } })).to.deep.equal(['card.tableType']);
    expect(problems({ card: { ...on, page: '' } })).to.deep.equal(['card.page']);
    expect(problems({ card: { ...on, page: 'p?t={number}' } })).to.deep.equal(['card.page']);
    expect(problems({ card: { ...on, states: [] } })).to.deep.equal(['card']);
  });

  it('stand in for the templates of the kinds that a card can say, and of no others', () => {
    const messages = { 'near-turn': on, queued: on, called: on };
    const needed = (kind: string): string => `messages.${kind}.templateId`;
    expect(problems({ messages })).to.have.members(['near-turn', 'queued', 'called'].map(needed));
    expect(problems({ messages, card: { enabled: false } })).to.have.length(3);
    expect(problems({ messages, card: on })).to.deep.equal([needed('called')]);
  });
});
