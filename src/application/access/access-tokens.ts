import type { AccessEvent } from '../../domain/access/events.js';
import { exhaustive } from '../../domain/event.js';
import type { Instant } from '../../domain/ids.js';
import { streamPrefixes } from '../../domain/streams.js';
import { AppError, storeUnavailable } from '../errors.js';
import { readAccessEvent } from '../events/codec.js';
import { contextOf } from '../invocation.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { AccessTokens } from '../ports/inbound/administrators.js';
import type { Actor, Invocation } from '../ports/inbound/invocation.js';
import type { Secrets } from '../ports/secrets.js';
import {
  loadStream,
  writeStream,
  type Folding,
  type StreamDeps,
} from '../writing/stream-writer.js';

type Issued = Extract<AccessEvent, { type: 'TokenIssued' }>['data'] & { issuedAt: Instant };
type Tokens = ReadonlyMap<string, Issued>;
type Listed = ReturnType<AccessTokens['list']>[number];

const folding: Folding<Tokens, AccessEvent> = {
  initial: new Map(),
  read: readAccessEvent,
  fold: (tokens, event) => evolve(tokens, event),
};

const evolve = (tokens: Tokens, event: AccessEvent): Tokens => {
  const next = new Map(tokens);
  switch (event.type) {
    case 'TokenIssued':
      return next.set(event.data.tokenId, { ...event.data, issuedAt: event.at });
    case 'TokenRevoked':
      next.delete(event.data.tokenId);
      return next;
    default:
      exhaustive(event);
      return tokens;
  }
};

export type AccessDeps = StreamDeps &
  Readonly<{
    secrets: Secrets;
    /** SHA-256 (hex) of the first admin token, which is configured and stands in no stream. */
    adminTokenDigest: string;
    catchUp: (timeoutMs: number) => Promise<boolean>;
    holderOf: (token: string) => Promise<Actor | null>;
  }>;

const lookAgainMs = 2_000;
const adminActor: Actor = {
  kind: 'token',
  tokenId: 'admin',
  role: 'admin',
  hallId: null,
  windowIds: null,
};

/** Who a bearer token speaks for: the configured admin, a token of the log, or a holder. */
export class AccessTokenStore implements AccessTokens {
  #tokens: Tokens = new Map();
  #byDigest = new Map<string, Actor>();
  /** By id, of this instance alone: a device that is away is seen, and no log grows by its questions. */
  readonly #usedAt = new Map<string, Instant>();
  #revision = -1;
  #loaded = false;

  constructor(private readonly deps: AccessDeps) {}

  /** Reads the tokens. @throws AppError `store_unavailable` */
  async load(): Promise<void> {
    const { state, revision } = await loadStream(
      this.deps.store,
      streamPrefixes.accessTokens,
      folding,
    );
    this.#take(state, revision);
    this.#loaded = true;
  }

  /** Takes in one event of the log. */
  fold(recorded: RecordedEvent): void {
    if (recorded.stream !== streamPrefixes.accessTokens) return;
    if (recorded.revision !== this.#revision + 1) return;
    const read = readAccessEvent(recorded);
    this.#take(read.ok ? evolve(this.#tokens, read.event) : this.#tokens, recorded.revision);
  }

  #take(tokens: Tokens, revision: number): void {
    if (revision < this.#revision) return;
    this.#tokens = tokens;
    this.#revision = revision;
    for (const tokenId of this.#usedAt.keys())
      if (!tokens.has(tokenId)) this.#usedAt.delete(tokenId);
    this.#byDigest = new Map([...tokens.values()].map((token) => [token.sha256, actorOf(token)]));
  }

  async authenticate(token: string): Promise<Actor | null> {
    // The digest is looked up, never the token compared: timing tells nothing of the token.
    const digest = this.deps.secrets.digest(token);
    const known = this.#used(this.#actorOf(digest)) ?? (await this.deps.holderOf(token));
    if (known !== null) return known;
    if (!this.#loaded) throw storeUnavailable('the access tokens are not read yet');
    await this.deps.catchUp(lookAgainMs);
    return this.#used(this.#actorOf(digest)) ?? this.deps.holderOf(token);
  }

  #used(actor: Actor | null): Actor | null {
    if (actor?.kind === 'token') this.#usedAt.set(actor.tokenId, this.deps.clock.now());
    return actor;
  }

  #actorOf(digest: string): Actor | null {
    if (digest === this.deps.adminTokenDigest) return adminActor;
    return this.#byDigest.get(digest) ?? null;
  }

  async issue(
    token: Pick<Issued, 'role' | 'hallId' | 'windowIds' | 'label'>,
    by: Invocation,
  ): Promise<{ token: string; tokenId: string; issuedAt: Instant }> {
    const { secrets, ids, clock } = this.deps;
    const text = secrets.newToken();
    const tokenId = ids.uuid();
    const at = clock.now();
    const data = { ...token, tokenId, sha256: secrets.digest(text) };
    await this.#write([{ type: 'TokenIssued', at, occurredAt: null, data }], by);
    return { token: text, tokenId, issuedAt: at };
  }

  list(): readonly Listed[] {
    return [...this.#tokens.values()].map(({ sha256: _digest, ...token }) => ({
      ...token,
      lastUsedAt: this.#usedAt.get(token.tokenId) ?? null,
    }));
  }

  async revoke(tokenId: string, by: Invocation): Promise<void> {
    if (!this.#tokens.has(tokenId)) await this.load();
    if (!this.#tokens.has(tokenId))
      throw new AppError('unknown_token', `there is no token ${tokenId}`);
    const at = this.deps.clock.now();
    await this.#write([{ type: 'TokenRevoked', at, occurredAt: null, data: { tokenId } }], by);
  }

  async #write(events: readonly AccessEvent[], by: Invocation): Promise<void> {
    const target = { stream: streamPrefixes.accessTokens, folding };
    const { state, revision } = await writeStream(this.deps, target, () => ({
      events,
      context: contextOf(by),
    }));
    this.#take(state, revision);
  }
}

const actorOf = ({ tokenId, role, hallId, windowIds }: Issued): Actor => ({
  kind: 'token',
  tokenId,
  role,
  hallId,
  windowIds,
});
