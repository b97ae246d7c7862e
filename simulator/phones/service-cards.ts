import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import {
  cardStates,
  isCardValue,
  queueCard,
  type CardField,
} from '../../src/domain/message/card.js';
import { parseJson } from '../http/bodies.js';
import type { Journal, JournalEntry } from '../journal/journal.js';
import type { Phones } from './phones.js';
import { errorReply, jsonReply } from '../http/replies.js';
import type { Reply } from '../http/replies.js';

const toActivateMs = 5 * 60_000;
const toUpdateMs = 24 * 3_600_000;

/** WeChat's `code_state`. */
const normal = 0;
const abnormal = 2;
const refusedByPerson = 10;

const setSchema = z.object({
  openid: z.string().default(''),
  notify_type: z.number(),
  notify_code: z.string().default(''),
  content_json: z.string(),
});
const getSchema = setSchema.omit({ content_json: true });
export type CardCall = z.infer<typeof getSchema>;

type Content = Readonly<Record<string, unknown>>;
type Card = Readonly<{
  code: string;
  user: string;
  notifyType: number;
  issuedAtMs: number;
  /** Of the first update, from which on the code lives a day. */
  activatedAtMs: number | null;
  updatedAtMs: number | null;
  content: Content | null;
  codeState: number;
  updates: number;
}>;

/** A card as `GET /simulator/cards` lists it. */
export type ListedCard = Omit<Card, 'code'>;

export type ServiceCardsOptions = Readonly<{
  now: () => number;
  phones: Phones;
  journal: Journal;
  /** An update that the person has refused: what the failure push says. */
  failed: (card: Readonly<{ openid: string; code: string; status: number }>) => void;
}>;

export const cardSwitchSchema = z.strictObject({
  /** 0 normal, 2 abnormal (85436), 10 refused by the person. */
  codeState: z.union([z.literal(normal), z.literal(abnormal), z.literal(refusedByPerson)]),
});
export type CardSwitch = z.infer<typeof cardSwitchSchema>;

/** set_user_notify and get_user_notify behind the access token (docs/wechat.md). */
export class ServiceCards {
  readonly #options: ServiceCardsOptions;
  readonly #cards = new Map<string, Card>();
  readonly #busy = new Set<string>();

  constructor(options: ServiceCardsOptions) {
    this.#options = options;
    for (const entry of options.journal.entries) this.#apply(entry);
  }

  /** What `bindcreateliveactivity` would give this person. */
  newCode(name: string, notifyType: number): string {
    this.#options.phones.openId(name);
    const code = `p1.${randomBytes(16).toString('hex')}`;
    const at = this.#options.now();
    this.#record({ type: 'card_code', code, name, notifyType, at });
    return code;
  }

  /** The cards that phones show or could show, oldest first. */
  list(user?: string): readonly ListedCard[] {
    return [...this.#cards.values()]
      .filter((card) => user === undefined || card.user === user)
      .map(({ code: _secret, ...card }) => card);
  }

  /** WeChat, or the person, now thinks otherwise of all their cards. */
  switchCards(user: string, { codeState }: CardSwitch): void {
    for (const { code } of [...this.#cards.values()].filter((card) => card.user === user))
      this.#record({ type: 'card_state', code, codeState });
  }

  /** Takes the card's line; null when another update of it is under way (85449). */
  enter(code: string): (() => void) | null {
    if (this.#busy.has(code)) return null;
    this.#busy.add(code);
    return () => void this.#busy.delete(code);
  }

  set(body: unknown): Reply {
    const call = setSchema.safeParse(body);
    if (!call.success) return errorReply(47001);
    const card = this.#cardOf(call.data);
    if (typeof card === 'number') return errorReply(card);
    const content = contentOf(call.data.content_json);
    if (content === null) return errorReply(85435);
    const errcode = refusalOf(card, content);
    if (errcode !== 0) return errorReply(errcode);
    const status = Number(content['cur_status']);
    if (card.codeState === refusedByPerson)
      this.#options.failed({ openid: call.data.openid, code: card.code, status });
    else this.#show(card, content);
    return jsonReply({ errcode: 0, errmsg: 'ok' });
  }

  get(body: unknown): Reply {
    const call = getSchema.safeParse(body);
    if (!call.success) return errorReply(47001);
    const card = this.#cardOf(call.data);
    if (typeof card === 'number') return errorReply(card);
    const info = {
      notify_type: card.notifyType,
      content_json: card.content === null ? '' : JSON.stringify(card.content),
      code_state: card.codeState,
      code_expire_time: Math.floor(endsAtMs(card) / 1000),
    };
    return jsonReply({ errcode: 0, errmsg: 'ok', notify_info: info });
  }

  /** Who a code was given to. */
  userOf(code: string): string | undefined {
    return this.#cards.get(code)?.user;
  }

  #show({ code }: Card, content: Content): void {
    this.#record({ type: 'card_shown', code, content, at: this.#options.now() });
  }

  #cardOf({ openid, notify_type, notify_code }: CardCall): Card | number {
    if (notify_type !== queueCard) return 85434;
    const card = this.#cards.get(notify_code);
    if (card === undefined) return 85437;
    if (this.#options.phones.nameOf(openid) !== card.user) return 40003;
    if (this.#options.now() >= endsAtMs(card)) return 85438;
    return card;
  }

  #record(entry: JournalEntry): void {
    this.#apply(entry);
    this.#options.journal.append(entry);
  }

  #apply(entry: JournalEntry): void {
    switch (entry.type) {
      case 'card_code': {
        const { code, name: user, notifyType, at: issuedAtMs } = entry;
        const unused = { activatedAtMs: null, updatedAtMs: null, content: null, updates: 0 };
        this.#cards.set(code, { code, user, notifyType, issuedAtMs, codeState: normal, ...unused });
        return;
      }
      case 'card_shown': {
        const card = this.#cards.get(entry.code);
        if (card === undefined) return;
        const { content, at } = entry;
        const activatedAtMs = card.activatedAtMs ?? at;
        const shown = { content, activatedAtMs, updatedAtMs: at, updates: card.updates + 1 };
        this.#cards.set(entry.code, { ...card, ...shown });
        return;
      }
      case 'card_state': {
        const card = this.#cards.get(entry.code);
        if (card !== undefined)
          this.#cards.set(entry.code, { ...card, codeState: entry.codeState });
        return;
      }
      default:
        return;
    }
  }
}

const endsAtMs = ({ issuedAtMs, activatedAtMs }: Card): number =>
  activatedAtMs === null ? issuedAtMs + toActivateMs : activatedAtMs + toUpdateMs;

const contentOf = (text: string): Content | null => {
  const content = z.record(z.string(), z.unknown()).safeParse(parseJson(text));
  return content.success ? content.data : null;
};

/** 0, or why WeChat does not take the content. */
const refusalOf = (card: Card, content: Content): number => {
  if (card.codeState === abnormal) return 85436;
  const state = cardStates[Number(content['cur_status'])];
  if (state === undefined) return 85439;
  const before = card.content === null ? null : Number(card.content['cur_status']);
  const isAllowed = before === null ? state.activates : state.from.includes(before);
  if (!isAllowed) return 85439;
  if (state.required.some((field) => content[field] === undefined)) return 85440;
  const fields: readonly CardField[] = [...state.required, ...state.optional];
  const isBad = (field: CardField): boolean =>
    content[field] !== undefined && !isCardValue(field, content[field]);
  return fields.some(isBad) ? 85441 : 0;
};
