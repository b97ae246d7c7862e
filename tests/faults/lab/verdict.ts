import type { Delivery } from './simulator-process.js';
import { kindOf } from './hall.js';
import type { Message } from './records.js';

export type SendPolicy = 'at-most-once' | 'at-least-once';

/** What is known of a round from outside, once it is over. */
export type Evidence = Readonly<{
  policy: SendPolicy;
  messages: readonly Message[];
  deliveries: readonly Delivery[];
  /** Message streams whose send was under way at a kill. */
  inFlightAtKills: ReadonlySet<string>;
  /** Faults used up after which nobody knows whether a message was delivered. */
  unknownFaults: number;
  /** Where each ticket stands in the end. */
  states: ReadonlyMap<string, string>;
  /** Tickets of people whom WeChat refuses to send to. */
  declined: ReadonlySet<string>;
  /** What was decided before this, in milliseconds since the epoch, is past its time. */
  diedAt: number;
}>;

export type Verdict = Readonly<{
  delivered: number;
  duplicates: number;
  lost: number;
  inDoubt: number;
  violations: readonly string[];
}>;

const finals = ['sent', 'delivered', 'undelivered', 'rejected', 'withheld', 'withdrawn', 'expired'];

type Group = { messages: Message[]; deliveries: Delivery[] };

const ticketOf = ({ page }: Delivery): string =>
  new URLSearchParams((page ?? '').split('?')[1] ?? '').get('ticketId') ?? '';

/** Messages and deliveries that can belong together: of one ticket and kind. */
const grouped = ({ messages, deliveries }: Evidence): ReadonlyMap<string, Group> => {
  const groups = new Map<string, Group>();
  const groupOf = (key: string): Group => {
    const group = groups.get(key) ?? { messages: [], deliveries: [] };
    groups.set(key, group);
    return group;
  };
  for (const message of messages)
    groupOf(`${message.ticketId}/${message.kind}`).messages.push(message);
  for (const delivery of deliveries)
    groupOf(`${ticketOf(delivery)}/${kindOf(delivery.data) ?? '?'}`).deliveries.push(delivery);
  return groups;
};

const stateOf = {
  'near-turn': 'waiting',
  queued: 'waiting',
  called: 'called',
  missed: 'no_show',
} as const;

/** Whether what a message says is over: then no policy sends it again. */
const isPast = (message: Message, evidence: Evidence): boolean =>
  evidence.states.get(message.ticketId) !== stateOf[message.kind] ||
  evidence.messages.some(
    ({ ticketId, stay }) => ticketId === message.ticketId && stay > message.stay,
  ) ||
  Date.parse(message.decidedAt) < evidence.diedAt ||
  evidence.declined.has(message.ticketId);

type Counted = { duplicates: number; lost: number; violations: string[] };

/**
 * A delivery whose msgid a message recorded is that message's one. What is left over can only be of
 * messages in doubt, one each; anything more was sent twice.
 */
const judgeGroup = (evidence: Evidence, key: string, counted: Counted, group: Group): void => {
  const { policy } = evidence;
  const msgids = new Set(group.deliveries.map(({ msgid }) => msgid));
  const recorded = group.messages.flatMap(({ msgid }) => msgid ?? []);
  for (const msgid of recorded)
    if (!msgids.has(msgid)) {
      counted.lost += 1;
      counted.violations.push(`${key}: msgid ${msgid} is recorded, but nobody received it`);
    }
  const left = group.deliveries.filter(({ msgid }) => !recorded.includes(msgid)).length;
  const doubts = group.messages.filter(({ status }) => status === 'in_doubt').length;
  const extra = Math.max(0, left - doubts);
  counted.duplicates += extra;
  const shown = group.messages.map(
    ({ stay, status, attempts }) => `${stay}:${status}(${attempts})`,
  );
  if (extra > 0 && policy === 'at-most-once')
    counted.violations.push(
      `${key}: ${group.deliveries.length} deliveries for messages ${shown.join(' ')}`,
    );
};

/** At least once: a doubt that could be sent again was, and somebody received it. */
const judgeLosses = (evidence: Evidence, group: Group, counted: Counted): void => {
  for (const message of group.messages) {
    if (message.status !== 'in_doubt' || group.deliveries.length > 0) continue;
    if (isPast(message, evidence)) continue;
    counted.lost += 1;
    counted.violations.push(`${message.messageId}: in doubt, and nobody received it`);
  }
};

const judgeStatuses = ({ messages }: Evidence, counted: Counted): void => {
  for (const { messageId, status } of messages) {
    if (finals.includes(status) || status === 'in_doubt') continue;
    counted.lost += 1;
    counted.violations.push(`${messageId}: still ${status} after the drain`);
  }
};

/** A doubt has a cause: its send was under way at a kill, or WeChat's answer was lost by a fault. */
const judgeDoubts = (evidence: Evidence, counted: Counted): number => {
  const doubts = evidence.messages.filter(({ status }) => status === 'in_doubt');
  const unexplained = doubts.filter(
    ({ messageId }) => !evidence.inFlightAtKills.has(`message-${messageId}`),
  );
  if (unexplained.length > evidence.unknownFaults)
    counted.violations.push(
      `${unexplained.length} in doubt without a kill, ${evidence.unknownFaults} unknown outcomes injected: ` +
        unexplained.map(({ messageId }) => messageId).join(' '),
    );
  return doubts.length;
};

/** What the evidence of a round comes to. */
export const judgeMessages = (evidence: Evidence): Verdict => {
  const counted: Counted = { duplicates: 0, lost: 0, violations: [] };
  for (const [key, group] of grouped(evidence)) {
    judgeGroup(evidence, key, counted, group);
    if (evidence.policy === 'at-least-once') judgeLosses(evidence, group, counted);
  }
  judgeStatuses(evidence, counted);
  const inDoubt = judgeDoubts(evidence, counted);
  return { delivered: evidence.deliveries.length, inDoubt, ...counted };
};

/** Of the deliveries that a simulator knows, those for these tickets. */
export const deliveriesFor = (
  deliveries: readonly Delivery[],
  ticketIds: ReadonlySet<string>,
): readonly Delivery[] => deliveries.filter((delivery) => ticketIds.has(ticketOf(delivery)));
