import { expect } from 'chai';
import type { BindTicket, UnbindTicket } from '../../../../src/domain/hall/commands.js';
import type { HallEvent } from '../../../../src/domain/hall/events.js';
import { lastPlace } from '../places.js';
import type { SubscriberId } from '../../../../src/domain/ids.js';
import {
  bound,
  called,
  cancelled,
  completed,
  expired,
  issued,
  noShow,
  opened,
  returned,
  unbound,
  windowOpened,
} from '../demo-events.js';
import { anna, boris, given, hallAfter, idOf, now, ticketOfNumber, window1 } from '../demo-hall.js';

const bind = (who: SubscriberId, number = 'A001'): BindTicket => ({
  type: 'BindTicket',
  ticketId: idOf(number),
  subscriberId: who,
  ...now,
});
const unbind = (who: SubscriberId, number = 'A001'): UnbindTicket => ({
  type: 'UnbindTicket',
  ticketId: idOf(number),
  subscriberId: who,
  ...now,
});

const waiting: readonly HallEvent[] = [opened(), windowOpened(window1), issued('A001', 1)];
const missed: readonly HallEvent[] = [...waiting, called('A001', window1), noShow('A001', window1)];

describe('binding a ticket', () => {
  it('binds it to the first to come, in the stay that it is in', () => {
    given(...waiting)
      .when(bind(anna))
      .then(bound('A001', anna, 1));
    given(...missed, returned('A001', { position: { kind: 'last' }, place: lastPlace(2), stay: 2 }))
      .when(bind(anna))
      .then(bound('A001', anna, 2));
  });

  it('is bound to this person already', () => {
    given(...waiting, bound('A001', anna, 1))
      .when(bind(anna))
      .thenNothing();
  });

  it('refuses another person while it is bound', () => {
    given(...waiting, bound('A001', anna, 1))
      .when(bind(boris))
      .thenRefused({ code: 'ticket_bound' });
  });

  it('begins no new stay for the same person again', () => {
    given(...waiting, bound('A001', anna, 1), unbound('A001', anna))
      .when(bind(anna))
      .then(bound('A001', anna, 1));
  });

  it('begins a new stay for another person', () => {
    given(...waiting, bound('A001', anna, 1), unbound('A001', anna))
      .when(bind(boris))
      .then(bound('A001', boris, 2));
  });

  it('binds a ticket whose holder did not come', () => {
    given(...missed)
      .when(bind(anna))
      .then(bound('A001', anna, 1));
  });

  it('refuses a ticket that it does not know', () => {
    given(...waiting)
      .when(bind(anna, 'X'))
      .thenRefused({ code: 'unknown_ticket' });
  });

  it('refuses a ticket that has ended', () => {
    given(...waiting, called('A001', window1), completed('A001', window1))
      .when(bind(anna))
      .thenRefused({ code: 'ticket_ended', state: 'completed' });
    given(...waiting, cancelled('A001'))
      .when(bind(anna))
      .thenRefused({ code: 'ticket_ended', state: 'cancelled' });
    given(...waiting, expired('A001'))
      .when(bind(anna))
      .thenRefused({ code: 'ticket_ended', state: 'expired' });
  });

  it('remembers who holds it and since when', () => {
    const ticket = ticketOfNumber(hallAfter(...waiting, bound('A001', anna, 1)), 'A001');
    expect(ticket).to.include({ subscriberId: anna, lastSubscriberId: anna, boundAt: now.at });
  });

  it('ignores a binding of a bound ticket', () => {
    const hall = hallAfter(...waiting, bound('A001', anna, 1), bound('A001', boris, 2));
    expect(ticketOfNumber(hall, 'A001')).to.include({ subscriberId: anna, stay: 1 });
  });
});

describe('freeing a ticket from its holder', () => {
  it('frees it', () => {
    given(...waiting, bound('A001', anna, 1))
      .when(unbind(anna))
      .then(unbound('A001', anna));
    const hall = hallAfter(...waiting, bound('A001', anna, 1), unbound('A001', anna));
    expect(ticketOfNumber(hall, 'A001')).to.include({
      subscriberId: null,
      boundAt: null,
      lastSubscriberId: anna,
    });
  });

  it('refuses where it is not bound, or to somebody else', () => {
    given(...waiting)
      .when(unbind(anna))
      .thenRefused({ code: 'ticket_not_bound' });
    given(...waiting, bound('A001', anna, 1))
      .when(unbind(boris))
      .thenRefused({ code: 'ticket_not_bound' });
  });

  it('refuses a ticket that it does not know', () => {
    given(...waiting)
      .when(unbind(anna, 'X'))
      .thenRefused({ code: 'unknown_ticket' });
  });

  it('ignores the freeing from somebody else', () => {
    const hall = hallAfter(...waiting, bound('A001', anna, 1), unbound('A001', boris));
    expect(ticketOfNumber(hall, 'A001').subscriberId).to.equal(anna);
  });
});
