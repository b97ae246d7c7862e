import type { Ticket } from './answers.js';
import { ticketAnswer } from './answers.js';
import type { Platform, Stop } from './platform.js';
import type { Answer, Problem } from './problem.js';
import { mayPass } from './problem.js';
import { ShapeError } from './shape.js';
import type { StreamEvent } from './sse.js';

/** How a ticket is being followed. */
export type FollowState = 'live' | 'polling' | 'trouble';

export type Follower = Readonly<{
  onTicket: (ticket: Ticket) => void;
  onState: (state: FollowState) => void;
  /** Nothing more comes: it is not to be seen, or not ours. */
  onProblem: (problem: Problem) => void;
}>;

/** A ticket that is being followed. */
export type Following = Readonly<{
  /** The page is out of sight: ask seldom. */
  hide: () => void;
  /** The page is seen again: ask at once. */
  show: () => void;
  /** Asks at once. */
  refresh: () => Promise<void>;
  /**
   * Asks at once, and opens the stream anew: an open one does not know what the person has just
   * done, such as subscribe, and would tell the ticket as it was before.
   */
  renew: () => Promise<void>;
  stop: Stop;
}>;

/** How to read a ticket once, and how to listen to it; `listen` is null where the phone cannot. */
export type TicketSource = Readonly<{
  read: () => Promise<Answer<Ticket>>;
  listen: ((listener: LiveListener) => Stop) | null;
}>;
export type LiveListener = Readonly<{
  lastEventId: string;
  /** Something came, if only to keep the line open. */
  onAlive: () => void;
  onEvent: (event: StreamEvent) => void;
  onEnd: () => void;
}>;

const pollMs = 5_000;
const slowestPollMs = 60_000;
const hiddenPollMs = 30_000;
const slowestHiddenPollMs = 300_000;
/** The service says something every 15 seconds; a stream that is silent for longer is dead. */
const silenceMs = 45_000;
/** A stream brings the ticket at once; where nothing has come by then, it is asked for meanwhile. */
const firstWordMs = 5_000;
/** After so many streams in a row that brought nothing, it is polled for good. */
const maxBarrenStreams = 2;
const ended: ReadonlySet<string> = new Set(['completed', 'cancelled', 'expired']);

/** Whether a ticket's day in the line is over. */
export const isEnded = ({ state }: Readonly<{ state: string }>): boolean => ended.has(state);

const ticketIn = (event: StreamEvent): Ticket | null => {
  try {
    return ticketAnswer.read(JSON.parse(event.data), 'event');
  } catch (error) {
    if (error instanceof ShapeError || error instanceof SyntaxError) return null;
    throw error;
  }
};

type Run = {
  readonly platform: Pick<Platform, 'later'>;
  readonly source: TicketSource;
  readonly follower: Follower;
  lastEventId: string;
  /** Events that streams have brought so far. */
  events: number;
  /** Streams in a row that brought nothing. */
  barren: number;
  /** Questions in a row that were not answered. */
  failures: number;
  /** Questions since it was hidden. */
  rounds: number;
  isHidden: boolean;
  isOver: boolean;
  stopTimer: Stop;
  stopStream: Stop | null;
};

const nothing: Stop = () => undefined;

const closeStream = (run: Run): void => {
  run.stopStream?.();
  run.stopStream = null;
};

const stop = (run: Run): void => {
  run.isOver = true;
  run.stopTimer();
  closeStream(run);
};

const take = (run: Run, ticket: Ticket): void => {
  run.follower.onTicket(ticket);
  if (isEnded(ticket)) stop(run);
};

const refresh = async (run: Run): Promise<void> => {
  const { events } = run;
  const answer = await run.source.read();
  if (run.isOver) return;
  if (answer.ok) {
    if (run.failures > 0) run.follower.onState(run.stopStream === null ? 'polling' : 'live');
    run.failures = 0;
    // What a stream brought meanwhile is newer than what was asked for before it.
    return run.events === events ? take(run, answer.value) : undefined;
  }
  if (!mayPass(answer.problem)) {
    stop(run);
    return run.follower.onProblem(answer.problem);
  }
  run.failures += 1;
  run.follower.onState('trouble');
};

