import { expect } from 'chai';
import fc from 'fast-check';
import { decideCredit, type CreditCommand } from '../../../src/domain/credit/decide.js';
import { evolveCredit, noCredit, type CreditState } from '../../../src/domain/credit/state.js';
import {
  subscriberId,
  templateId,
  type Instant,
  type MessageId,
  type SubscriberId,
} from '../../../src/domain/ids.js';
import {
  creditSummaries,
  foldCredits,
  noCredits,
} from '../../../src/projections/history/credit-fold.js';
import type { CreditSummary } from '../../../src/projections/history/credit-row.js';
import { creditStream } from '../../../src/domain/streams.js';
import { later } from '../../domain/hall/demo-hall.js';
import { all, grant, lin, onADay, used } from './audit-cases.js';
import { attempted, RecordedDay, sent, template } from './recorded-day.js';
import { checksum, historyOver, memoryStore } from './rig.js';

const refused = (source: 'client' | 'popup' | 'change', answer = 'reject') =>
  ({
    type: 'SubscriptionDeclined',
    data: { templateId: template, source, answer, ticketId: null },
  }) as const;
const lasting = (id: string) =>
  ({
    type: 'SubscriptionUsed',
    data: { templateId: template, messageId: id as MessageId, lasting: true },
  }) as const;

describe('the credits that an auditor reads', () => {
  it('count what was accepted, refused, used, returned and voided, with the last word', async () => {
    const { day, audit, catchUp } = await onADay();
    await day.credit(lin, grant, grant, used('m1'), refused('client', 'ban'), refused('popup'));
    await day.credit(lin, {
      type: 'SubscriptionReturned',
      data: { templateId: template, messageId: 'm1' as MessageId },
    });
    await day.credit(lin, used('m2'), {
      type: 'SubscriptionsExhausted',
      data: { templateId: template, messageId: 'm2' as MessageId, upToRevision: 0 },
    });
    await catchUp();
    const { items } = await audit.credits({}, all);
    expect(items).to.have.length(1);
    const { lastAt, ...rest } = items[0] ?? ({} as CreditSummary);
    expect(lastAt).to.be.a('string');
    expect(rest).to.deep.equal({
      subscriberId: lin,
      templateId: template,
      granted: 2,
      // The mini-program's report and WeChat's event of one refusal.
      declined: 1,
      used: 2,
      returned: 1,
      voided: 1,
      remaining: 1,
      lastAnswer: 'reject',
      lastSource: 'popup',
    });
  });

  it('are listed newest first, by person and template, page by page', async () => {
    const { day, audit, catchUp } = await onADay();
    const other = { ...grant, data: { ...grant.data, templateId: templateId('pd') } };
    await day.credit(lin, grant);
    await day.credit(subscriberId('wang'), grant);
    await day.credit(lin, other, grant);
    await catchUp();
    const keys = (items: readonly { subscriberId: string; templateId: string }[]) =>
      items.map((item) => `${item.subscriberId} ${item.templateId}`);
    const listed = await audit.credits({}, all);
    expect(keys(listed.items)).to.deep.equal([`lin pd`, `wang ${template}`, `lin ${template}`]);
    expect(keys((await audit.credits({ subscriberId: 'lin' }, all)).items)).to.deep.equal([
      'lin pd',
      `lin ${template}`,
    ]);
    expect(keys((await audit.credits({ templateId: 'pd' }, all)).items)).to.deep.equal(['lin pd']);
    const first = await audit.credits({}, { limit: 2, cursor: null });
    const second = await audit.credits({}, { limit: 2, cursor: first.nextCursor });
    expect(keys([...first.items, ...second.items])).to.deep.equal(keys(listed.items));
    expect(second.nextCursor).to.equal(null);
  });

  it('tell every event of a person, and nothing of nobody', async () => {
    const { day, audit } = await onADay();
    await day.credit(lin, grant, used('m1'), refused('change'));
    const trail = await audit.creditsOf(lin);
    expect(trail?.timeline.map(({ type, by }) => [type, by])).to.deep.equal([
      ['SubscriptionGranted', 'token:t1'],
      ['SubscriptionUsed', 'token:t1'],
      ['SubscriptionDeclined', 'token:t1'],
    ]);
    expect(trail?.items[0]).to.include({ granted: 1, voided: 1, remaining: 0, declined: 1 });
    expect(await audit.creditsOf('nobody')).to.equal(null);
  });

  it('show in the ledger that a long-term grant was used, and by the ticket who used it', async () => {
    const { day, audit, catchUp } = await onADay();
    const ticket = await day.issue('t1', 'lin');
    await day.credit(lin, grant, lasting('t1.near-turn'));
    await day.message(ticket, 1, attempted(1), sent(1));
    await catchUp();
    const { items } = await audit.pushLedger(all);
    expect(items.map(({ isSend }) => isSend)).to.deep.equal(['Y']);
    const types = (await audit.ticket('t1'))?.timeline.map(({ type }) => type);
    expect(types).to.include.members(['SubscriptionGranted', 'SubscriptionUsed']);
  });
});

