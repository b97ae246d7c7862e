import { computed, ref, shallowRef, watch } from 'vue';
import { newKey } from '../../api/client.js';
import { asProblem, type ApiProblem } from '../../api/problem.js';
import type { Device } from '../../device/session.js';
import { serverNow } from '../../live/server-clock.js';
import { createKeys, isAway, isUnknown, send, type Command, type Place } from './commands.js';
import {
  beforeCalling,
  createClicks,
  reportOf,
  undoMs,
  whyNot,
  withJournal,
  type CounterHall,
  type Intent,
  type Standing,
  type Why,
} from './console.js';
import type { Choice, Question } from './questions.js';
import { useFeed } from './use-feed.js';
import { useJournal } from './use-journal.js';
import { useVisit } from './use-visit.js';

/** A 过号 of a moment ago. */
type Missed = Readonly<{ ticketId: string; number: string; at: number; entryId: string | null }>;

export type ConsoleParts = Readonly<{
  device: Device;
  place: Place;
  hall: () => CounterHall;
  isActive: () => boolean;
  signOut: () => Promise<void>;
}>;

/** A window's console: what stands, what may be done, and doing it. */
export const useConsole = ({ device, place, hall, isActive, signOut }: ConsoleParts) => {
  const feed = useFeed(device, place);
  const offline = useJournal({ device, place, feed }, isActive);
  const keys = createKeys(newKey);
  const counts = createClicks(() => performance.now());
  const busy = ref<Intent | null>(null);
  const problem = shallowRef<ApiProblem | null>(null);
  const question = shallowRef<Question | null>(null);
  const missed = shallowRef<Missed | null>(null);

  const view = computed(() => {
    const window = feed.desk.value?.window;
    return window === undefined ? null : withJournal(window, offline.entries.value);
  });
  const standing = computed<Standing | null>(() =>
    view.value === null ? null : { window: view.value, hall: hall(), online: feed.online.value },
  );
  const visit = useVisit(() => view.value?.ticket);
  const why = (intent: Intent): Why | null =>
    standing.value === null ? 'offline' : whyNot(standing.value, intent);
  /** A ticket of the list goes back to its queue whoever is at the window. */
  const whyNotThis = (command: Command): Why | null => {
    const isOther =
      command.intent === 'return' && command.ticketId !== view.value?.ticket?.ticketId;
    if (!isOther) return why(command.intent);
    return feed.online.value ? null : 'offline';
  };
  watch(feed.desk, (desk) => keys.seen(desk?.window.ticket ?? null));

  const writeDown = (intent: Intent): void => {
    const report = reportOf(intent);
    const ticket = view.value?.ticket ?? null;
    if (report === null || ticket === null) return;
    const entry = offline.write(report, ticket.number);
    noteMissed(intent, ticket, entry.id);
  };
  const noteMissed = (
    intent: Intent,
    ticket: Readonly<{ ticketId: string; number: string }> | null,
    entryId: string | null,
  ): void => {
    if (intent === 'no-show' && ticket !== null)
      missed.value = { ticketId: ticket.ticketId, number: ticket.number, at: serverNow(), entryId };
    else if (intent === 'return' || intent === 'call') missed.value = null;
  };
  const failed = (command: Command, thrown: unknown): void => {
    const found = asProblem(thrown);
    if (!isUnknown(found)) keys.answered();
    if (!isAway(found)) {
      problem.value = found;
      void feed.refresh();
      return;
    }
    feed.lost();
    if (reportOf(command.intent) === null) problem.value = found;
    else writeDown(command.intent);
  };

  /** Does it, one at a time. @returns whether it is done, or kept to be told */
  const run = async (command: Command): Promise<boolean> => {
    const { intent } = command;
    if (busy.value !== null || !isActive()) return false;
    problem.value = null;
    const ticket = view.value?.ticket ?? null;
    if (reportOf(intent) !== null && (!feed.online.value || offline.isBehind.value)) {
      writeDown(intent);
      return true;
    }
    busy.value = intent;
    try {
      const asked = { api: device.api, path: place, key: keys.keyOf(command, ticket) };
      feed.take(await send(asked, command));
      keys.answered();
      noteMissed(intent, ticket, null);
      return true;
    } catch (error) {
      failed(command, error);
      return problem.value === null;
    } finally {
      busy.value = null;
    }
  };

  /** Who is at the window is finished, then the other is called. */
  const finishAndCall = async (command: Command): Promise<void> => {
    const has = view.value?.ticket != null;
    if (has && hall().busyWindow === 'reject' && !(await run({ intent: 'complete' }))) return;
    await run(command);
  };

  /** What a click or a key asks for: may be asked back, and counts once. */
  const request = (command: Command): void => {
    const { intent } = command;
    if (standing.value === null || busy.value !== null || whyNotThis(command) !== null) return;
    if (!counts(intent)) return;
    if (intent === 'call' || intent === 'call-next') {
      const first = beforeCalling(standing.value, intent);
      const current = standing.value.window.ticket?.number ?? '';
      if (first === 'finish' && command.intent === 'call')
        question.value = { kind: 'finish', current, command };
      else if (first === 'outcome') question.value = { kind: 'outcome', end: false, then: command };
      else void run(command);
    } else if (command.intent === 'complete' && hall().outcomes.length > 0 && feed.online.value)
      question.value = { kind: 'outcome', end: command.end === true, then: null };
    else if (intent === 'pause' && hall().pauseReasons.length > 0)
      question.value = { kind: 'pause' };
    else void run(command);
  };

  const answer = async ({ does }: Choice): Promise<void> => {
    const asked = question.value;
    question.value = null;
    if (asked === null || does === 'stay') return;
    if (does === 'sign-out') return signOut();
    if (does === 'finish') {
      if (asked.kind !== 'finish') return;
      if (hall().outcomes.length > 0)
        question.value = { kind: 'outcome', end: false, then: asked.command };
      else await finishAndCall(asked.command);
      return;
    }
    const done = await run(does);
    if (done && asked.kind === 'outcome' && asked.then !== null) await run(asked.then);
  };

  /** Takes a 过号 back: by saying nothing, by calling again, or by putting the ticket first. */
  const undo = async (): Promise<void> => {
    const last = missed.value;
    if (last === null || serverNow() - last.at > undoMs) return;
    missed.value = null;
    if (last.entryId !== null && offline.takeBack(last.entryId)) return;
    const first: Command = { intent: 'return', ticketId: last.ticketId, position: 'first' };
    const isFree = view.value?.ticket === null && why('call') === null;
    if (!isFree || !(await run({ intent: 'call', number: last.number }))) await run(first);
  };

  return {
    feed,
    offline,
    view,
    visit,
    busy,
    problem,
    question,
    missed,
    why,
    request,
    answer,
    undo,
  };
};

export type Console = ReturnType<typeof useConsole>;
