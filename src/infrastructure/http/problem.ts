import { AppError, isAppError } from '../../application/errors.js';

/** One field that is not as it should be. */
export type FieldError = Readonly<{ path: string; message: string }>;

/** RFC 9457, with a stable `code`, and what belongs to it beside. */
export type Problem = Readonly<{
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  errors?: readonly FieldError[];
  [member: string]: unknown;
}>;

/** An `AppError` of this layer: with the fields that are wrong, or headers that belong to the answer. */
export class HttpProblem extends AppError {
  readonly errors: readonly FieldError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    detail: string,
    more: { errors?: readonly FieldError[]; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(code, detail);
    this.errors = more.errors ?? [];
    this.headers = more.headers ?? {};
  }
}

/** 400 for these fields. */
export const invalidRequest = (errors: readonly FieldError[]): HttpProblem => {
  const [first] = errors;
  const detail = first === undefined ? 'the request is not valid' : sentence(first);
  return new HttpProblem('invalid_request', detail, { errors });
};

/** 403, with the reason in words. */
export const forbidden = (detail: string): HttpProblem => new HttpProblem('forbidden', detail);

/** 404 `unknown_…`. */
export const unknown = (
  what: 'hall' | 'queue' | 'window' | 'ticket' | 'message' | 'subscriber',
  id: string,
) => new HttpProblem(`unknown_${what}`, `there is no ${what} ${id}`);

const sentence = ({ path, message }: FieldError): string =>
  path === '' ? message : `${path}: ${message}`;

/** The one table of codes: status and title. */
export const problemTable: Readonly<Record<string, readonly [status: number, title: string]>> = {
  invalid_request: [400, 'The request is not valid'],
  number_invalid: [400, 'The number does not fit the queue'],
  unknown_template: [400, 'The hall does not use this template'],
  until_not_future: [400, 'The time is not in the future'],
  unknown_priority: [400, 'The hall has no such priority'],
  unknown_outcome: [400, 'The hall has no such outcome'],
  unknown_reason: [400, 'The hall has no such reason'],
  unauthenticated: [401, 'A valid token is needed'],
  wechat_code_invalid: [401, 'The login code is not valid: call wx.login again'],
  forbidden: [403, 'This caller may not do that'],
  call_given_off: [403, 'This window may not call a ticket of its choice'],
  push_not_verified: [403, 'This is not a push from WeChat'],
  push_not_configured: [403, 'Pushes from WeChat are not configured'],
  wechat_user_blocked: [403, 'WeChat has blocked this user'],
  not_found: [404, 'There is nothing at this address'],
  unknown_hall: [404, 'There is no such hall'],
  unknown_queue: [404, 'There is no such queue'],
  unknown_window: [404, 'There is no such window'],
  unknown_ticket: [404, 'There is no such ticket'],
  unknown_token: [404, 'There is no such token'],
  unknown_device: [404, 'No device shows this code'],
  unknown_message: [404, 'There is no such message'],
  unknown_subscriber: [404, 'There is no such person'],
  unknown_bind_code: [404, 'There is no such bind code'],
  unknown_code: [404, 'There is no such code'],
  unknown_slot: [404, 'There is no such slot'],
  unknown_appointment: [404, 'There is no such appointment'],
  unknown_call: [404, 'There is no such call'],
  method_not_allowed: [405, 'This address does not take this method'],
  device_ended: [409, 'The code was used'],
  prefix_taken: [409, 'Another queue of the hall has this prefix'],
  in_use: [409, 'A ticket is there today'],
  queue_paused: [409, 'The queue gives no tickets now'],
  day_closed: [409, 'The day is closed'],
  day_not_open: [409, 'The day has not begun'],
  already_open: [409, 'The day is open'],
  number_taken: [409, 'The number is taken today'],
  window_closed: [409, 'The window is not open'],
  window_busy: [409, 'The window still has a ticket'],
  already_called: [409, 'The ticket is at a window already'],
  ticket_not_waiting: [409, 'The ticket cannot be called'],
  no_ticket: [409, 'The window has no such ticket'],
  ticket_not_returnable: [409, 'The ticket cannot return to its queue'],
  ticket_not_held: [409, 'The ticket is not held'],
  held_for_window: [409, 'The ticket is held for another window'],
  ticket_ended: [409, 'The ticket has ended'],
  ticket_bound: [409, 'The ticket is bound to somebody else'],
  cards_off: [409, 'The hall sends no service cards'],
  ticket_not_bound: [409, 'The ticket is not bound'],
  limited_codes_spent: [409, 'No limited code may be made any more'],
  not_in_doubt: [409, 'The message is not in doubt'],
  queue_closed: [409, 'The queue gives no numbers at this time'],
  closing_soon: [409, 'The queue closes too soon for another number'],
  quota_exhausted: [409, 'The numbers of this time are given'],
  numbers_exhausted: [409, 'The last number is given'],
  too_many_tickets: [409, 'This person has as many tickets as one may have'],
  return_limit: [409, 'The ticket has returned as often as one may'],
  too_late: [409, 'The time for this is over'],
  too_early: [409, 'It is too early for this'],
  slot_full: [409, 'Every place of the slot is taken'],
  not_bookable: [409, 'This cannot be booked'],
  already_booked: [409, 'There is an appointment already'],
  appointment_ended: [409, 'The appointment has ended'],
  recall_limit: [409, 'The call was repeated as often as one may'],
  window_taken: [409, 'Another clerk sits at the window'],
  not_signed_in: [409, 'Nobody has signed in at the window'],
  not_ended: [409, 'The visit has not ended'],
  already_rated: [409, 'The visit has been rated'],
  out_of_order: [409, 'Something later is known of the ticket'],
  other_day: [409, 'It happened on another business day'],
  occurred_in_future: [409, 'It has not happened yet'],
  too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The body must be JSON'],
  idempotency_key_reused: [422, 'The key was used for another request'],
  rate_limited: [429, 'Too many requests'],
  internal: [500, 'Something went wrong here'],
  wechat_refused: [502, 'WeChat refused'],
  store_unavailable: [503, 'The event store is not available'],
  newer_version: [503, 'A newer version has written here'],
  wechat_unavailable: [503, 'WeChat is not available'],
};

