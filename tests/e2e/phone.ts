import { simulatorTemplates } from '../../simulator/simulator.js';
import type { Caller } from './http.js';
import type { Received, TicketPage } from './json.js';

/** A person with a phone, logged in. */
export type Phone = Readonly<{
  name: string;
  caller: Caller;
  bind: (bindCode: string) => Promise<TicketPage>;
  /** Taps on the popup and reports what it gives. */
  subscribe: (ticketId: string, tap?: Tap) => Promise<Subscribed>;
  ticket: (ticketId: string) => Promise<TicketPage>;
  received: () => Promise<readonly Received[]>;
}>;
export type Tap = Readonly<{ answer?: string | object; templateIds?: readonly string[] }>;
export type Subscribed = Readonly<{ granted: readonly string[]; declined: readonly string[] }>;

export type PhoneParts = Readonly<{
  simulator: Caller;
  as: (token: string | null) => Caller;
  received: (user?: string) => Promise<readonly Received[]>;
}>;

/** Logs a person in by the code that the simulator gives them. */
export const phoneOf = async (parts: PhoneParts, name: string): Promise<Phone> => {
  const { simulator, as, received } = parts;
  const { code } = await simulator.post<{ code: string }>(`/simulator/phones/${name}/login`);
  const { token } = await as(null).post<{ token: string }>('/api/v1/wechat/login', { code });
  const caller = as(token);
  return {
    name,
    caller,
    bind: (bindCode) => caller.post('/api/v1/tickets/bind', { bindCode }),
    subscribe: async (ticketId, { answer = 'accept', templateIds } = {}) => {
      const tap = { tmplIds: templateIds ?? [simulatorTemplates.jh], answer };
      const results = await simulator.post(`/simulator/phones/${name}/subscribe`, tap);
      return caller.post(`/api/v1/tickets/${ticketId}/subscriptions`, { results });
    },
    ticket: (ticketId) => caller.get(`/api/v1/tickets/${ticketId}`),
    received: () => received(name),
  };
};
