/** Why something did not work. */
export type Problem = Readonly<{
  /** The service's stable code, or `offline`, `unreadable` or `login_failed`. */
  code: string;
  /** Null when no answer came. */
  status: number | null;
  retryAfterSeconds: number | null;
  /** What the service says beside the code, such as when a queue opens. */
  members: Readonly<Record<string, unknown>>;
}>;

export type Answer<T> =
  Readonly<{ ok: true; value: T }> | Readonly<{ ok: false; problem: Problem }>;

export const done = <T>(value: T): Answer<T> => ({ ok: true, value });

export const failed = (
  code: string,
  status: number | null = null,
  retryAfterSeconds: number | null = null,
  members: Problem['members'] = {},
): Answer<never> => ({ ok: false, problem: { code, status, retryAfterSeconds, members } });

/** Whether the same request may well succeed later; anything else is an answer for good. */
export const mayPass = ({ code, status }: Problem): boolean =>
  code === 'login_failed' ||
  status === null ||
  status === 401 ||
  status === 408 ||
  status === 429 ||
  status >= 500;
