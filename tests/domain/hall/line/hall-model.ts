import { expect } from 'chai';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { aheadOf, ticketOf } from '../../../../src/domain/hall/queries.js';
import type { RunningHall, WaitingLine } from '../../../../src/domain/hall/state.js';
import { epochMs, type QueueId, type TicketId } from '../../../../src/domain/ids.js';
import * as orderedMap from '../../../../src/domain/ordered-map.js';
import { queueOf, type HallSettings } from '../../../../src/domain/settings/settings.js';
import { LineModel, type Rules, type Standing, type Who } from './line-model.js';

// The lines of a hall by what its events say of them, but for the places that they name: plain lists
// in which everybody is put where the rules have them.

type Visit = Readonly<{
  queueId: QueueId;
  priority: string;
  issuedAt: number;
  issueEntry: number;
  entersAs: number;
  /** Its place in its queue's line, or the last one that it had there. */
  standing: Standing;
  /** The window that it waits, or waited, for alone. */
  forWindow: string | null;
  /** Where those stood who were before it and behind it when it left. */
  left: Readonly<{ before: readonly string[]; behind: readonly string[] }>;
}>;

const idsIn = (line: WaitingLine): string[] =>
  [...orderedMap.entries(line)].map((one) => one.value);
const spotOf = ({ entry, rank }: Standing): string => JSON.stringify([entry, rank]);
const nobody = { before: [], behind: [] };

const rulesOf = (settings: HallSettings, queueId: QueueId): Rules => {
  const queue = queueOf(settings, queueId);
  const { priorities } = settings;
  return { order: queue?.order ?? 'none', lockedHead: queue?.lockedHead ?? 0, priorities };
};

/** The order of a hall's lines as lists. */
export class HallModel {
  readonly #lines = new Map<QueueId, LineModel>();
  readonly #atWindows = new Map<string, string[]>();
  readonly #visits = new Map<string, Visit>();
  #entries = 0;

