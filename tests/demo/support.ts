import type { Person, PhoneMessage } from '../../demo/day-log.js';
import type { AuditMessage } from '../../demo/shapes.js';

export const person = (more: Partial<Person> = {}): Person => ({
  name: 'wang',
  ticketId: 't-1',
  number: 'A001',
  queueId: 'A',
  boundAt: 1_000,
  grantedAt: [2_000],
  sawNearAt: 3_000,
  leftAt: 9_000,
  ...more,
});

export const phoneMessage = (more: Partial<PhoneMessage> = {}): PhoneMessage => ({
  msgid: '11',
  ticketId: 't-1',
  number: 'A001',
  ahead: 3,
  at: 3_000,
  sinceCallMs: 8,
  ...more,
});

export const auditMessage = (more: Partial<AuditMessage> = {}): AuditMessage => ({
  messageId: 't-1.near-turn',
  ticketId: 't-1',
  number: 'A001',
  stay: 1,
  status: 'sent',
  reason: null,
  msgid: '11',
  ...more,
});
