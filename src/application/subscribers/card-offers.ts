import type { Instant, SubscriberId, TicketId } from '../../domain/ids.js';
import type { SubscriberEvent } from '../../domain/subscriber/events.js';
import { subscriberStream } from '../../domain/streams.js';
import { AppError } from '../errors.js';
import { readSubscriberEvent } from '../events/codec.js';
import { contextOf } from '../invocation.js';
import type { Answer, Invocation } from '../ports/inbound/invocation.js';
import type { CardsOfHolders } from '../ports/inbound/holders.js';
import type { Secrets } from '../ports/secrets.js';
import { isRepeat, withKeyOf, type CommandKeys } from '../writing/command-keys.js';
import {
  loadStream,
  writeStream,
  type Folding,
  type StreamDeps,
} from '../writing/stream-writer.js';

/** A person's cards as their stream tells them, by ticket; the codes stay sealed. */
type Cards = Readonly<{
  isRegistered: boolean;
  codes: ReadonlyMap<TicketId, Readonly<{ sealed: string; at: Instant }>>;
  /** Of the commands that offered them. */
  keys: CommandKeys;
}>;

const none: Cards = { isRegistered: false, codes: new Map(), keys: new Map() };

const evolve = (cards: Cards, event: SubscriberEvent): Cards => {
  switch (event.type) {
    case 'SubscriberRegistered':
      return { ...cards, isRegistered: true };
    case 'CardOffered':
      return {
        ...cards,
        codes: new Map(cards.codes).set(event.data.ticketId, {
          sealed: event.data.code,
          at: event.at,
        }),
      };
    case 'CardEnded':
      return {
        ...cards,
        codes: new Map([...cards.codes].filter(([ticketId]) => ticketId !== event.data.ticketId)),
      };
    case 'SubscriberForgotten':
      return none;
    default:
      return cards;
  }
};

const folding: Folding<Cards, SubscriberEvent> = {
  initial: none,
  read: readSubscriberEvent,
  fold: (before, event, _revision, metadata) => {
    const cards = evolve(before, event);
    return { ...cards, keys: withKeyOf(cards.keys, metadata) };
  },
};

const answer = { status: 204, body: {} };

/**
 * The service cards that holders gave their tickets. A code is personal: it is kept sealed in the
 * person's own stream, and goes with it when the person is forgotten.
 */
export class CardOffers implements CardsOfHolders {
  constructor(private readonly deps: StreamDeps & Readonly<{ secrets: Secrets }>) {}

  async offer(
    subscriberId: SubscriberId,
    offered: Readonly<{ ticketId: TicketId; code: string }>,
    by: Invocation,
  ): Promise<Answer> {
    const { clock, secrets } = this.deps;
    const { ticketId, code } = offered;
    const stream = subscriberStream(subscriberId);
    const at = clock.now();
    const data = { ticketId, code: secrets.seal(code, stream) };
    let replayed = false;
    await writeStream(this.deps, { stream, folding }, ({ state }) => {
      if (!state.isRegistered)
        throw new AppError('unknown_subscriber', 'there is no such subscriber');
      replayed = isRepeat(state.keys, by);
      if (replayed) return null;
      const known = state.codes.get(ticketId);
      if (known !== undefined && secrets.open(known.sealed, stream) === code) return null;
      const event = { type: 'CardOffered', at, occurredAt: null, data } as const;
      const command = by.idempotency === null ? {} : { command: { ...by.idempotency, answer } };
      return { events: [event], context: contextOf(by), ...command };
    });
    return { ...answer, replayed };
  }

  async isOffered(subscriberId: SubscriberId, ticketId: TicketId): Promise<boolean> {
    return (await this.#cards(subscriberId)).codes.has(ticketId);
  }

  /** The ticket's card, and since when it has it; null for none. @throws AppError `store_unavailable` */
  async offeredFor(
    subscriberId: SubscriberId,
    ticketId: TicketId,
  ): Promise<Readonly<{ code: string; at: Instant }> | null> {
    const found = (await this.#cards(subscriberId)).codes.get(ticketId);
    if (found === undefined) return null;
    const code = this.deps.secrets.open(found.sealed, subscriberStream(subscriberId));
    return { code, at: found.at };
  }

  /**
   * WeChat takes the card no more: what comes later goes another way, unless the person taps anew.
   * @throws AppError `store_unavailable`
   */
  async end(
    subscriberId: SubscriberId,
    ended: Readonly<{ ticketId: TicketId; reason: string; code?: string }>,
    by: Invocation,
  ): Promise<void> {
    const { ticketId, reason, code } = ended;
    const stream = subscriberStream(subscriberId);
    const at = this.deps.clock.now();
    await writeStream(this.deps, { stream, folding }, ({ state }) => {
      const known = state.codes.get(ticketId);
      if (known === undefined) return null;
      // The person has tapped anew meanwhile: that card is not the one that ended.
      if (code !== undefined && this.deps.secrets.open(known.sealed, stream) !== code) return null;
      const data = { ticketId, reason };
      const event = { type: 'CardEnded', at, occurredAt: null, data } as const;
      return { events: [event], context: contextOf(by) };
    });
  }

  async #cards(subscriberId: SubscriberId): Promise<Cards> {
    return (await loadStream(this.deps.store, subscriberStream(subscriberId), folding)).state;
  }
}