const people = ['lin', 'wang'].map((id) => subscriberId(id));
const templates = ['jh', 'pd'].map((id) => templateId(id));
const at = fc.nat(40).map(later);
const message = fc.constantFrom('m1', 'm2', 'm3').map((id) => id as MessageId);
const one = fc.constantFrom(...templates);
const answers = ['accept', 'acceptWithAudio', 'reject', 'ban'];
const answer = (
  now: Instant,
  source: 'client' | 'popup',
  said: string,
  id: (typeof templates)[0],
) =>
  ({
    type: 'ReportAnswers',
    at: now,
    source,
    ticketId: null,
    answers: [{ templateId: id, answer: said }],
  }) as CreditCommand;
const commands: fc.Arbitrary<CreditCommand> = fc.oneof(
  fc
    .tuple(at, fc.constantFrom('client', 'popup'), fc.constantFrom(...answers), one)
    .map(([now, source, said, id]) => answer(now, source as 'client', said, id)),
  fc.tuple(at, one).map(([now, id]): CreditCommand => ({
    type: 'TakeBack',
    at: now,
    occurredAt: null,
    templateIds: id === undefined ? [] : [id],
  })),
  fc.tuple(at, one, message, fc.boolean()).map(
    ([now, id, messageId, isLasting]) =>
      ({
        type: 'UseGrant',
        at: now,
        templateId: id,
        messageId,
        lasting: isLasting,
      }) as CreditCommand,
  ),
  fc
    .tuple(at, one, message)
    .map(
      ([now, id, messageId]) =>
        ({ type: 'ReturnGrant', at: now, templateId: id, messageId }) as CreditCommand,
    ),
  fc.tuple(at, one, message, fc.nat(20)).map(
    ([now, id, messageId, upToRevision]) =>
      ({
        type: 'ExhaustGrants',
        at: now,
        templateId: id,
        messageId,
        upToRevision,
      }) as CreditCommand,
  ),
);

describe('whatever comes to credits', () => {
  const histories = fc.array(fc.tuple(fc.constantFrom(...people), commands), {
    maxLength: 40,
    size: 'max',
  });

  const recorded = async (all: readonly (readonly [SubscriberId, CreditCommand])[]) => {
    const store = memoryStore();
    const day = new RecordedDay(store);
    const states = new Map<SubscriberId, CreditState>();
    const folds = new Map<SubscriberId, typeof noCredits>();
    for (const [person, command] of all) {
      const decided = decideCredit(states.get(person) ?? noCredit, command);
      for (const event of decided.ok ? decided.events : []) {
        await day.append(creditStream(person), [event]);
        const state = states.get(person) ?? noCredit;
        const revision = state.revision + 1;
        states.set(person, evolveCredit(state, event, revision));
        folds.set(person, foldCredits(folds.get(person) ?? noCredits, event, revision));
      }
    }
    return { store, folds };
  };

  it('the tables say what the streams say, live and rebuilt', async () => {
    await fc.assert(
      fc.asyncProperty(histories, fc.integer({ min: 1, max: 7 }), async (history, size) => {
        const { store, folds } = await recorded(history);
        const whole = historyOver(store);
        await whole.catchUp();
        const bits = historyOver(store);
        const events = [];
        for await (const event of store.readAll({ prefixes: ['credit-'] })) events.push(event);
        for (let from = 0; from < events.length; from += size)
          bits.history.apply(events.slice(from, from + size));
        expect(checksum(bits.history)).to.equal(checksum(whole.history));
        for (const person of people) {
          const { items } = await whole.audit.credits({ subscriberId: person }, all);
          const told = items.map(({ subscriberId: _person, ...summary }) => summary).reverse();
          expect(told).to.deep.equal(creditSummaries(folds.get(person) ?? noCredits));
          for (const { granted, voided, remaining, used: uses, returned } of told) {
            expect(Math.min(granted, voided, remaining, returned)).to.be.at.least(0);
            expect(voided + remaining).to.be.at.most(granted);
            expect(returned).to.be.at.most(uses);
          }
        }
        whole.history.close();
        bits.history.close();
        await store.close();
      }),
      { numRuns: 60 },
    );
  });
});
