import type { components } from '../../api/schema.js';

export type MessageDetail = components['schemas']['MessageDetail'];
export type TimelineEntry = MessageDetail['timeline'][number];

/** What an event says beyond its name: keys of the page's words, and what to put in. */
export type Remark = Readonly<{ key: string; values: Readonly<Record<string, string | number>> }>;
/** Which colour a step has: what happened in the hall, what was decided, what came of it. */
export type Tone = 'hall' | 'decided' | 'sent' | 'good' | 'bad';
export type Step = Readonly<{
  type: string;
  tone: Tone;
  at: string;
  /** Since the step before, in whole seconds; null for the first. */
  afterSeconds: number | null;
  by: string | null;
  place: Readonly<{ stream: string; revision: number }>;
  remarks: readonly Remark[];
}>;

const decided = new Set(['NearTurn', 'CallNotice', 'QueuedNotice', 'MissedNotice']);
const good = new Set(['MessageSent', 'TicketCompleted']);
const bad = new Set([
  'SendRejected',
  'MessageInDoubt',
  'MessageWithheld',
  'MessageWithdrawn',
  'MessageExpired',
  'TicketNoShow',
]);

const toneOf = ({ type, data }: TimelineEntry): Tone => {
  if (decided.has(type)) return 'decided';
  if (type === 'DeliveryReported') return data['outcome'] === 'delivered' ? 'good' : 'bad';
  if (good.has(type)) return 'good';
  if (bad.has(type)) return 'bad';
  return type === 'SendAttempted' || type === 'SendDeferred' ? 'sent' : 'hall';
};

const isFigure = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && value !== '');

/** Which fields of an event are worth a remark, in this order. */
const told: readonly Readonly<{ key: string; fields: Readonly<Record<string, string>> }>[] = [
  { key: 'audit.aheadOf', fields: { ahead: 'ahead', threshold: 'threshold' } },
  { key: 'audit.aheadOnly', fields: { ahead: 'ahead' } },
  { key: 'audit.toWindow', fields: { window: 'windowId' } },
  { key: 'audit.errcode', fields: { errcode: 'errcode' } },
  { key: 'audit.latency', fields: { ms: 'latencyMs' } },
];

const remarksOf = ({ data }: TimelineEntry): readonly Remark[] => {
  const said = new Set<string>();
  return told.flatMap(({ key, fields }) => {
    const values: Record<string, string | number> = {};
    for (const [name, field] of Object.entries(fields)) {
      const value = data[field];
      if (!isFigure(value) || said.has(field)) return [];
      values[name] = value;
    }
    for (const field of Object.values(fields)) said.add(field);
    return [{ key, values }];
  });
};

/** The events of a message or a ticket as steps that follow each other. */
export const stepsOf = (timeline: readonly TimelineEntry[]): readonly Step[] =>
  timeline.map((entry, index) => {
    const before = timeline[index - 1];
    const gapMs = before === undefined ? null : Date.parse(entry.at) - Date.parse(before.at);
    return {
      type: entry.type,
      tone: toneOf(entry),
      at: entry.at,
      afterSeconds: gapMs === null ? null : Math.round(gapMs / 1000),
      by: entry.by,
      place: { stream: entry.stream, revision: entry.revision },
      remarks: remarksOf(entry),
    };
  });
