import { expect } from 'chai';
import type {
  CommandAuthor,
  HallCommand,
  SignIn,
  SignOut,
} from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import { isUnserved, servedQueues } from '../../../../src/domain/hall/line/served.js';
import { unopenedHall } from '../../../../src/domain/hall/state.js';
import {
  called,
  completed,
  hallClosed,
  issued,
  opened,
  started,
  transferred,
  windowClosed,
  windowOpened,
  windowPaused,
} from '../demo-events.js';
import {
  demo,
  given,
  hallAfter,
  idOf,
  nowhere,
  now,
  queueA,
  queueB,
  ticketOfNumber,
  window1,
  window2,
} from '../demo-hall.js';
import { arrivalPlace, lastPlace } from '../places.js';

const counter: CommandAuthor = { tokenId: 'counter-1', role: 'terminal' };
const other: CommandAuthor = { tokenId: 'counter-2', role: 'terminal' };
const admin: CommandAuthor = { tokenId: 'admin', role: 'admin' };

const signIn = (
  clerkId: string,
  by: CommandAuthor,
  takeOver = false,
  windowId = window1,
): SignIn => ({
  type: 'SignIn',
  windowId,
  clerkId,
  tokenId: by.tokenId ?? '',
  takeOver,
  by,
  ...now,
});
const signOut = (by: CommandAuthor): SignOut => ({
  type: 'SignOut',
  windowId: window1,
  by,
  ...now,
});
const signedIn = (
  clerkId: string,
  by: CommandAuthor,
  takenFrom: string | null = null,
): HallEvent => ({
  type: 'WindowSignedIn',
  data: { windowId: window1, clerkId, tokenId: by.tokenId ?? '', takenFrom },
  ...now,
});
const signedOut = (clerkId: string): HallEvent => ({
  type: 'WindowSignedOut',
  data: { windowId: window1, clerkId },
  ...now,
});

const required = opened({ signIn: 'required' });
const taken = { code: 'window_taken', windowId: window1, clerkId: '1024' } as const;

describe('a clerk who signs in', () => {
  it('sits at the window from then on', () => {
    given(required).when(signIn('1024', counter)).then(signedIn('1024', counter));
    expect(
      hallAfter(required, signedIn('1024', counter)).windows.get(window1)?.clerk,
    ).to.deep.equal({ clerkId: '1024', tokenId: 'counter-1' });
  });

  it('sits there already', () => {
    given(required, signedIn('1024', counter)).when(signIn('1024', counter)).thenNothing();
  });

  it('is refused where another sits, or they themselves at another terminal', () => {
    const history = [required, signedIn('1024', counter)];
    given(...history)
      .when(signIn('2048', other))
      .thenRefused(taken);
    given(...history)
      .when(signIn('2048', counter))
      .thenRefused(taken);
    given(...history)
      .when(signIn('1024', other))
      .thenRefused(taken);
  });

  it('takes over when they say so, which tells from whom', () => {
    given(required, signedIn('1024', counter))
      .when(signIn('2048', other, true))
      .then(signedIn('2048', other, '1024'));
    given(required)
      .when(signIn('2048', other, true))
      .then(signedIn('2048', other));
    given(required, signedIn('1024', counter), signedIn('2048', other, '1024'))
      .when({ type: 'OpenWindow', windowId: window1, by: counter, ...now })
      .thenRefused({ ...taken, clerkId: '2048' });
  });

  it('may do so where the hall does not ask for it', () => {
    given(opened()).when(signIn('1024', counter)).then(signedIn('1024', counter));
    given(opened(), signedIn('1024', counter))
      .when({ type: 'OpenWindow', windowId: window1, by: other, ...now })
      .then(windowOpened(window1));
  });

  it('is refused at a window that is unknown, and on a day that is closed', () => {
    given(required)
      .when(signIn('1024', counter, false, nowhere))
      .thenRefused({ code: 'unknown_window', windowId: nowhere });
    given(required, hallClosed()).when(signIn('1024', counter)).thenRefused({ code: 'day_closed' });
  });
});

