/** What is announced, as the board tells it. */
export type Call = Readonly<{
  callId: string;
  number: string;
  windowId: string;
  windowName: string;
  calledAt: string;
}>;
/** Whom a window has now. */
export type WindowNow = Readonly<{
  windowId: string;
  ticket: Readonly<{ number: string; state: string }> | null;
}>;

/** Whoever was called so long ago has come, or asked: speaking now would only confuse. */
export const oldAfterMs = 60_000;
/** A board has twenty calls of each area; what is older never comes again. */
const mostKnown = 500;

export type AnnouncerOptions = Readonly<{
  /** How often each call is said. */
  repeat: number;
  now: () => number;
  /** Whether anything may be heard now: a gesture was made, and no quiet hour is. */
  isAudible: () => boolean;
  windows: () => readonly WindowNow[];
  /** Before the words. */
  chime: () => Promise<void>;
  /** Says a call once, in every language; ends in any case. */
  say: (call: Call) => Promise<void>;
  /** Which call is being announced; null: none. */
  onTurn: (call: Call | null) => void;
}>;

export type Announcer = Readonly<{
  /** Calls that are shown and never spoken: those that were there before this page. */
  show: (calls: readonly Call[]) => void;
  /** Takes calls as the board has them, newest first; those that are known are passed over. */
  take: (calls: readonly Call[]) => void;
  /** Nothing more is begun. */
  stop: () => void;
}>;

/** Whether the window still waits for whoever was called, and the call is fresh. */
export const isCurrent = (call: Call, windows: readonly WindowNow[], now: number): boolean => {
  if (now - Date.parse(call.calledAt) > oldAfterMs) return false;
  const ticket = windows.find(({ windowId }) => windowId === call.windowId)?.ticket ?? null;
  return ticket !== null && ticket.number === call.number && ticket.state === 'called';
};

/** Announces each call once, one after the other, in the order in which they were made. */
export const createAnnouncer = (options: AnnouncerOptions): Announcer => {
  const known = new Set<string>();
  const queue: Call[] = [];
  let isBusy = false;
  let isStopped = false;

  const isNew = ({ callId }: Call): boolean => {
    if (known.has(callId)) return false;
    known.add(callId);
    const [oldest] = known;
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
    return true;
  };
  const isDue = (call: Call): boolean =>
    !isStopped && options.isAudible() && isCurrent(call, options.windows(), options.now());
  const announce = async (call: Call): Promise<void> => {
    if (!isDue(call)) return;
    options.onTurn(call);
    await options.chime();
    // Asked again each time: whoever stands at the window already is not called once more.
    for (let said = 0; said < options.repeat && isDue(call); said += 1) await options.say(call);
  };
  const work = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    for (let call = queue.shift(); call !== undefined; call = queue.shift()) {
      // What fails has been shown; the next one must not wait for it.
      await announce(call).catch(() => undefined);
    }
    isBusy = false;
    options.onTurn(null);
  };
  return {
    show: (calls) => calls.forEach(isNew),
    take: (calls) => {
      queue.push(...calls.filter(isNew).reverse());
      if (queue.length > 0) void work();
    },
    stop: () => {
      isStopped = true;
      queue.length = 0;
    },
  };
};
