import type { Subscription, Ticket } from '../../miniprogram/logic/answers.js';

export const subscriptionOf = (more: Partial<Subscription> = {}): Subscription => ({
  kind: 'near-turn',
  templateId: 'template-jh',
  remaining: 0,
  longTerm: undefined,
  ...more,
});

/** A ticket as its holder reads it. */
export const ticketOf = (more: Partial<Ticket> = {}): Ticket => ({
  ticketId: 't1',
  number: 'A012',
  queueId: 'A',
  state: 'waiting',
  hallId: 'demo',
  businessDay: '2025-03-03',
  issuedAt: '2025-03-03T09:00:00+08:00',
  ahead: 4,
  priority: 'normal',
  priorityName: '普通',
  route: [],
  outcome: null,
  estimatedWaitSeconds: 301,
  estimate: { low: 200, high: 420 },
  unserved: false,
  reminderAhead: null,
  window: null,
  messages: [],
  subscriptions: [subscriptionOf()],
  card: undefined,
  rating: null,
  ...more,
});
