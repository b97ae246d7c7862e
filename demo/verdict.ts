import type { Person, PhoneMessage } from './day-log.js';
import type { AuditMessage } from './shapes.js';

/** What is to be compared: what people saw, what phones got, what the auditor reads. */
export type Evidence = Readonly<{
  people: readonly Person[];
  phones: readonly PhoneMessage[];
  audit: readonly AuditMessage[];
}>;

export type Fault = Readonly<{ number: string; what: string }>;

export type Verdict = Readonly<{
  /** Bound holders with a grant who came near, each stay by itself. */
  near: number;
  toldOnce: number;
  duplicates: readonly Fault[];
  missed: readonly Fault[];
  /** What phones and audit list say differently. */
  unrecorded: readonly Fault[];
  /** Came near without a grant. */
  withheld: number;
  /** Came near and was called before there was anything to send. */
  withdrawn: number;
}>;

/** Who was near and had accepted for this long before being called had to be told. */
const graceMs = 1_000;

const tooMany = ({ people, phones, audit }: Evidence): readonly Fault[] =>
  people.flatMap(({ ticketId, number }) => {
    const got = phones.filter((message) => message.ticketId === ticketId);
    const stays = audit.filter((message) => message.ticketId === ticketId).length;
    const isOnceEach =
      got.length <= stays && new Set(got.map(({ msgid }) => msgid)).size === got.length;
    return isOnceEach ? [] : [{ number, what: `told ${got.length} times of ${stays} stays near` }];
  });

const wasSent = ({ status }: AuditMessage): boolean =>
  status === 'sent' || status === 'delivered' || status === 'undelivered';

/** Whether this person had a grant, and knew of being near, in good time before being called. */
const wasDue = ({ grantedAt, sawNearAt, leftAt }: Person): boolean => {
  const [granted] = grantedAt;
  if (granted === undefined || sawNearAt === null) return false;
  return leftAt === null || Math.max(granted, sawNearAt) + graceMs < leftAt;
};

const missedBy = (person: Person, { audit }: Evidence): Fault | null => {
  const { ticketId, number } = person;
  const message = audit.find((one) => one.ticketId === ticketId && one.stay === 1);
  if (message !== undefined && wasSent(message)) return null;
  if (wasDue(person))
    return {
      number,
      what: `was near with a grant; the record says ${message?.status ?? 'nothing'}`,
    };
  return null;
};

const unfinished = ({ status, reason, number }: AuditMessage): Fault | null =>
  ['withheld', 'withdrawn'].includes(status)
    ? null
    : { number, what: `decided but ${status}${reason === null ? '' : ` (${reason})`}` };

const lost = (message: AuditMessage, phones: ReadonlySet<string | null>): Fault | null =>
  wasSent(message) && !phones.has(message.msgid)
    ? { number: message.number, what: `${message.status}, but no phone got it` }
    : null;

const found = (faults: readonly (Fault | null)[]): readonly Fault[] =>
  faults.filter((fault) => fault !== null);

/** Judges the morning. */
export const judge = (evidence: Evidence): Verdict => {
  const { people, phones, audit } = evidence;
  const got = new Set<string | null>(phones.map(({ msgid }) => msgid));
  const recorded = new Set(audit.map(({ msgid }) => msgid));
  const toldOnce = audit.filter((message) => wasSent(message) && got.has(message.msgid)).length;
  const duplicates = tooMany(evidence);
  const missed = found([
    ...people.map((person) => missedBy(person, evidence)),
    ...audit.map((message) => (wasSent(message) ? lost(message, got) : unfinished(message))),
  ]);
  const unrecorded = phones
    .filter(({ msgid }) => !recorded.has(msgid))
    .map(({ number, msgid }) => ({ number, what: `got ${msgid}, which no record names` }));
  const having = (status: string): number => audit.filter((one) => one.status === status).length;
  return {
    near: toldOnce + missed.length,
    toldOnce: toldOnce - duplicates.length,
    duplicates,
    missed,
    unrecorded,
    withheld: having('withheld'),
    withdrawn: having('withdrawn'),
  };
};

/** Whether everything went as promised. */
export const isClean = ({ near, toldOnce, duplicates, missed, unrecorded }: Verdict): boolean =>
  near > 0 && toldOnce === near && duplicates.length + missed.length + unrecorded.length === 0;