const internal = [500, 'Something went wrong here'] as const;
// What went wrong inside is logged, not told.
const repeat =
  'repeat the request with the same Idempotency-Key: only that tells whether it was done';
const laterDetails: Readonly<Record<string, string>> = {
  store_unavailable: repeat,
  newer_version: 'an instance of the newer version can answer this',
  wechat_unavailable: 'call wx.login again, and repeat the request with the new code',
};
/** Seconds after which a 503 is worth another try. */
const retryAfterSeconds = '2';

/** The status of a code; 500 for one that the table does not have. */
export const statusOf = (code: string): number => (problemTable[code] ?? internal)[0];

// Refusals of the domain that are about one field of the body.
const fieldOfCode: Readonly<Record<string, string>> = {
  number_invalid: 'number',
  until_not_future: 'until',
  unknown_priority: 'priority',
  unknown_outcome: 'outcome',
  unknown_reason: 'reasons',
};

const reserved = new Set(['type', 'title', 'status', 'detail', 'code', 'errors', 'path']);

const membersOf = (data: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(data).filter(([key]) => !reserved.has(key)));

const problemOf = (code: string, detail: string): Problem => {
  const [status, title] = problemTable[code] ?? internal;
  return { type: `urn:nearturn:problem:${code}`, title, status, detail, code };
};

export type ProblemReply = Readonly<{
  problem: Problem;
  headers: Readonly<Record<string, string>>;
}>;

const fromApplication = (
  code: string,
  message: string,
  data: Readonly<Record<string, unknown>>,
) => {
  const path = typeof data['path'] === 'string' ? data['path'] : fieldOfCode[code];
  const errors = path === undefined ? {} : { errors: [{ path, message }] };
  return { ...problemOf(code, message), ...errors, ...membersOf(data) };
};

const pathErrors = new Set(['URIError', 'BadRequestError']);

/** The answer to whatever was thrown. What we did not foresee says nothing of its inside. */
export const problemReply = (error: unknown): ProblemReply => {
  if (error instanceof HttpProblem) {
    const { code, message, errors, headers } = error;
    const problem = problemOf(code, message);
    return { problem: errors.length > 0 ? { ...problem, errors } : problem, headers };
  }
  if (isAppError(error) && statusOf(error.code) < 500)
    return { problem: fromApplication(error.code, error.message, error.data), headers: {} };
  if (isAppError(error) && statusOf(error.code) === 503) {
    const detail = laterDetails[error.code] ?? 'repeat the request later';
    return {
      problem: problemOf(error.code, detail),
      headers: { 'Retry-After': retryAfterSeconds },
    };
  }
  if (error instanceof Error && pathErrors.has(error.name))
    return { problem: problemOf('invalid_request', 'the address is not valid'), headers: {} };
  return { problem: problemOf('internal', 'the server has logged what went wrong'), headers: {} };
};
