import { subscriberId } from '../../../src/domain/ids.js';
import { RecordedDay, template } from './recorded-day.js';
import { historyOver, memoryStore } from './rig.js';

export const lin = subscriberId('lin');
export const grant = {
  type: 'SubscriptionGranted',
  data: { templateId: template, source: 'client', ticketId: null },
} as const;
export const used = (id: string) =>
  ({
    type: 'SubscriptionUsed',
    data: { templateId: template, messageId: id as never },
  }) as const;

export const onADay = async (options: { nearTurn: boolean } = { nearTurn: true }) => {
  const store = memoryStore();
  const day = new RecordedDay(store);
  await day.open(options);
  return { day, ...historyOver(store) };
};

export const all = { limit: 50, cursor: null };
