import { defaultPriorities } from './priorities.js';
import type {
  AppointmentSettings,
  HallProfile,
  OpenPerPerson,
  QueueSettings,
  ReturnRules,
  WindowSettings,
} from './settings.js';

// What a field left out means, for a PUT and for an event written before the field was there: the
// hall works as though the rule did not exist.

/** What a queue does not say. */
export const queueDefaults = {
  nearTurnThreshold: 3,
  nearTurnMinutes: null,
  order: 'strict',
  lockedHead: 0,
  firstNumber: 1,
  lastNumber: null,
  digits: 3,
  skip: [],
  hours: null,
  lastTicketMinutes: 0,
  stopByEstimate: false,
  quota: { day: null, slots: [] },
  serviceSeconds: null,
  maxWaitSeconds: null,
  appointments: null,
} satisfies Omit<QueueSettings, 'queueId' | 'name' | 'prefix' | 'serviceName'>;

/** What the appointments of a queue do not say. */
export const appointmentDefaults = {
  bookableDays: 7,
  checkIn: { earlyMinutes: 30, lateMinutes: 15 },
  late: 'walk_in',
  priority: 'priority',
} satisfies Omit<AppointmentSettings, 'slots'>;

/** What a window does not say. */
export const windowDefaults = {
  area: null,
  pick: 'preference',
  shares: {},
} satisfies Omit<WindowSettings, 'windowId' | 'name' | 'queueIds'>;

/** What the rules of a return do not say. */
export const returnDefaults: ReturnRules = {
  place: 'last',
  priority: null,
  limit: null,
  withinMinutes: null,
};

/** One open ticket a queue where people take numbers on their phones; at a kiosk paper is the limit. */
export const openPerPersonDefaults = (holdersTakeNumbers: boolean): OpenPerPerson => ({
  perQueue: holdersTakeNumbers ? 1 : null,
  perHall: null,
});

/** What a hall does not say, but for its messages and what depends on another field. */
export const hallDefaults = {
  timeZone: 'Asia/Shanghai',
  busyWindow: 'complete',
  transferPlace: 'issued',
  holdersTakeNumbers: false,
  priorities: defaultPriorities,
  dayStartsAt: '00:00',
  closesAt: null,
  hours: null,
  perPersonADay: null,
  callGiven: 'any',
  recallLimit: null,
  afterRecalls: 'refuse',
  returns: returnDefaults,
  signIn: 'off',
  pauseReasons: [],
  outcomes: [],
  ratingReasons: [],
  windowLineMinutes: 10,
} satisfies Omit<HallProfile, 'name' | 'openPerPerson' | 'messages' | 'card'>;
