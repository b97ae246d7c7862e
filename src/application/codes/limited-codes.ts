import type {
  LimitedCodeEvent,
  LimitedCodeMade,
  LimitedCodeWish,
} from '../../domain/codes/events.js';
import {
  evolveLimitedCodes,
  noLimitedCodes,
  wishKey,
  type LimitedCodes,
} from '../../domain/codes/limited-codes.js';
import { streamPrefixes } from '../../domain/streams.js';
import { AppError } from '../errors.js';
import { readLimitedCodeEvent } from '../events/codec.js';
import { contextOf } from '../invocation.js';
import type { LimitedCodeAnswer, LimitedCodeMaking } from '../ports/codes.js';
import type { Invocation } from '../ports/inbound/invocation.js';
import type { CallOutcome, LimitedCode, MiniProgramCodes } from '../ports/wechat.js';
import { isRepeat, withKeyOf, type CommandKeys } from '../writing/command-keys.js';
import { writeStream, type Folding, type StreamDeps } from '../writing/stream-writer.js';

/** The codes, and with which keys they were asked for. */
type Known = Readonly<{ codes: LimitedCodes; keys: CommandKeys }>;

const folding: Folding<Known, LimitedCodeEvent> = {
  initial: { codes: noLimitedCodes, keys: new Map() },
  read: readLimitedCodeEvent,
  fold: ({ codes, keys }, event, _revision, metadata) => ({
    codes: evolveLimitedCodes(codes, event),
    keys: withKeyOf(keys, metadata),
  }),
};

const target = { stream: streamPrefixes.limitedCodes, folding };

export type LimitedCodesDeps = StreamDeps &
  Readonly<{
    codes: Pick<MiniProgramCodes, 'limited'>;
    /** How many may ever be made. */
    cap: number;
  }>;

type Made = LimitedCodeMade['data'];
type Answering = Promise<CallOutcome<LimitedCodeAnswer>>;

/**
 * Draws codes of the quota that lasts for the account's life. Each is reserved in the log before
 * WeChat is asked, so that nothing that happens in between lets the cap be passed, and is drawn once:
 * the same wish again gets the picture from the log.
 */
export class LimitedCodeMaker implements LimitedCodeMaking {
  readonly #underWay = new Map<string, Answering>();

  constructor(private readonly deps: LimitedCodesDeps) {}

  make(wish: LimitedCodeWish, by: Invocation): Answering {
    const key = wishKey(wish);
    const running = this.#underWay.get(key);
    // Whoever comes second asks again when the first is done, and finds it in the log. What was thrown
    // at the first may be about its key.
    const again = (): Answering => this.make(wish, by);
    if (running !== undefined) return running.then(again, again);
    const making = this.#make(wish, by).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, making);
    return making;
  }

  async #make(wish: LimitedCodeWish, by: Invocation): Answering {
    const known = await this.#reserve(wish, by);
    if (known !== null) return answerOf(known.made, { isNew: known.replayed, ...known });
    const outcome = await this.deps.codes.limited(wish);
    const event = eventOf(wish, outcome);
    if (event !== null) await this.#append(event, by);
    if (outcome.outcome !== 'ok') return outcome;
    const { picture } = outcome.value;
    return { outcome: 'ok', value: { picture, isNew: true, replayed: false } };
  }

  /** Reserves it, unless it is made already. @throws AppError `limited_codes_spent` */
  async #reserve(wish: LimitedCodeWish, by: Invocation) {
    let known: Readonly<{ made: Made; replayed: boolean }> | null = null;
    await writeStream(this.deps, target, ({ state }) => {
      const replayed = isRepeat(state.keys, by);
      const made = state.codes.made.get(wishKey(wish));
      known = made === undefined ? null : { made, replayed };
      if (known !== null) return null;
      if (state.codes.used >= this.deps.cap)
        throw new AppError(
          'limited_codes_spent',
          `${state.codes.used} limited codes are used up; WECHAT_LIMITED_CODES allows ${this.deps.cap}`,
        );
      return this.#planOf({ type: 'LimitedCodeReserved', data: wish }, by);
    });
    return known as Readonly<{ made: Made; replayed: boolean }> | null;
  }

  async #append(event: Bare, by: Invocation): Promise<void> {
    await writeStream(this.deps, target, () => this.#planOf(event, by));
  }

  #planOf(event: Bare, by: Invocation) {
    const at = this.deps.clock.now();
    const { idempotency } = by;
    const isAnswer = event.type === 'LimitedCodeMade' && idempotency !== null;
    return {
      events: [{ ...event, at, occurredAt: null }],
      context: contextOf(by),
      // The picture is the event's own data.
      ...(isAnswer ? { command: { ...idempotency, answer: { status: 201, body: {} } } } : {}),
    };
  }
}

type Bare = LimitedCodeEvent extends infer Event
  ? Event extends LimitedCodeEvent
    ? Pick<Event, 'type' | 'data'>
    : never
  : never;

const answerOf = (
  { picture, contentType }: Made,
  { isNew, replayed }: Pick<LimitedCodeAnswer, 'isNew' | 'replayed'>,
): CallOutcome<LimitedCodeAnswer> => ({
  outcome: 'ok',
  value: { picture: { bytes: Buffer.from(picture, 'base64'), contentType }, isNew, replayed },
});

const systemError = -1;

/** What is known for certain; null where WeChat may have drawn the code or not. */
const eventOf = (wish: LimitedCodeWish, outcome: CallOutcome<LimitedCode>): Bare | null => {
  if (outcome.outcome === 'unknown') return null;
  if (outcome.outcome === 'ok') {
    const { picture, numUsed } = outcome.value;
    const base64 = Buffer.from(picture.bytes).toString('base64');
    const data = { ...wish, numUsed, picture: base64, contentType: picture.contentType };
    return { type: 'LimitedCodeMade', data };
  }
  const { errcode, reason } = outcome;
  if (errcode === systemError) return null;
  return { type: 'LimitedCodeRefused', data: { ...wish, errcode, reason } };
};
