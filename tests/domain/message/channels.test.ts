import { expect } from 'chai';
import fc from 'fast-check';
import { nine } from '../hall/demo-hall.js';
import type { CardRequest } from '../../../src/domain/message/card.js';
import { decideMessage, type MessageCommand } from '../../../src/domain/message/decide.js';
import { channelOf, type Channel, type MessageEvent } from '../../../src/domain/message/events.js';
import { messageDecider } from '../../../src/domain/message/message.js';
import { mayFallBack, mayTake, type MessageState } from '../../../src/domain/message/state.js';
import {
  after,
  claim,
  decided,
  deferred,
  doubt,
  doubted,
  given,
  outcomes,
  record,
  rejected,
  request,
  resolved,
  seconds,
  sent,
} from './messages.js';

const card: CardRequest = {
  channel: 'card',
  notify_type: 1005,
  content_json: {
    cur_status: 2,
    queue_number: 'A001',
    current_number: 'A000',
    wxa_path_query: 'p',
  },
};
const byCard = (attempt: number): MessageEvent => ({
  type: 'SendAttempted',
  at: nine,
  occurredAt: null,
  data: { attempt, ahead: 2, request: card },
});
const bySubscribe = (attempt: number): MessageEvent => ({
  type: 'SendAttempted',
  at: nine,
  occurredAt: null,
  data: { attempt, ahead: 2, request },
});
const otherWay = (status: string) => ({ code: 'other_channel' as const, status });

describe('the two ways of a message', () => {
  it('is any as long as nothing was attempted', () => {
    expect(mayTake(after(decided), 'card')).to.equal(true);
    expect(mayTake(after(decided), 'subscribe')).to.equal(true);
  });

  it('falls back on a subscribe message once the card is refused for good', () => {
    expect(mayFallBack(after(decided, byCard(1), rejected(1, 85438)))).to.equal(true);
    given(decided, byCard(1), rejected(1, 85438))
      .when(claim())
      .then({ ...bySubscribe(2), at: nine });
    given(decided, byCard(1), rejected(1, 85438))
      .when(claim({ request: card }))
      .thenRefused(otherWay('rejected'));
  });

  it('does not fall back from a subscribe message that is refused', () => {
    expect(mayFallBack(after(decided, bySubscribe(1), rejected(1)))).to.equal(false);
    const both = [decided, byCard(1), rejected(1), bySubscribe(2), rejected(2)];
    expect(mayFallBack(after(...both))).to.equal(false);
  });

  it('is not the card again when the subscribe message has to wait', () => {
    const later = { attempt: 2, errcode: null, reason: '', notBefore: nine, possiblySent: false };
    const waits: MessageEvent = { type: 'SendDeferred', at: nine, occurredAt: null, data: later };
    const events = [decided, byCard(1), rejected(1, 85440), bySubscribe(2), waits];
    expect(mayTake(after(...events), 'subscribe')).to.equal(true);
    expect(mayTake(after(...events), 'card')).to.equal(false);
  });

  it('stays the same while an attempt may have been delivered', () => {
    given(decided, byCard(1), doubted(1))
      .when(claim({ policy: 'at-least-once' }))
      .thenRefused(otherWay('in_doubt'));
    given(decided, byCard(1), deferred(1, { possiblySent: true }))
      .when(claim({ at: seconds(11) }))
      .thenRefused(otherWay('deferred'));
    given(decided, bySubscribe(1), doubted(1))
      .when(claim({ policy: 'at-least-once', request: card }))
      .thenRefused(otherWay('in_doubt'));
  });

  it('may change once it is known that nothing was delivered', () => {
    given(decided, byCard(1), doubted(1), resolved('not_sent')).when(claim()).then(bySubscribe(2));
    given(decided, byCard(1), deferred(1))
      .when(claim({ at: seconds(11) }))
      .then({ ...bySubscribe(2), at: seconds(11) });
  });

  it('is not withheld or withdrawn any more once the card was refused', () => {
    const history = [decided, byCard(1), rejected(1, 85438)];
    given(...history)
      .when({ type: 'Withhold', at: nine, reason: 'no_grant' })
      .thenNothing();
    given(...history)
      .when({ type: 'Withdraw', at: nine, reason: 'called' })
      .thenNothing();
    given(...history)
      .when({ type: 'Expire', at: seconds(900) })
      .thenNothing();
  });

  it('is settled by the card that was sent', () => {
    given(decided, byCard(1), sent(1, null)).when(claim()).thenRefused({
      code: 'not_claimable',
      status: 'sent',
    });
  });
});

/** What may happen to a message, in any order. */
const command: fc.Arbitrary<MessageCommand> = fc.oneof(
  fc
    .record({
      channel: fc.constantFrom<Channel>('card', 'subscribe'),
      policy: fc.constantFrom('at-most-once' as const, 'at-least-once' as const),
    })
    .map(({ channel, policy }) => {
      const asked = channel === 'card' ? card : request;
      return claim({ request: asked, policy, at: seconds(20) });
    }),
  fc
    .record({
      attempt: fc.integer({ min: 1, max: 2 }),
      outcome: fc.constantFrom(
        outcomes.sent,
        outcomes.rejected,
        outcomes.noCredit,
        outcomes.deferred,
        { ...outcomes.deferred, possiblySent: true },
        outcomes.unknown,
      ),
    })
    .map(({ attempt, outcome }) => record(attempt, outcome)),
  fc.integer({ min: 1, max: 2 }).map(doubt),
  fc.constantFrom<MessageCommand>(
    { type: 'Withhold', at: nine, reason: 'no_grant' },
    { type: 'Withdraw', at: nine, reason: 'held' },
  ),
);

/** The attempts by a way of which nobody knows for sure that they delivered nothing. */
const unsettled = (events: readonly MessageEvent[], channel: Channel): readonly number[] => {
  const open = new Set<number>();
  for (const event of events) {
    if (event.type === 'SendAttempted' && channelOf(event.data.request) === channel)
      open.add(event.data.attempt);
    if (event.type === 'SendRejected') open.delete(event.data.attempt);
    if (event.type === 'SendDeferred' && !event.data.possiblySent)
      open.delete(event.data.attempt ?? 0);
  }
  return [...open];
};

describe('whatever happens to a message', () => {
  it('is never attempted one way while it may have been delivered the other way', () => {
    const seen = { switched: 0 };
    fc.assert(
      fc.property(fc.array(command, { minLength: 4, maxLength: 16 }), (commands) => {
        const events: MessageEvent[] = [decided];
        let state: MessageState = messageDecider.evolve(messageDecider.initialState, decided);
        for (const one of commands) {
          const decision = decideMessage(state, one);
          if (!decision.ok) continue;
          for (const event of decision.events) {
            if (event.type === 'SendAttempted') {
              const other = channelOf(event.data.request) === 'card' ? 'subscribe' : 'card';
              expect(unsettled(events, other)).to.deep.equal([]);
              if (
                events.some(
                  (e) => e.type === 'SendAttempted' && channelOf(e.data.request) === other,
                )
              )
                seen.switched += 1;
            }
            events.push(event);
            state = messageDecider.evolve(state, event);
          }
        }
      }),
      { numRuns: 2_000, seed: 1005 },
    );
    // Else it has tried nothing.
    expect(seen.switched).to.be.greaterThan(50);
  });
});
