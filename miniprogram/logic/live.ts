import { wireRequest } from './client.js';
import type { LiveListener } from './follow.js';
import { operations } from './operations.js';
import type { Platform, Stop } from './platform.js';
import type { Session } from './session.js';
import { createSseReader } from './sse.js';

type LiveParts = Readonly<{ platform: Platform; session: Session; base: string }>;

const open = (
  { platform, base }: LiveParts,
  { ticketId, token }: Readonly<{ ticketId: string; token: string }>,
  listener: LiveListener & Readonly<{ onRefused: () => void }>,
): Stop => {
  const { lastEventId } = listener;
  const read = createSseReader(listener.onEvent, lastEventId);
  const request = wireRequest(base, operations.live, {
    params: { ticketId },
    token,
    headers: {
      accept: 'text/event-stream',
      ...(lastEventId === '' ? {} : { 'last-event-id': lastEventId }),
    },
  });
  const stop = platform.stream?.(request, {
    onBytes: (bytes) => {
      listener.onAlive();
      read(bytes);
    },
    onEnd: (status) => {
      if (status === 401) listener.onRefused();
      listener.onEnd();
    },
  });
  return stop ?? (() => undefined);
};

/** Listens to a ticket; who is not logged in is first. Null where the phone reads no streams. */
export const ticketListener = (
  parts: LiveParts,
  ticketId: string,
): ((listener: LiveListener) => Stop) | null => {
  if (parts.platform.stream === null) return null;
  const { session } = parts;
  return (listener) => {
    let isStopped = false;
    let stop: Stop = () => undefined;
    const begin = (token: string): void => {
      if (isStopped) return;
      stop = open(
        parts,
        { ticketId, token },
        { ...listener, onRefused: () => session.refused(token) },
      );
    };
    const token = session.token();
    if (token !== null) begin(token);
    else
      void session.signIn().then((login) => {
        if (login.ok) begin(login.value);
        else if (!isStopped) listener.onEnd();
      });
    return () => {
      isStopped = true;
      stop();
    };
  };
};
