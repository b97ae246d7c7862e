/**
 * The one shape of an error that a caller is told of. `code` is stable and is what the HTTP
 * contract names; `data` holds what the problem document shows beside it. Guards go by code.
 */
export class AppError extends Error {
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: { cause?: unknown; data?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.data = options.data ?? {};
  }
}

export const isAppError = (error: unknown, code?: string): error is AppError =>
  error instanceof Error &&
  'code' in error &&
  error.name === 'AppError' &&
  (code === undefined || error.code === code);

/** The event store did not answer, or not definitely: repeat with the same Idempotency-Key. */
export const storeUnavailable = (message: string, cause?: unknown): AppError =>
  new AppError('store_unavailable', message, { cause });
