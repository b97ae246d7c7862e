import { shallowRef } from 'vue';
import { answered, createApi, type Api } from '../api/client.js';
import type { components } from '../api/schema.js';

/** What kind of page asks to be let in (`client_id` of RFC 8628). */
export type DeviceClient = 'kiosk' | 'counter' | 'display' | 'manager' | 'auditor';
/** What a device's token may do, as the service says it. */
export type Session = components['schemas']['Session'];

const nameOf = (client: DeviceClient): string => `nearturn.${client}.token`;

/** The token of this device for pages of one kind. It stays here, and goes nowhere but to the service. */
export const tokenOf = (client: DeviceClient): string | null =>
  localStorage.getItem(nameOf(client));
export const keepToken = (client: DeviceClient, token: string): void =>
  localStorage.setItem(nameOf(client), token);
export const forgetToken = (client: DeviceClient): void => localStorage.removeItem(nameOf(client));

/** The API as this device of its kind. */
export const apiOf = (client: DeviceClient): Api => createApi(() => tokenOf(client));

/** What a page behind the gate works with. */
export type Device = Readonly<{
  client: DeviceClient;
  api: Api;
  session: Session;
  token: () => string | null;
}>;

/** Asks what the token of this device may do. @throws ApiProblem 401 where it is over */
export const askSession = (api: Api): Promise<Session> => answered(api.GET('/api/v1/session'));

/** Whether this device has been let in, for the page that shows it. */
export const useToken = (client: DeviceClient) => shallowRef(tokenOf(client));
