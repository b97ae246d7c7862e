import { AppError } from '../errors.js';
import { metadataSchema } from '../events/metadata.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { Answer } from '../ports/inbound/invocation.js';

/**
 * The first answer to a command again, from the event that recorded it.
 * @throws AppError `idempotency_key_reused` when the same key came with another path or body
 */
export const replayedAnswer = (
  recorded: RecordedEvent,
  asked: Readonly<{ commandId: string; fingerprint: string }>,
): Answer => {
  const { data: metadata } = metadataSchema.safeParse(recorded.metadata);
  const found = metadata?.batch?.commandId === asked.commandId ? metadata.batch : metadata;
  if (found?.answer === undefined)
    throw new AppError('newer_version', 'the recorded answer is not readable by this version');
  if (found.fingerprint !== asked.fingerprint)
    throw new AppError(
      'idempotency_key_reused',
      'this Idempotency-Key was used for a request with another path or body',
    );
  return { ...found.answer, replayed: true };
};
