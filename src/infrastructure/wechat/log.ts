/** The part of a pino logger that the adapter uses; it is given codes and redacted text, nothing else. */
export type WeChatLog = Readonly<{
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}>;