describe('a window where clerks sign in', () => {
  const commands: readonly HallCommand[] = [
    { type: 'OpenWindow', windowId: window1, ...now },
    { type: 'PauseWindow', windowId: window1, reason: null, ...now },
    { type: 'CloseWindow', windowId: window1, ...now },
    { type: 'CallNext', windowId: window1, ...now },
    { type: 'CallTicket', windowId: window1, ticket: { number: 'A001' }, ...now },
    { type: 'RecallTicket', windowId: window1, ...now },
    { type: 'StartService', windowId: window1, ...now },
    { type: 'CompleteTicket', windowId: window1, ...now },
    { type: 'MarkNoShow', windowId: window1, ...now },
    { type: 'HoldTicket', windowId: window1, kind: 'any_window', until: null, ...now },
    { type: 'TransferTicket', windowId: window1, to: { queueId: queueB }, ...now },
  ];
  const line = [required, signedIn('1024', counter), windowOpened(window1), issued('A001', 1)];
  const busy = [...line, issued('A002', 2), called('A001', window1)];

  for (const command of commands) {
    it(`is theirs: ${command.type} from another terminal is refused`, () => {
      given(...busy)
        .when({ ...command, by: other })
        .thenRefused(taken);
      given(...busy)
        .when({ ...command, by: admin })
        .thenRefused(taken);
    });

    it(`is nobody's: ${command.type} is refused until somebody signs in`, () => {
      given(required, windowOpened(window1), issued('A001', 1), called('A001', window1))
        .when({ ...command, by: counter })
        .thenRefused({ code: 'not_signed_in', windowId: window1 });
    });

    it(`lets the clerk's terminal, and the service itself: ${command.type}`, () => {
      for (const by of [{ by: counter }, {}]) {
        const state = busy.reduce(hallDecider.evolve, hallDecider.initialState);
        const decision = hallDecider.decide(state, { ...command, ...by });
        const refusal = decision.ok ? null : decision.refusal.code;
        expect(refusal).to.be.oneOf([null, 'already_called']);
      }
    });
  }

  it('hears of a window that is unknown that it is', () => {
    given(required)
      .when({ type: 'OpenWindow', windowId: nowhere, by: counter, ...now })
      .thenRefused({ code: 'unknown_window', windowId: nowhere });
  });

  it('takes in what another system reports, whoever sits there', () => {
    const times = { at: now.at, occurredAt: now.at };
    given(...line)
      .when({
        type: 'ReportCallEvent',
        report: { type: 'WindowCalled', windowId: window1, number: 'A001' },
        by: other,
        ...times,
      })
      .then({ ...called('A001', window1, { how: 'given', reason: 'reported' }), ...times });
  });
});

