import type { Send } from './client.js';
import { operations } from './operations.js';
import type { Platform } from './platform.js';
import { done, failed, type Answer } from './problem.js';

/** Who is logged in on this phone. */
export type Session = Readonly<{
  /** The token in force; null when there is none, or it is over. */
  token: () => string | null;
  /** Whether somebody has logged in on this phone, be it that the token is over. */
  isKnown: () => boolean;
  /** Logs in by `wx.login`; callers at the same time share one login. */
  signIn: () => Promise<Answer<string>>;
  /** The service does not know this token any more. */
  refused: (token: string) => void;
  /** Forgets the login on this phone. */
  signOut: () => void;
}>;

const storageKey = 'session';
/** A token that is over in less than this is not used any more, in milliseconds. */
const marginMs = 60_000;

type Stored = Readonly<{ token: string; expiresAt: string }>;

const storedIn = (value: unknown): Stored | null => {
  const { token, expiresAt } = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  return typeof token === 'string' && typeof expiresAt === 'string' ? { token, expiresAt } : null;
};

export const createSession = (platform: Platform, send: Send): Session => {
  const { storage } = platform;
  let running: Promise<Answer<string>> | null = null;
  const stored = (): Stored | null => storedIn(storage.read(storageKey));

  const exchange = async (): Promise<Answer<string>> => {
    let code: string;
    try {
      code = await platform.loginCode();
    } catch {
      return failed('login_failed');
    }
    const answer = await send(operations.login, { body: { code } });
    if (!answer.ok) return answer;
    const { token, expiresAt } = answer.value;
    storage.write(storageKey, { token, expiresAt });
    return done(token);
  };
  const login = async (): Promise<Answer<string>> => {
    const first = await exchange();
    if (first.ok) return first;
    // A code is good once, and nobody knows whether a lost answer used it up: a new one, one time.
    const { code } = first.problem;
    return code === 'wechat_code_invalid' || code === 'offline' ? exchange() : first;
  };

  return {
    token: () => {
      const now = stored();
      if (now === null) return null;
      const endsAt = Date.parse(now.expiresAt);
      return Number.isFinite(endsAt) && endsAt - marginMs > platform.now() ? now.token : null;
    },
    isKnown: () => stored() !== null,
    signIn: () => {
      running ??= login().finally(() => {
        running = null;
      });
      return running;
    },
    refused: (token) => {
      if (stored()?.token === token) storage.remove(storageKey);
    },
    signOut: () => storage.remove(storageKey),
  };
};

/** Sends with the person's token; who is not logged in is, and then it goes on where it was. */
export const signedInSend =
  (session: Session, send: Send): Send =>
  async (operation, call) => {
    if (!operation.signedIn) return send(operation, call);
    const known = session.token();
    if (known !== null) {
      const answer = await send(operation, { ...call, token: known });
      if (answer.ok || answer.problem.status !== 401) return answer;
      session.refused(known);
    }
    const login = await session.signIn();
    return login.ok ? send(operation, { ...call, token: login.value }) : login;
  };
