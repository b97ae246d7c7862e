import { epochMs, type Instant, type QueueId } from '../../ids.js';
import { queueOf } from '../../settings/settings.js';
import { aheadOf, queueLine } from '../queries.js';
import type { RunningHall, Ticket } from '../state.js';
import { priorityRank } from '../../settings/priorities.js';
import { entryRate, noTimes } from './service-times.js';
import { Course } from './simulation.js';

/** How long somebody still waits, in whole seconds: most likely, and a band that holds four times of five. */
export type Estimate = Readonly<{
  seconds: number;
  low: number;
  high: number;
  /** By the services of the day, by the times between calls, or by the queue's setting alone. */
  basis: 'simulation' | 'pace' | 'settings';
}>;

/** Of a normal distribution a tenth lies beyond so many deviations, on either side. */
const tenth = 1.2816;
/** How far a mean is off, of so few services that it may be anything. */
const unknownShare = 0.5;
/** How sure anybody can be of a hall: people come late, windows stop for a moment. */
const leastDeviationMs = 20_000;
/** What a hall does beside its services (windows stop, people come in crowds): by simulated days. */
const unsteady = 1.6;
/** Waits are longer than expected more often than they are shorter. */
const skew = 1.25;
/** Fewer calls than this say nothing about the pace of a queue. */
const fewestCalls = 3;
/** Answers are in steps of so many seconds: nobody knows more, and a screen that ticks is no help. */
const stepSeconds = 5;

const rounded = (ms: number): number =>
  Math.max(0, Math.round(ms / 1000 / stepSeconds) * stepSeconds);

/** By so much the band is wider while a window is away. */
const ofAbsence = 1.5;
/** By so much for whom others may still pass. */
const ofOvertaking = 1.35;

type Asked = Readonly<{
  queueId: QueueId;
  ahead: number;
  afterMs: number;
  /** Others of a higher priority come meanwhile. */
  isPassed: boolean;
}>;

/** The band around a wait: what each service ahead adds, and how well their mean is known. */
const estimated = (course: Course, asked: Asked): Estimate | null => {
  const { queueId, ahead, afterMs, isPassed } = asked;
  const typical = course.typical(queueId);
  if (typical === null) return null;
  const { meanMs, variation, known } = typical;
  const servers = Math.max(1, course.servers(queueId));
  const services = Math.max(1, ahead + 1);
  const ofServices = (variation * meanMs * Math.sqrt(services)) / servers;
  const ofMean = (afterMs * Math.max(variation, unknownShare / (known + 1))) / Math.sqrt(known + 1);
  const wider =
    unsteady * (course.isShortOfWindows(queueId) ? ofAbsence : 1) * (isPassed ? ofOvertaking : 1);
  const deviation = afterMs < 1000 ? 0 : wider * Math.hypot(ofServices, ofMean, leastDeviationMs);
  return {
    seconds: rounded(afterMs),
    low: rounded(afterMs - tenth * deviation),
    high: rounded(afterMs + tenth * skew * deviation),
    basis: known > 0 ? 'simulation' : 'settings',
  };
};

/** By the mean time between the latest calls alone, where no service has ended yet. */
const byPace = (hall: RunningHall, queueId: QueueId, ahead: number): Estimate | null => {
  const calls = hall.times.get(queueId)?.calls ?? [];
  const [first, last] = [calls[0], calls.at(-1)];
  if (first === undefined || last === undefined || calls.length < fewestCalls) return null;
  const passed = Math.max(0, epochMs(last) - epochMs(first));
  const afterMs = (passed / (calls.length - 1)) * (ahead + 1);
  const seconds = rounded(afterMs);
  return { seconds, low: rounded(afterMs / 2), high: rounded(afterMs * 2), basis: 'pace' };
};

type Known = Readonly<{ at: number; course: Course }>;
/** The latest course of each state: a board and a thousand phones ask of the same. */
const courses = new WeakMap<RunningHall, Known>();
const sameMs = 1_000;

const courseOf = (hall: RunningHall, at: Instant): Course => {
  const ms = epochMs(at);
  const known = courses.get(hall);
  if (known !== undefined && Math.abs(known.at - ms) < sameMs) return known.course;
  const course = new Course(hall, ms);
  courses.set(hall, { at: ms, course });
  return course;
};

/** How many of higher priorities come to a ticket's queue in a millisecond, who will be called before it. */
const overtakers = (hall: RunningHall, { queueId, priority }: Ticket, nowMs: number): number => {
  const { settings } = hall;
  if (queueOf(settings, queueId)?.order !== 'strict') return 0;
  const own = priorityRank(settings, priority);
  const times = hall.times.get(queueId) ?? noTimes;
  return entryRate(times, nowMs, (other) => priorityRank(settings, other) < own);
};

/** When a ticket is called, those counted who will pass it meanwhile. */
const calledAfter = (course: Course, { queueId, ahead, rate }: Overtaken): number | null => {
  let afterMs = course.calledAfter(queueId, ahead);
  // Each round counts who comes in the time that the ones of the round before take.
  for (let round = 0; rate > 0 && afterMs !== null && round < 3; round += 1)
    afterMs = course.calledAfter(queueId, ahead + Math.floor(rate * afterMs));
  return afterMs;
};
type Overtaken = Readonly<{ queueId: QueueId; ahead: number; rate: number }>;

/** How long a waiting ticket still waits; null where nobody can know, or no open window calls it. */
export const predict = (hall: RunningHall, ticket: Ticket, at: Instant): Estimate | null => {
  const ahead = aheadOf(hall, ticket);
  if (ahead === null) return null;
  const { queueId, standing } = ticket;
  const course = courseOf(hall, at);
  const rate = standing.forWindowId === null ? overtakers(hall, ticket, epochMs(at)) : 0;
  const afterMs =
    standing.forWindowId === null
      ? calledAfter(course, { queueId, ahead, rate })
      : course.calledAtWindow(standing.forWindowId, ahead);
  if (afterMs === null) return null;
  const asked = { queueId, ahead, afterMs, isPassed: rate > 0 };
  return estimated(course, asked) ?? byPace(hall, queueId, ahead);
};

/** How long somebody would wait who came to a queue now, behind all who wait. */
export const predictVisitor = (
  hall: RunningHall,
  queueId: QueueId,
  at: Instant,
): Estimate | null => {
  if (queueOf(hall.settings, queueId) === undefined) return null;
  const ahead = queueLine(hall, queueId).size;
  const course = courseOf(hall, at);
  const afterMs = course.calledAfter(queueId, ahead);
  if (afterMs === null) return null;
  const asked = { queueId, ahead, afterMs, isPassed: false };
  return estimated(course, asked) ?? byPace(hall, queueId, ahead);
};
