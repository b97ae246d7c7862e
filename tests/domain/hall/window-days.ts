import fc from 'fast-check';
import { demo, idOf, queueA, queueB, window1, window2, window3 } from './demo-hall.js';
import { steps, type Step } from './random-steps.js';

const anyWindow = fc.constantFrom(window1, window2, window3);
const issuing: fc.Arbitrary<Step> = fc.nat(60).map((n) => ({
  type: 'IssueTicket',
  ticketId: idOf(`more-${n}`),
  queueId: n % 2 === 0 ? queueA : queueB,
  priority: 'normal',
  number: null,
  subscriberId: null,
}));
const callNext: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('CallNext' as const),
  windowId: anyWindow,
});
const transfer: fc.Arbitrary<Step> = fc.record({
  type: fc.constant('TransferTicket' as const),
  windowId: anyWindow,
  to: fc.record({ windowId: anyWindow }),
});
const stops: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constant('CloseWindow' as const), windowId: anyWindow }),
  fc.record({
    type: fc.constant('PauseWindow' as const),
    windowId: anyWindow,
    reason: fc.constant(null),
  }),
  fc.record({
    type: fc.constant('ChangeSettings' as const),
    settings: fc
      .constantFrom(demo.windows, demo.windows.slice(1), demo.windows.slice(0, 2))
      .map((windows) => ({ ...demo, windows })),
    settingsRevision: fc.integer({ min: 8, max: 60 }),
  }),
);
const aside: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    type: fc.constant('HoldTicket' as const),
    windowId: anyWindow,
    kind: fc.constant('any_window' as const),
    until: fc.constant(null),
  }),
  fc.record({
    type: fc.constant('ResumeTicket' as const),
    ticketId: fc.nat(60).map((n) => idOf(`more-${n}`)),
    byWindowId: fc.constant(null),
  }),
);
/** Of all that may come, more of what sends somebody to one window, and of what stops a window. */
const sending: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: issuing },
  { weight: 4, arbitrary: callNext },
  { weight: 4, arbitrary: transfer },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('OpenWindow' as const), windowId: anyWindow }),
  },
  { weight: 2, arbitrary: stops },
  { weight: 2, arbitrary: aside },
);
/** Any commands, many of which send somebody to one window, or stop a window. */
export const windowDays: fc.Arbitrary<readonly Step[]> = fc
  .tuple(steps, fc.array(sending, { minLength: 40, maxLength: 120, size: 'max' }))
  .map(([some, others]) =>
    others.flatMap((step, n) => {
      const other = n % 4 === 0 ? some[n] : undefined;
      return other === undefined || other.type === 'CloseDay' ? [step] : [step, other];
    }),
  );
