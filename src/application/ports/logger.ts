/** Structured logging: a stable code and fields; never a token, an openid, a name or a body. */
export interface Logger {
  info(fields: Readonly<Record<string, unknown>>, code: string): void;
  warn(fields: Readonly<Record<string, unknown>>, code: string): void;
  error(fields: Readonly<Record<string, unknown>>, code: string): void;
}

/** What an error may show in a log: its code and text, and its cause's name. */
export const errorFields = (error: unknown): Readonly<Record<string, unknown>> =>
  error instanceof Error
    ? {
        error: error.name,
        code: 'code' in error ? String(error.code) : null,
        message: error.message,
        ...(error.cause instanceof Error ? { cause: error.cause.message } : {}),
      }
    : { error: String(error) };
