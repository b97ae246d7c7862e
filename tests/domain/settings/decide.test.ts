import { expect } from 'chai';
import {
  decideSettings,
  evolveSettings,
  noSettings,
  type SettingsCommand,
  type SettingsRefusal,
  type SettingsState,
} from '../../../src/domain/settings/decide.js';
import type { SettingsEvent } from '../../../src/domain/settings/events.js';
import type { HallProfile, QueueSettings } from '../../../src/domain/settings/settings.js';
import { demo, nine, now, queueA, queueB, window1, window2 } from '../hall/demo-hall.js';
import { specificationOf } from '../specification.js';

const { queues, windows, ...profile } = demo;
const [a, b] = queues as [QueueSettings, QueueSettings];
const [first, second] = windows as [(typeof windows)[number], (typeof windows)[number]];

const configured: SettingsEvent = { type: 'HallConfigured', data: { profile }, ...now };
const withQueue = (queue: QueueSettings): SettingsEvent => ({
  type: 'QueueConfigured',
  data: { queue },
  ...now,
});
const withWindow = (window: (typeof windows)[number]): SettingsEvent => ({
  type: 'WindowConfigured',
  data: { window },
  ...now,
});
const queueRemoved: SettingsEvent = { type: 'QueueRemoved', data: { queueId: queueA }, ...now };
const windowRemoved: SettingsEvent = {
  type: 'WindowRemoved',
  data: { windowId: window1 },
  ...now,
};
const whole = [configured, withQueue(a), withQueue(b), withWindow(first), withWindow(second)];

const hall = (to: HallProfile): SettingsCommand => ({
  type: 'ConfigureHall',
  at: nine,
  profile: to,
});
const queue = (to: QueueSettings): SettingsCommand => ({
  type: 'ConfigureQueue',
  at: nine,
  queue: to,
});
const window = (to: (typeof windows)[number]): SettingsCommand => ({
  type: 'ConfigureWindow',
  at: nine,
  window: to,
});
const removeQueue = { type: 'RemoveQueue', at: nine, queueId: queueA } as const;
const removeWindow = { type: 'RemoveWindow', at: nine, windowId: window1 } as const;

const next = (state: SettingsState, event: SettingsEvent): SettingsState =>
  evolveSettings(state, event, state.revision + 1);
const given = specificationOf<SettingsState, SettingsCommand, SettingsEvent, SettingsRefusal>({
  initialState: noSettings,
  decide: decideSettings,
  evolve: next,
});
const after = (...events: readonly SettingsEvent[]) => events.reduce(next, noSettings).settings;

describe('configuring a hall', () => {
  it('comes first', () => {
    given().when(hall(profile)).then(configured);
    for (const command of [queue(a), window(first), removeQueue, removeWindow])
      given().when(command).thenRefused({ code: 'unknown_hall' });
    expect(after(withQueue(a), withWindow(first), queueRemoved)).to.equal(null);
  });

  it('changes what is different, and keeps queues and windows', () => {
    const renamed = { ...profile, name: 'Renamed' };
    given(...whole)
      .when(hall(renamed))
      .then({ ...configured, data: { profile: renamed } } as SettingsEvent);
    const settings = after(...whole, {
      type: 'HallConfigured',
      data: { profile: renamed },
      ...now,
    });
    expect(settings).to.deep.equal({ ...demo, name: 'Renamed', windows: [first, second] });
  });

  it('makes nothing of what is so already, in whatever order it is written', () => {
    given(...whole)
      .when(hall(profile))
      .thenNothing();
    const turned = Object.fromEntries(Object.entries(profile).reverse()) as HallProfile;
    given(...whole)
      .when(hall(turned))
      .thenNothing();
    const messages = {
      ...profile.messages,
      called: { ...profile.messages.called, data: { thing1: '{number}' } },
    };
    given(...whole)
      .when(hall({ ...profile, messages }))
      .then({ type: 'HallConfigured', data: { profile: { ...profile, messages } }, ...now });
  });
});

describe('configuring a queue', () => {
  it('adds or replaces it in its place', () => {
    given(configured).when(queue(a)).then(withQueue(a));
    given(...whole)
      .when(queue(a))
      .thenNothing();
    const lower = { ...a, nearTurnThreshold: 1 };
    given(...whole)
      .when(queue(lower))
      .then(withQueue(lower));
    expect(after(...whole, withQueue(lower))?.queues).to.deep.equal([lower, b]);
  });

  it('gives each prefix, also none, to one queue', () => {
    given(...whole)
      .when(queue({ ...b, prefix: 'A' }))
      .thenRefused({ code: 'prefix_taken', prefix: 'A', queueId: queueA });
    given(configured, withQueue({ ...a, prefix: '' }))
      .when(queue({ ...b, prefix: '' }))
      .thenRefused({ code: 'prefix_taken', prefix: '', queueId: queueA });
  });

  it('can be undone, and takes the queue from its windows', () => {
    given(...whole)
      .when(removeQueue)
      .then(queueRemoved);
    given(configured).when(removeQueue).thenRefused({ code: 'unknown_queue', queueId: queueA });
    const settings = after(...whole, queueRemoved);
    expect(settings?.queues).to.deep.equal([b]);
    expect(settings?.windows.map(({ queueIds }) => queueIds)).to.deep.equal([[], [queueB]]);
  });
});

describe('configuring a window', () => {
  it('adds or replaces it in its place', () => {
    given(configured, withQueue(a)).when(window(first)).then(withWindow(first));
    given(...whole)
      .when(window(first))
      .thenNothing();
    const other = { ...first, queueIds: [queueB, queueA] };
    given(...whole)
      .when(window(other))
      .then(withWindow(other));
    const settings = after(...whole, withWindow(other));
    expect(settings?.windows).to.deep.equal([other, second]);
  });

  it('takes the order of its queues seriously', () => {
    const turned = { ...second, queueIds: [...second.queueIds].reverse() };
    given(...whole)
      .when(window(turned))
      .then(withWindow(turned));
  });

  it('is refused for a queue that the hall does not have', () => {
    given(configured, withQueue(a))
      .when(window(second))
      .thenRefused({ code: 'unknown_queue', queueId: queueB });
  });

  it('can be undone', () => {
    given(...whole)
      .when(removeWindow)
      .then(windowRemoved);
    given(configured).when(removeWindow).thenRefused({ code: 'unknown_window', windowId: window1 });
    expect(after(...whole, windowRemoved)?.windows.map(({ windowId }) => windowId)).to.deep.equal([
      window2,
    ]);
  });
});
