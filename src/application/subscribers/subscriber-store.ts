import {
  epochMs,
  instant,
  type Instant,
  type SubscriberId,
  type TicketId,
} from '../../domain/ids.js';
import type { SubscriberEvent } from '../../domain/subscriber/events.js';
import { parseSubscriberStream, subscriberStream } from '../../domain/streams.js';
import { dropOldest } from '../drop-oldest.js';
import { AppError } from '../errors.js';
import { contextOf, serviceInvocation } from '../invocation.js';
import { doubled } from '../pauses.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { Actor, Invocation } from '../ports/inbound/invocation.js';
import type { Subscribers } from '../ports/inbound/holders.js';
import type { LoginVerifier } from '../ports/message-sender.js';
import type { Secrets } from '../ports/secrets.js';
import { loadStream, writeStream, type StreamDeps } from '../writing/stream-writer.js';
import { personFolding as folding, type Person } from './person.js';

export type SubscriberDeps = StreamDeps &
  Readonly<{ secrets: Secrets; login: LoginVerifier; holderTokenTtlMs: number }>;

const mostErasures = 12;
const firstErasurePauseMs = 500;
const longestErasurePauseMs = 60_000;
/** How many people's streams are remembered; the rest is read again. */
const mostRemembered = 20_000;

/** The people who hold tickets: the one place where personal data is read and written. */
export class SubscriberStore implements Subscribers {
  readonly #people = new Map<SubscriberId, Person>();
  /** Raised by every event of a person: a reading that one overtook is not remembered. */
  #folded = 0;

  constructor(private readonly deps: SubscriberDeps) {}

  /** Takes in one event of the log: what is remembered of the person is read again when needed. */
  fold(recorded: RecordedEvent): void {
    const id = parseSubscriberStream(recorded.stream);
    if (id === null) return;
    this.#people.delete(id);
    this.#folded += 1;
    // Whoever appended it may have died before truncating; to truncate twice is harmless.
    if (recorded.type === 'SubscriberForgotten')
      void this.#erase(recorded.stream, recorded.revision);
  }

