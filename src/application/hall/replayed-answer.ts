import { AppError } from '../errors.js';
import { metadataSchema } from '../events/metadata.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { Answer } from '../ports/inbound/invocation.js';
import { expectSameRequest } from '../writing/command-keys.js';

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
  expectSameRequest(found.fingerprint, asked.fingerprint);
  return { ...found.answer, replayed: true };
};
