import { CardOffers } from '../../../src/application/subscribers/card-offers.js';
import type { SubscriberId } from '../../../src/domain/ids.js';
import { by, hall, settled, ticketId, type Instance } from '../rig.js';

/** What Anna's tap gave. */
export const code = 'p1.code-of-a-tap';

/** Has the hall send service cards, or no longer. */
export const switchCards = async ({ settings }: Instance, enabled: boolean): Promise<void> => {
  const found = settings.settingsOf(hall);
  if (found === null) throw new Error('expected the hall');
  const { queues: _queues, windows: _windows, ...profile } = found;
  const card = { enabled, page: 'p?ticketId={ticketId}', tableType: null };
  await settings.configureHall(hall, { ...profile, card }, by());
};

/** A person gives a ticket a card. */
export const offerCard = async (
  one: Instance,
  person: SubscriberId,
  { ticket = 't1', text = code }: Readonly<{ ticket?: string; text?: string }> = {},
): Promise<void> => {
  const offered = { ticketId: ticketId(ticket), code: text };
  await one.container.get(CardOffers).offer(person, offered, by());
  await settled();
};