  async #erase(stream: string, before: number): Promise<void> {
    for (let tries = 0; tries < mostErasures; tries += 1)
      try {
        return await this.deps.store.truncateBefore(stream, before);
      } catch {
        // Done at the latest by the next start, which folds the event again.
        await this.deps.clock.sleep(doubled(firstErasurePauseMs, tries, longestErasurePauseMs));
      }
  }

  async login(
    code: string,
    by: { correlationId: string },
  ): Promise<{ token: string; expiresAt: Instant; isNew: boolean }> {
    const verified = await this.deps.login.verify(code);
    if (verified.outcome !== 'ok') throw loginRefusal(verified);
    const { secrets, clock, holderTokenTtlMs } = this.deps;
    const subscriberId = secrets.subscriberIdOf(verified.openId);
    const invocation = serviceInvocation('login', by.correlationId);
    const told = { openId: verified.openId, at: null };
    const { person, isNew } = await this.#register(subscriberId, told, invocation);
    const issuedAt = clock.now();
    const expiresAt = instant(epochMs(issuedAt) + holderTokenTtlMs);
    const registration = person.registration ?? 0;
    const token = await secrets.signHolder({ subscriberId, registration, issuedAt, expiresAt });
    return { token, expiresAt, isNew };
  }

  /** @param at when they made themselves known, where that is told later; who was forgotten since stays so */
  async identify(openId: string, by: Invocation, at: Instant | null = null): Promise<SubscriberId> {
    const subscriberId = this.deps.secrets.subscriberIdOf(openId);
    await this.#register(subscriberId, { openId, at }, by);
    return subscriberId;
  }

  async #register(
    subscriberId: SubscriberId,
    told: Readonly<{ openId: string; at: Instant | null }>,
    by: Invocation,
  ): Promise<{ person: Person; isNew: boolean }> {
    const known = await this.#person(subscriberId);
    if (known.registration !== null) return { person: known, isNew: false };
    const stream = subscriberStream(subscriberId);
    const at = this.deps.clock.now();
    const data = { openId: this.deps.secrets.seal(told.openId, stream) };
    let isNew = false;
    const person = await this.#write(subscriberId, by, (before) => {
      isNew = before.registration === null && !isForgottenSince(before, told.at);
      return isNew ? [{ type: 'SubscriberRegistered', at, occurredAt: null, data }] : [];
    });
    return { person, isNew };
  }

  /** Who a holder's token speaks for, unless it has ended. @throws AppError `store_unavailable` */
  async holderOf(token: string): Promise<Actor | null> {
    const { secrets, clock } = this.deps;
    const signed = await secrets.verifyHolder(token, clock.now());
    if (signed === null) return null;
    const { registration } = await this.#person(signed.subscriberId);
    return registration === signed.registration
      ? { kind: 'holder', subscriberId: signed.subscriberId }
      : null;
  }

  async forget(subscriberId: SubscriberId, by: Invocation): Promise<void> {
    const at = this.deps.clock.now();
    const person = await this.#write(subscriberId, by, (before) =>
      before.registration === null
        ? []
        : [{ type: 'SubscriberForgotten', at, occurredAt: null, data: {} }],
    );
    if (person.forgotten === null)
      throw new AppError('unknown_subscriber', 'there is no such subscriber');
    await this.deps.store.truncateBefore(subscriberStream(subscriberId), person.forgotten);
  }

  /** Forgets who registered before an instant; false where that is nobody. @throws AppError `store_unavailable` */
  async forgetRegistered(
    subscriberId: SubscriberId,
    before: Instant,
    by: Invocation,
  ): Promise<boolean> {
    const at = this.deps.clock.now();
    let isMeant = false;
    const person = await this.#write(subscriberId, by, ({ registeredAt }) => {
      isMeant = registeredAt !== null && epochMs(registeredAt) < epochMs(before);
      return isMeant ? [{ type: 'SubscriberForgotten', at, occurredAt: null, data: {} }] : [];
    });
    if (isMeant && person.forgotten !== null)
      await this.deps.store.truncateBefore(subscriberStream(subscriberId), person.forgotten);
    return isMeant;
  }

  async changeProfile(
    subscriberId: SubscriberId,
    profile: { userName?: string | undefined; idCard?: string | undefined },
    by: Invocation,
  ): Promise<void> {
    const at = this.deps.clock.now();
    const stream = subscriberStream(subscriberId);
    await this.#write(subscriberId, by, (before) => {
      if (before.registration === null) return [];
      const known = before.profile === null ? {} : this.#opened(before.profile, stream);
      const text = JSON.stringify({ ...known, ...profile });
      if (text === JSON.stringify(known)) return [];
      const data = { profile: this.deps.secrets.seal(text, stream) };
      return [{ type: 'ProfileChanged', at, occurredAt: null, data }];
    });
  }

  async leaveComment(
    subscriberId: SubscriberId,
    { ticketId, comment }: Readonly<{ ticketId: TicketId; comment: string }>,
    by: Invocation,
  ): Promise<void> {
    const at = this.deps.clock.now();
    const data = {
      ticketId,
      comment: this.deps.secrets.seal(comment, subscriberStream(subscriberId)),
    };
    // Once a visit: the same request again finds it there.
    await this.#write(subscriberId, by, ({ registration, commented }) =>
      registration === null || commented.includes(ticketId)
        ? []
        : [{ type: 'CommentLeft', at, occurredAt: null, data }],
    );
  }

  /** The openid to send to, or null for a person who is forgotten. @throws AppError `store_unavailable` */
  async openIdOf(subscriberId: SubscriberId): Promise<string | null> {
    const { openId } = await this.#person(subscriberId);
    return openId === null ? null : this.deps.secrets.open(openId, subscriberStream(subscriberId));
  }

  /** Since when they are known, or null for who is not, or no longer. @throws AppError `store_unavailable` */
  async knownSince(subscriberId: SubscriberId): Promise<Instant | null> {
    return (await this.#person(subscriberId)).registeredAt;
  }

  async masked(
    subscriberId: SubscriberId,
  ): Promise<{ openId: string; userName: string | null } | null> {
    const stream = subscriberStream(subscriberId);
    const openId = await this.openIdOf(subscriberId);
    if (openId === null) return null;
    const { profile } = await this.#person(subscriberId);
    const { userName } = profile === null ? {} : this.#opened(profile, stream);
    return { openId: maskOpenId(openId), userName: userName ? maskName(userName) : null };
  }

  #opened(profile: string, stream: string): { userName?: string; idCard?: string } {
    // We wrote it ourselves, sealed: it needs no schema.
    return JSON.parse(this.deps.secrets.open(profile, stream)) as {
      userName?: string;
      idCard?: string;
    };
  }

  async #person(subscriberId: SubscriberId): Promise<Person> {
    const known = this.#people.get(subscriberId);
    if (known !== undefined) return known;
    const stream = subscriberStream(subscriberId);
    const folded = this.#folded;
    const { state } = await loadStream(this.deps.store, stream, folding);
    return this.#rememberSince(folded, subscriberId, state);
  }

  async #write(
    subscriberId: SubscriberId,
    by: Invocation,
    events: (before: Person) => readonly SubscriberEvent[],
  ): Promise<Person> {
    const target = { stream: subscriberStream(subscriberId), folding };
    const folded = this.#folded;
    const { state } = await writeStream(this.deps, target, (loaded) => ({
      events: events(loaded.state),
      context: contextOf(by),
    }));
    return this.#rememberSince(folded, subscriberId, state);
  }

  // What was read before an event came by may not have that event in it.
  #rememberSince(folded: number, subscriberId: SubscriberId, person: Person): Person {
    if (folded !== this.#folded) return person;
    this.#people.set(subscriberId, person);
    dropOldest(this.#people, mostRemembered);
    return person;
  }
}

const isForgottenSince = ({ forgottenAt }: Person, at: Instant | null): boolean =>
  at !== null && forgottenAt !== null && epochMs(forgottenAt) >= epochMs(at);

/** The first 2 and last 2 characters. */
const maskOpenId = (openId: string): string => `${openId.slice(0, 2)}****${openId.slice(-2)}`;

/** All but the first character; a name of one character altogether. */
const maskName = (name: string): string => {
  const [first = '', ...rest] = name;
  return rest.length === 0 ? '*' : first + '*'.repeat(rest.length);
};

const loginRefusal = (verified: { outcome: string; reason?: string }): AppError => {
  if (verified.outcome === 'code_invalid')
    return new AppError('wechat_code_invalid', 'the code is not valid: call wx.login again');
  if (verified.outcome === 'user_blocked')
    return new AppError('wechat_user_blocked', 'WeChat does not let this user log in');
  return new AppError('wechat_unavailable', 'WeChat cannot be asked now');
};