const schedule = (run: Run): void => {
  run.stopTimer();
  const [first, longest, doublings] = run.isHidden
    ? [hiddenPollMs, slowestHiddenPollMs, run.rounds]
    : [pollMs, slowestPollMs, run.failures];
  const pause = Math.min(first * 2 ** Math.min(doublings, 10), longest);
  run.stopTimer = run.platform.later(pause, () => go(run));
};

const poll = async (run: Run): Promise<void> => {
  if (!run.isHidden && run.failures === 0) run.follower.onState('polling');
  await refresh(run);
  if (run.isOver || run.stopStream !== null) return;
  run.rounds += 1;
  schedule(run);
};

const go = (run: Run): void => {
  run.stopTimer();
  const { listen } = run.source;
  if (listen === null || run.barren >= maxBarrenStreams || run.isHidden) return void poll(run);
  openStream(run, listen);
};

const heard = (run: Run, event: StreamEvent): void => {
  run.lastEventId = event.id;
  run.events += 1;
  run.failures = 0;
  run.follower.onState('live');
  const ticket = ticketIn(event);
  if (ticket !== null) take(run, ticket);
};

/** What changed meanwhile, or why the stream was refused, is asked for; then it is opened again. */
const streamEnded = (run: Run): void => {
  void refresh(run).then(() => {
    if (!run.isOver && run.stopStream === null) schedule(run);
  });
};

const openStream = (run: Run, listen: (listener: LiveListener) => Stop): void => {
  closeStream(run);
  let isCurrent = true;
  let stopWatch = nothing;
  const finish = (): void => {
    if (!isCurrent || run.isOver) return;
    closeStream(run);
    streamEnded(run);
  };
  const watch = (): void => {
    stopWatch();
    stopWatch = run.platform.later(silenceMs, finish);
  };
  run.barren += 1;
  watch();
  const stopAsking = run.platform.later(firstWordMs, () => {
    if (run.barren > 0) void refresh(run);
  });
  const stopListening = listen({
    lastEventId: run.lastEventId,
    onAlive: () => {
      if (!isCurrent || run.isOver) return;
      run.barren = 0;
      watch();
    },
    onEvent: (event) => {
      if (isCurrent && !run.isOver) heard(run, event);
    },
    onEnd: finish,
  });
  run.stopStream = () => {
    isCurrent = false;
    stopWatch();
    stopAsking();
    stopListening();
  };
};

/** Follows a ticket by its stream where there is one, else by asking, until it has ended. */
export const followTicket = (
  platform: Pick<Platform, 'later'>,
  source: TicketSource,
  follower: Follower,
): Following => {
  const run: Run = {
    platform,
    source,
    follower,
    lastEventId: '',
    events: 0,
    barren: 0,
    failures: 0,
    rounds: 0,
    isHidden: false,
    isOver: false,
    stopTimer: nothing,
    stopStream: null,
  };
  go(run);
  return {
    hide: () => {
      if (run.isOver || run.isHidden) return;
      run.isHidden = true;
      run.rounds = 0;
      closeStream(run);
      schedule(run);
    },
    show: () => {
      if (run.isOver || !run.isHidden) return;
      run.isHidden = false;
      run.failures = 0;
      // A stream that the page's going broke off says nothing against streams.
      run.barren = 0;
      go(run);
    },
    refresh: () => refresh(run),
    renew: async () => {
      if (run.isOver) return;
      closeStream(run);
      run.stopTimer();
      run.barren = 0;
      await refresh(run);
      if (!run.isOver) go(run);
    },
    stop: () => stop(run),
  };
};
