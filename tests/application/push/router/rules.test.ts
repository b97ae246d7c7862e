import { expect } from 'chai';
import fc from 'fast-check';
import {
  route,
  type PushMessage,
  type SyncRule,
  type When,
} from '../../../../src/application/push/router/rules.js';
import { message } from './messages.js';

const rule = (name: string, when: When, goesOn = false): SyncRule => ({
  name,
  when,
  mode: 'sync',
  handle: () => null,
  ...(goesOn ? { next: true } : {}),
});

const namesOf = (rules: readonly SyncRule[], of: Partial<PushMessage>): readonly string[] =>
  route(rules, message(of)).map(({ name }) => name);

const takes = (when: When, of: Partial<PushMessage>): boolean =>
  namesOf([rule('it', when)], of).length === 1;

describe('a rule of the message router', () => {
  it('takes everything when it asks for nothing', () => {
    expect(takes({}, {})).to.equal(true);
  });

  it('asks for a type, an event, a whole text, a pattern, a predicate', () => {
    expect(takes({ type: 'image' }, { type: 'image' })).to.equal(true);
    expect(takes({ type: 'image' }, { type: 'text' })).to.equal(false);
    const entered = { type: 'event', event: 'user_enter_tempsession' };
    expect(takes({ event: 'user_enter_tempsession' }, entered)).to.equal(true);
    expect(takes({ event: 'other' }, entered)).to.equal(false);
    expect(takes({ content: '模板' }, { content: ' 模板\n' })).to.equal(true);
    expect(takes({ content: '模板' }, { content: '模板。' })).to.equal(false);
    expect(takes({ content: '模板' }, { type: 'image' })).to.equal(false);
    expect(takes({ pattern: /^[A-Z]\d+$/ }, { content: 'A001' })).to.equal(true);
    expect(takes({ pattern: /^[A-Z]\d+$/ }, { content: 'a001' })).to.equal(false);
    expect(takes({ pattern: /./ }, {})).to.equal(false);
    expect(takes({ matches: ({ openId }) => openId === 'o1' }, {})).to.equal(true);
  });

  it('asks for all of it at once', () => {
    const when: When = { type: 'text', pattern: /^a/, matches: () => true };
    expect(takes(when, { content: 'ab' })).to.equal(true);
    expect(takes(when, { content: 'b' })).to.equal(false);
    expect(takes({ ...when, matches: () => false }, { content: 'ab' })).to.equal(false);
  });

  it('remembers nothing of the texts before, whatever its pattern’s flags', () => {
    const when: When = { pattern: /A\d/g };
    for (let time = 0; time < 3; time += 1)
      expect(takes(when, { content: 'A1 A2' })).to.equal(true);
  });

  it('whose predicate fails does not match, and others are asked', () => {
    const failed: string[] = [];
    const broken = rule('broken', {
      matches: () => {
        throw new Error('broken');
      },
    });
    const found = route([broken, rule('next', {})], message(), (name) => failed.push(name));
    expect([found.map(({ name }) => name), failed]).to.deep.equal([['next'], ['broken']]);
  });
});

describe('the message router', () => {
  const rules = fc.array(fc.record({ applies: fc.boolean(), goesOn: fc.boolean() }));

  it('leads to the first rule that applies, and on from those that go on', () => {
    fc.assert(
      fc.property(rules, (given) => {
        const made = given.map(({ applies, goesOn }, index) =>
          rule(String(index), { matches: () => applies }, goesOn),
        );
        const found = namesOf(made, {}).map(Number);
        const of = (index: number) => given[index] ?? { applies: false, goesOn: false };
        const last = found.at(-1);
        // In order, only what applies, and every one but the last goes on.
        expect(found).to.deep.equal(found.toSorted((a, b) => a - b));
        expect(found.every((index) => of(index).applies)).to.equal(true);
        expect(found.slice(0, -1).every((index) => of(index).goesOn)).to.equal(true);
        // Nothing that applies is passed over, and what stops stops.
        const end = last === undefined || of(last).goesOn ? given.length : last + 1;
        const expected = given.flatMap(({ applies }, index) =>
          applies && index < end ? [index] : [],
        );
        expect(found).to.deep.equal(expected);
      }),
    );
  });
});