describe('a clerk who signs out', () => {
  const history = [required, signedIn('1024', counter), windowOpened(window1)];

  it('pauses the window', () => {
    given(...history)
      .when(signOut(counter))
      .then(windowPaused(window1), signedOut('1024'));
    expect(hallAfter(...history, signedOut('1024')).windows.get(window1)?.clerk).to.equal(null);
  });

  it('leaves a window that is paused or closed as it is', () => {
    given(...history, windowPaused(window1, 'lunch'))
      .when(signOut(counter))
      .then(signedOut('1024'));
    given(...history, windowClosed(window1))
      .when(signOut(counter))
      .then(signedOut('1024'));
  });

  it('completes the ticket at the window first, or is refused, as the hall is set', () => {
    const serving = [windowOpened(window1), issued('A001', 1), called('A001', window1)];
    given(...history, ...serving)
      .when(signOut(counter))
      .then(completed('A001', window1, 'signed_out'), windowPaused(window1), signedOut('1024'));
    given(opened({ busyWindow: 'reject' }), signedIn('1024', counter), ...serving)
      .when(signOut(counter))
      .thenRefused({
        code: 'window_busy',
        windowId: window1,
        ticketId: idOf('A001'),
        number: 'A001',
      });
  });

  it('gives back who waits for this window alone', () => {
    const to1 = transferred('A001', {
      from: window2,
      toQueueId: queueA,
      toWindowId: window1,
      place: lastPlace(2),
      stay: 2,
    });
    given(...history, windowOpened(window2), issued('A001', 1), called('A001', window2), to1)
      .when(signOut(counter))
      .then(windowPaused(window1), signedOut('1024'), {
        type: 'TicketRejoined',
        data: {
          ticketId: idOf('A001'),
          queueId: queueA,
          fromWindowId: window1,
          place: arrivalPlace('normal', 1),
          why: 'signed_out',
        },
        ...now,
      });
  });

  it('has gone already', () => {
    given(required).when(signOut(counter)).thenNothing();
    given(required)
      .when({ ...signOut(counter), windowId: nowhere })
      .thenRefused({ code: 'unknown_window', windowId: nowhere });
  });

  it('is signed out by no other terminal, but by an admin', () => {
    given(...history)
      .when(signOut(other))
      .thenRefused(taken);
    given(...history)
      .when(signOut(admin))
      .then(windowPaused(window1), signedOut('1024'));
    given(opened(), signedIn('1024', counter)).when(signOut(other)).then(signedOut('1024'));
  });

  it('may still go when the day is closed, after whoever is being served', () => {
    given(...history, hallClosed())
      .when(signOut(counter))
      .then(windowPaused(window1), signedOut('1024'));
    given(...history, issued('A001', 1), called('A001', window1), hallClosed())
      .when(signOut(counter))
      .thenRefused({ code: 'day_closed' });
    given(
      ...history,
      issued('A001', 1),
      called('A001', window1),
      started('A001', window1),
      hallClosed(),
    )
      .when(signOut(counter))
      .then(completed('A001', window1, 'signed_out'), windowPaused(window1), signedOut('1024'));
  });
});

describe('a queue', () => {
  const served = (...events: readonly HallEvent[]): readonly string[] => [
    ...servedQueues(hallAfter(...events)),
  ];

  it('is served while a window that has it is open or paused', () => {
    expect(served(opened())).to.deep.equal([]);
    expect(served(opened(), windowOpened(window1))).to.deep.equal([queueA]);
    expect(served(opened(), windowOpened(window2))).to.deep.equal([queueA, queueB]);
    expect(served(opened(), windowPaused(window1))).to.deep.equal([queueA]);
    expect(served(opened(), windowOpened(window1), windowClosed(window1))).to.deep.equal([]);
    expect(served(opened({ windows: demo.windows.slice(2) }), windowOpened(window1))).to.deep.equal(
      [],
    );
    expect([...servedQueues(unopenedHall)]).to.deep.equal([]);
  });

  it('is not served by a window that has paused because its clerk has gone', () => {
    const history = [required, signedIn('1024', counter), windowPaused(window1)];
    expect(served(...history)).to.deep.equal([queueA]);
    expect(served(...history, signedOut('1024'))).to.deep.equal([]);
  });

  it('leaves those who wait unserved, and nobody else', () => {
    const history = [opened(), windowOpened(window1), issued('A001', 1), issued('A002', 2)];
    const closed = [called('A001', window1), windowClosed(window1)];
    const unserved = (events: readonly HallEvent[], number: string): boolean => {
      const hall = hallAfter(...events);
      return isUnserved(servedQueues(hall), ticketOfNumber(hall, number));
    };
    expect(unserved(history, 'A002')).to.equal(false);
    expect(unserved([...history, ...closed], 'A002')).to.equal(true);
    expect(unserved([...history, ...closed], 'A001')).to.equal(false);
  });
});
