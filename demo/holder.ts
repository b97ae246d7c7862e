import { bodyOf, createApi, type Api } from './api.js';
import type { Person } from './day-log.js';
import type { Random } from './random.js';
import { isOver, pause, type Scene } from './scene.js';
import {
  grantedShape,
  holderTicketShape,
  tapShape,
  tokenShape,
  type HolderTicket,
  type IssuedTicket,
} from './shapes.js';

/** What a person does with the number. */
type Habit = 'paper' | 'accepts' | 'declines' | 'ignores' | 'accepts late';

const habits = [
  ['paper', 15],
  ['accepts', 60],
  ['declines', 8],
  ['ignores', 7],
  ['accepts late', 10],
] as const satisfies readonly (readonly [Habit, number])[];

const lookMs = 400;
const threshold = 3;

type Phone = Readonly<{ scene: Scene; person: Person; api: Api; random: Random }>;

/** A person opens the mini-program. @param runId makes a login code that was not used before */
export const logIn = async (
  { url, runId }: Pick<Scene, 'url' | 'runId'>,
  { name }: Pick<Person, 'name'>,
): Promise<Api> => {
  const nobody = createApi(url, null);
  const code = `user-${name}-${runId}`;
  const login = nobody.post('/api/v1/wechat/login', { code });
  return createApi(url, (await bodyOf('login', login, tokenShape)).token);
};

const bind = async ({ scene, person, api }: Phone, bindCode: string): Promise<boolean> => {
  const at = Date.now();
  const { ticketId, queueId } = person;
  scene.log.did({ kind: 'other', at, queueId, ticketId });
  const { status } = await api.post('/api/v1/tickets/bind', { bindCode });
  if (status !== 200) return false;
  person.boundAt = Date.now();
  return true;
};

const look = async ({ person, api }: Phone): Promise<HolderTicket> => {
  const path = `/api/v1/tickets/${person.ticketId}`;
  const ticket = await bodyOf('my ticket', api.get(path), holderTicketShape);
  const isNear = ticket.state === 'waiting' && (ticket.ahead ?? Infinity) <= threshold;
  if (isNear) person.sawNearAt ??= Date.now();
  return ticket;
};

/** Taps the popup of a ticket, and lets the mini-program report what it answered: how many were granted. */
export const answerPopup = async (
  simulator: Api,
  api: Api,
  tapped: Readonly<{ name: string; ticket: HolderTicket; answer: 'accept' | 'reject' }>,
): Promise<number> => {
  const { name, ticket, answer } = tapped;
  const tmplIds = [...new Set(ticket.subscriptions.map(({ templateId }) => templateId))];
  const popup = simulator.post(`/simulator/phones/${name}/subscribe`, { tmplIds, answer });
  const results = await bodyOf('popup', popup, tapShape);
  const report = api.post(`/api/v1/tickets/${ticket.ticketId}/subscriptions`, { results });
  return (await bodyOf('subscription', report, grantedShape)).granted.length;
};

const tap = async (phone: Phone, answer: 'accept' | 'reject'): Promise<void> => {
  const { scene, person, api } = phone;
  const ticket = await look(phone);
  const { ticketId, queueId } = person;
  scene.log.did({ kind: 'other', at: Date.now(), queueId, ticketId });
  const granted = await answerPopup(scene.simulator, api, { name: person.name, ticket, answer });
  if (granted > 0) person.grantedAt.push(Date.now());
};

const isWithheld = ({ state, messages }: HolderTicket): boolean =>
  state === 'waiting' && messages.some(({ status }) => status === 'withheld');

/** Looks at the phone now and then until the visit is over; a late one accepts once near. */
const wait = async (phone: Phone, acceptsLate: 'accepts late' | null): Promise<void> => {
  let willAccept = acceptsLate !== null;
  while (!isOver(phone.scene)) {
    const ticket = await look(phone);
    if (['completed', 'cancelled', 'expired'].includes(ticket.state)) return;
    if (willAccept && isWithheld(ticket)) {
      willAccept = false;
      await tap(phone, 'accept');
    }
    await pause(phone.scene, lookMs * phone.random.between(0.7, 1.3));
  }
};

/** What a holder does from the kiosk to the end of the visit. */
export const holdTicket = async (
  scene: Scene,
  person: Person,
  { bindCode }: IssuedTicket,
): Promise<void> => {
  const random = scene.random.fork(person.number);
  const habit = random.weighted<Habit>(habits);
  if (habit === 'paper') return;
  await pause(scene, random.between(50, 1_200));
  const phone = { scene, person, random, api: await logIn(scene, person) };
  if (!(await bind(phone, bindCode))) return;
  await pause(scene, random.between(50, 500));
  if (habit === 'accepts') await tap(phone, 'accept');
  if (habit === 'declines') await tap(phone, 'reject');
  await wait(phone, habit === 'accepts late' ? habit : null);
};
