import { setTimeout as sleep } from 'node:timers/promises';

/** An event of a live stream. */
export type LiveEvent = Readonly<{
  event: string;
  id: string;
  data: Readonly<Record<string, unknown>>;
}>;

/** A live stream that is being read. */
export type Live = Readonly<{
  status: number;
  contentType: string;
  /** The next event, whenever it comes. */
  next: () => Promise<LiveEvent>;
  /** Reads on until an event is like this. */
  until: (isIt: (event: LiveEvent) => boolean) => Promise<LiveEvent>;
  close: () => void;
}>;

const parsed = (block: string): LiveEvent | null => {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
    }),
  );
  const data = fields.get('data');
  if (data === undefined) return null;
  return {
    event: fields.get('event') ?? '',
    id: fields.get('id') ?? '',
    data: JSON.parse(data) as LiveEvent['data'],
  };
};

const patienceMs = 15_000;

const read = async (response: Response, events: LiveEvent[]): Promise<void> => {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    events.push(...blocks.map(parsed).filter((event) => event !== null));
  }
};

/** Opens a live stream, from where the client was. */
export const openLive = async (
  url: string,
  { token = null, lastEventId }: { token?: string | null; lastEventId?: string } = {},
): Promise<Live> => {
  const abort = new AbortController();
  const response = await fetch(url, {
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
    signal: abort.signal,
  });
  const events: LiveEvent[] = [];
  read(response, events).catch(() => undefined);
  let taken = 0;
  const next = async (): Promise<LiveEvent> => {
    const end = performance.now() + patienceMs;
    for (;;) {
      const event = events[taken];
      if (event !== undefined) {
        taken += 1;
        return event;
      }
      if (performance.now() > end) throw new Error(`${url}: no event in ${patienceMs} ms`);
      await sleep(5);
    }
  };
  const until = async (isIt: (event: LiveEvent) => boolean): Promise<LiveEvent> => {
    for (;;) {
      const event = await next();
      if (isIt(event)) return event;
    }
  };
  const contentType = response.headers.get('content-type') ?? '';
  return { status: response.status, contentType, next, until, close: () => abort.abort() };
};