  /** @param byRule whether the hall's rule chose where a return goes, not a clerk */
  follow(event: HallEvent, hall: RunningHall, byRule: boolean): void {
    const at = epochMs(event.occurredAt ?? event.at);
    switch (event.type) {
      case 'HallOpened':
      case 'SettingsChanged':
        return this.#changeRules(hall);
      case 'TicketIssued':
        return this.#issue(event.data.ticketId, event.data.queueId, {
          priority: event.data.priority,
          at: event.data.entersAs === undefined ? at : epochMs(event.data.entersAs),
        });
      case 'WindowCalled':
        return this.#leave(event.data.ticketId, event.data.how === 'next');
      case 'TicketCancelled':
      case 'TicketExpired':
        return this.#leave(event.data.ticketId, false);
      case 'TicketReturned': {
        const { ticketId, priority, position } = event.data;
        if (priority !== undefined) this.#change(ticketId, { priority });
        this.#change(ticketId, { entersAs: at, forWindow: null });
        const who = this.#who(ticketId, at, (this.#entries += 1));
        const line = this.#lineOf(ticketId);
        if (position.kind === 'first' && !byRule) line.enterFirst(who);
        else if (position.kind === 'first') line.enterAfter(who, 0);
        else if (position.kind === 'after') line.enterAfter(who, position.n);
        else if (position.kind === 'last') line.enterLast(who);
        else line.enter(who);
        return this.#stand(ticketId);
      }
      case 'TicketTransferred':
        return this.#transfer(event.data, hall, at);
      case 'TicketPriorityChanged':
        return this.#promote(event.data, hall, at);
      case 'TicketResumed':
        return this.#goBack(event.data.ticketId, hall);
      case 'TicketRejoined':
        this.#leaveWindow(event.data.ticketId);
        this.#change(event.data.ticketId, { forWindow: null });
        return this.#goBack(event.data.ticketId, hall);
      default:
    }
  }

  /** Insists that the hall's lines are these, and that ahead counts them. */
  check(hall: RunningHall): void {
    for (const [queueId, { line }] of hall.queues) {
      const ids = this.#lines.get(queueId)?.ids ?? [];
      expect(idsIn(line), `queue ${queueId}`).to.deep.equal(ids);
      this.#checkAhead(hall, ids);
    }
    for (const [windowId, { line }] of hall.windows) {
      const ids = this.#atWindows.get(windowId) ?? [];
      expect(idsIn(line), `window ${windowId}`).to.deep.equal(ids);
      this.#checkAhead(hall, ids);
    }
  }

  #checkAhead(hall: RunningHall, ids: readonly string[]): void {
    for (const [index, id] of ids.entries()) {
      const ticket = ticketOf(hall, id as TicketId);
      expect(ticket && aheadOf(hall, ticket)).to.equal(index);
    }
  }

  #changeRules({ queues, settings }: RunningHall): void {
    for (const queueId of queues.keys()) {
      const rules = rulesOf(settings, queueId);
      const line = this.#lines.get(queueId);
      if (line === undefined) this.#lines.set(queueId, new LineModel(rules));
      else line.change(rules);
    }
  }

  #visit(id: string): Visit {
    const visit = this.#visits.get(id);
    if (visit === undefined) throw new Error(`expected a visit ${id}`);
    return visit;
  }

  #change(id: string, change: Partial<Visit>): void {
    this.#visits.set(id, { ...this.#visit(id), ...change });
  }

  #lineOf(id: string): LineModel {
    const line = this.#lines.get(this.#visit(id).queueId);
    if (line === undefined) throw new Error(`expected a line for ${id}`);
    return line;
  }

  #who(id: string, at: number, entry: number): Who {
    return { id, priority: this.#visit(id).priority, at, entry };
  }

  /** Notes where it stands in its queue's line now. */
  #stand(id: string): void {
    const standing = this.#lineOf(id).line.find((one) => one.id === id);
    if (standing !== undefined) this.#change(id, { standing });
  }

  #issue(id: string, queueId: QueueId, { priority, at }: Pick<Who, 'priority' | 'at'>): void {
    const entry = (this.#entries += 1);
    const standing: Standing = { id, priority, entry, rank: null, tag: null };
    const issued = { issuedAt: at, issueEntry: entry, entersAs: at };
    const visit = { queueId, priority, ...issued, standing, forWindow: null, left: nobody };
    this.#visits.set(id, visit);
    this.#lineOf(id).enter(this.#who(id, at, entry));
    this.#stand(id);
  }

  #leaveWindow(id: string): boolean {
    for (const [windowId, ids] of this.#atWindows) {
      if (!ids.includes(id)) continue;
      this.#atWindows.set(
        windowId,
        ids.filter((one) => one !== id),
      );
      return true;
    }
    return false;
  }

  #leave(id: string, inTurn: boolean): void {
    if (this.#leaveWindow(id)) return;
    const line = this.#lineOf(id);
    const at = line.line.findIndex((one) => one.id === id);
    if (at === -1) return;
    const spots = line.line.map(spotOf);
    this.#stand(id);
    this.#change(id, { left: { before: spots.slice(0, at), behind: spots.slice(at + 1) } });
    if (inTurn) line.callInTurn(id);
    else line.remove(id);
  }

  #transfer(
    {
      ticketId: id,
      toQueueId,
      toWindowId,
      entersAs,
    }: Extract<HallEvent, { type: 'TicketTransferred' }>['data'],
    { settings }: RunningHall,
    at: number,
  ): void {
    const entry = (this.#entries += 1);
    const as = entersAs === undefined ? at : epochMs(entersAs);
    this.#change(id, { queueId: toQueueId, forWindow: toWindowId, entersAs: as });
    if (toWindowId !== null) {
      this.#atWindows.set(toWindowId, [...(this.#atWindows.get(toWindowId) ?? []), id]);
      return;
    }
    const { issuedAt, issueEntry } = this.#visit(id);
    if (settings.transferPlace === 'last') this.#lineOf(id).enterLast(this.#who(id, at, entry));
    else this.#lineOf(id).enter(this.#who(id, issuedAt, issueEntry));
    this.#stand(id);
  }

  #promote(
    {
      ticketId: id,
      priority,
      place,
    }: Extract<HallEvent, { type: 'TicketPriorityChanged' }>['data'],
    { settings }: RunningHall,
    at: number,
  ): void {
    const { standing, entersAs, queueId } = this.#visit(id);
    this.#change(id, { priority, standing: { ...standing, priority } });
    const line = this.#lineOf(id);
    if (place === null) return line.rename({ id, priority });
    const byTime = rulesOf(settings, queueId).order === 'head-start';
    const who = this.#who(id, byTime ? entersAs : at, (this.#entries += 1));
    if (line.ids.includes(id)) line.promote(who);
    else this.#change(id, { standing: line.ranked(who), left: nobody });
    this.#stand(id);
  }

  /**
   * Back to where it stood: whoever has stood before it all the time still does, and whoever stood
   * behind it too. The rules say no more of it, so the hall's own list is believed.
   */
  #goBack(id: string, hall: RunningHall): void {
    const { forWindow, queueId, standing, left, priority } = this.#visit(id);
    if (forWindow !== null) {
      const line = [...hall.windows].find(([windowId]) => windowId === forWindow)?.[1].line;
      this.#atWindows.set(forWindow, line === undefined ? [] : idsIn(line));
      return;
    }
    const line = this.#lineOf(id);
    const ids = idsIn(hall.queues.get(queueId)?.line ?? orderedMap.empty());
    const index = ids.indexOf(id);
    const spots = line.line.map(spotOf);
    for (const spot of spots.slice(index)) expect(left.before).not.to.include(spot);
    for (const spot of spots.slice(0, index)) expect(left.behind).not.to.include(spot);
    line.put(index, { ...standing, priority });
  }
}
