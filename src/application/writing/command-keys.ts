import { AppError } from '../errors.js';
import type { EventMetadata } from '../events/metadata.js';
import type { Invocation } from '../ports/inbound/invocation.js';

/** The keys of the commands that a stream was written by, and what each asked for. */
export type CommandKeys = ReadonlyMap<string, string>;

/** Takes in one event; of a command's events the last has the key. */
export const withKeyOf = (
  keys: CommandKeys,
  { commandId, fingerprint }: Pick<EventMetadata, 'commandId' | 'fingerprint'>,
): CommandKeys =>
  commandId === undefined || fingerprint === undefined
    ? keys
    : new Map(keys).set(commandId, fingerprint);

/** @throws AppError `idempotency_key_reused` when the same key came with another path or body */
export const expectSameRequest = (before: string | undefined, now: string): void => {
  if (before === now) return;
  throw new AppError(
    'idempotency_key_reused',
    'this Idempotency-Key was used for a request with another path or body',
  );
};

/**
 * Whether a command was done before.
 * @throws AppError `idempotency_key_reused` when the same key came with another path or body
 */
export const isRepeat = (keys: CommandKeys, { idempotency }: Invocation): boolean => {
  if (idempotency === null) return false;
  const before = keys.get(idempotency.commandId);
  if (before === undefined) return false;
  expectSameRequest(before, idempotency.fingerprint);
  return true;
};
