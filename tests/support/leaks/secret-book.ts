/** What a secret is of; a report names this and never the secret. */
export type SecretKind =
  | 'openid'
  | 'session_key'
  | 'access_token'
  | 'wechat_secret'
  | 'token'
  | 'bind_code'
  | 'name'
  | 'identity_number';

export type Secret = Readonly<{ kind: SecretKind; value: string }>;

const prefixLength = 8;
/** Beginnings are sorted into so many bins, so that most places of a text are passed over at once. */
const bins = 1 << 16;

// A name of one or two letters is in every other word.
const isTelling = (kind: SecretKind, value: string): boolean =>
  kind === 'name' ? /[^\x20-\x7e]{2}|.{8}/u.test(value) : value.length >= 15;

/** Known secrets, and a fast look whether a text holds one of them. */
export class SecretBook {
  readonly #known = new Map<string, SecretKind>();
  /** Long ones, by how they begin: thousands of them cannot each be looked for in each text. */
  readonly #byPrefix = new Map<string, Secret[]>();
  readonly #filled = new Uint8Array(bins);
  readonly #short: Secret[] = [];

  get size(): number {
    return this.#known.size;
  }

  add(kind: SecretKind, value: string): void {
    if (this.#known.has(value) || !isTelling(kind, value)) return;
    this.#known.set(value, kind);
    const secret = { kind, value };
    if (value.length < prefixLength) {
      this.#short.push(secret);
      return;
    }
    const prefix = value.slice(0, prefixLength);
    this.#filled[binAt(value, 0)] = 1;
    const alike = this.#byPrefix.get(prefix);
    if (alike === undefined) this.#byPrefix.set(prefix, [secret]);
    else alike.push(secret);
  }

  /** The secrets that a text holds. */
  in(text: string): readonly Secret[] {
    const found = this.#short.filter(({ value }) => text.includes(value));
    for (let at = 0; at + prefixLength <= text.length; at += 1)
      if (this.#filled[binAt(text, at)] === 1) found.push(...this.#at(text, at));
    return found;
  }

  #at(text: string, at: number): readonly Secret[] {
    const alike = this.#byPrefix.get(text.slice(at, at + prefixLength)) ?? [];
    return alike.filter(({ value }) => text.startsWith(value, at));
  }
}

const binAt = (text: string, at: number): number =>
  (text.charCodeAt(at) * 7919 +
    text.charCodeAt(at + 1) * 521 +
    text.charCodeAt(at + 2) * 37 +
    text.charCodeAt(at + 3)) %
  bins;
