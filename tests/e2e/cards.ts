import { simulatorTemplates } from '../../simulator/simulator.js';
import { eventually } from './http.js';
import type { Hall, HallOptions, Holder } from './hall.js';
import type { MessageDetail } from './json.js';
import type { Phone } from './phone.js';
import type { Reach } from './rig.js';

/** A card as a phone shows it. */
export type ShownCard = Readonly<{
  content: Readonly<Record<string, unknown>> | null;
  codeState: number;
  updates: number;
}>;

/** A hall that sends 排队 and 快到您了, by card where the holder wants one. */
export const withCards = (more: object = {}): HallOptions => ({
  hall: {
    card: { enabled: true, tableType: '大桌' },
    messages: {
      'near-turn': { enabled: true },
      queued: { enabled: true, templateId: simulatorTemplates.pd },
    },
    ...more,
  },
  threshold: 1,
});

/** What a tap on the button of a service card gives. */
export const tapCard = async ({ simulator }: Reach, phone: Phone): Promise<string> => {
  const path = `/simulator/phones/${phone.name}/live-activity`;
  return (await simulator.post<{ code: string }>(path, { type: 1005 })).code;
};

/** A holder who has given the ticket a card, and no message any permission. */
export const cardHolder = async (rig: Reach, hall: Hall): Promise<Holder> => {
  const ticket = await hall.issue();
  const phone = await rig.phone();
  await phone.bind(ticket.bindCode);
  const path = `/api/v1/tickets/${ticket.ticketId}/card`;
  await phone.caller.post(path, { code: await tapCard(rig, phone) });
  return { phone, ticket };
};

export const cardsOf = async ({ simulator }: Reach, phone: Phone): Promise<readonly ShownCard[]> =>
  (await simulator.get<{ items: ShownCard[] }>(`/simulator/cards?user=${phone.name}`)).items;

/** The phone's card once it shows a state. */
export const cardAt = (rig: Reach, phone: Phone, status: number): Promise<ShownCard> =>
  eventually(`card of ${phone.name} at state ${status}`, async () =>
    (await cardsOf(rig, phone)).find(({ content }) => content?.['cur_status'] === status),
  );

/** What the auditor reads of a message. */
export const detailOf = (
  { admin }: Reach,
  ticketId: string,
  kind: string,
): Promise<MessageDetail & { channel: string | null }> =>
  admin.get(`/api/v1/audit/messages/${ticketId}.${kind}`);

export const typesOf = ({ timeline }: MessageDetail): readonly string[] =>
  timeline.filter(({ stream }) => stream.startsWith('message-')).map(({ type }) => type);
