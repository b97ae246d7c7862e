import { allowances, type Allowance } from './leaks/allowances.js';
import { patterns } from './leaks/patterns.js';
import { SecretBook, type SecretKind } from './leaks/secret-book.js';

/** An answer of the service, whole or as far as it was kept. */
export type Answered = Readonly<{
  method: string;
  /** As asked for, with its query. */
  url: string;
  status: number;
  headers: string;
  body: string;
}>;

/** Something that stands where it may not; `what` says of which kind, never what it is. */
export type Leak = Readonly<{ what: string; where: string; test: string }>;

const mostLeaks = 200;

/** What an encoded text says, where it is one. */
const decoded = (text: string): string => {
  try {
    return text.includes('%') ? `${text}\n${decodeURIComponent(text)}` : text;
  } catch {
    return text;
  }
};

const fieldsOf = (body: string, names: readonly string[]): ReadonlySet<string> => {
  if (names.length === 0) return new Set();
  try {
    const json = JSON.parse(body) as Readonly<Record<string, unknown>>;
    return new Set(names.map((name) => json[name]).filter((value) => typeof value === 'string'));
  } catch {
    return new Set();
  }
};

/** Looks at all that the service says while the tests run, and remembers what it must not have said. */
export class LeakWatch {
  readonly #secrets = new SecretBook();
  readonly #leaks = new Map<string, Leak>();
  readonly #allowances: readonly Allowance[];
  readonly #looked = { answers: 0, lines: 0 };
  /** Whether anything is set up to be looked at. */
  isOn = false;
  /** The test that runs now. */
  test = 'before the first test';

  constructor(allowed: readonly Allowance[] = allowances) {
    this.#allowances = allowed;
  }

  get leaks(): readonly Leak[] {
    return [...this.#leaks.values()];
  }

  /** How much it has looked at, and for how many known secrets. */
  get looked(): Readonly<{ answers: number; lines: number; secrets: number }> {
    return { ...this.#looked, secrets: this.#secrets.size };
  }

  /** From now on this may be said nowhere. */
  learn(kind: SecretKind, value: string): void {
    this.#secrets.add(kind, value);
  }

  answered({ method, url, status, headers, body }: Answered): void {
    this.#looked.answers += 1;
    const path = url.split('?')[0] ?? '';
    const route = `${method} ${path}`;
    const allowed = this.#allowances.filter(
      (one) => one.route.test(route) && (one.status ?? status) === status,
    );
    const fields = fieldsOf(
      body,
      allowed.flatMap(({ field }) => (field === undefined ? [] : [field])),
    );
    const where = `${method} ${path.replaceAll(/[0-9a-f-]{16,}|h-[0-9a-f]+/g, '…')} ${status}`;
    this.#look(`the answer of ${where}`, body, { allowed, fields });
    this.#look(`the headers of ${where}`, headers, { allowed, fields });
    // What a caller puts into an address that is then refused is the caller's own doing.
    if (status < 400 && !allowed.some((one) => one.address === true))
      this.#look(`the address of ${where}`, decoded(url), { allowed: [], fields: new Set() });
  }

  /** A line that the service has written to its log, or to where people look. */
  wrote(line: string, by: string): void {
    if (line.trim() === '') return;
    this.#looked.lines += 1;
    const code = /"msg":"(\w+)"/.exec(line)?.[1] ?? 'no code';
    this.#look(`a line of ${by} (${code})`, decoded(line), { isLine: true });
  }

  #look(
    where: string,
    text: string,
    {
      allowed = [],
      fields = new Set(),
      isLine = false,
    }: Readonly<{
      allowed?: readonly Allowance[];
      fields?: ReadonlySet<string>;
      isLine?: boolean;
    }>,
  ): void {
    if (text === '') return;
    for (const { kind, value } of this.#secrets.in(text)) {
      // The terminal that prints a ticket gets its bind code; a log never does.
      const isAllowed =
        fields.has(value) ||
        (kind === 'bind_code' && !isLine) ||
        allowed.some(({ kinds = [] }) => kinds.includes(kind));
      if (!isAllowed) this.#found(`a known ${kind}`, where);
    }
    const known = allowed.flatMap(({ patterns: names = [] }) => names);
    for (const { name, finds } of patterns)
      if (!known.includes(name) && finds(text)) this.#found(name, where);
  }

  #found(what: string, where: string): void {
    const key = `${what} in ${where}`;
    if (this.#leaks.size < mostLeaks && !this.#leaks.has(key))
      this.#leaks.set(key, { what, where, test: this.test });
  }
}

/** The watch over the whole run; what it looks at is set up by the root hooks (`leaks/hooks.ts`). */
export const leakWatch = new LeakWatch();
