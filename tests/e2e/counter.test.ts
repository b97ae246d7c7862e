import { expect } from 'chai';
import { said } from './http.js';
import type { Window } from './json.js';
import { startRig, type Rig } from './rig.js';

type Desk = Readonly<{
  window: Window;
  next: readonly Readonly<{ ticket: Readonly<{ number: string }>; reason: string }>[];
}>;

describe('a counter', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  it('reads the rules of its hall and who sits where, and no kiosk does', async () => {
    const hall = await rig.hall({ hall: { outcomes: ['办结', '退件'], recallLimit: 2 } });
    const terminal = await hall.token('terminal');
    await hall.at('1', 'sign-in', { clerkId: '1024' });
    const read = await terminal.get<object & { windows: Window[] }>(`${hall.path}/counter`);
    expect(read).to.deep.include({ outcomes: ['办结', '退件'], recallLimit: 2, signIn: 'off' });
    expect(read.windows.map(({ windowId, clerkId }) => [windowId, clerkId])).to.deep.equal([
      ['1', '1024'],
      ['2', null],
      ['3', null],
    ]);
    const kiosk = await hall.token('kiosk');
    expect(said(await kiosk.ask('GET', `${hall.path}/counter`))).to.equal('403 forbidden');
  });

  it('is told whom it would call next, and why', async () => {
    const hall = await rig.hall();
    const terminal = await hall.token('terminal');
    const desk = (): Promise<Desk> => terminal.get(`${hall.path}/windows/2/desk`);
    expect((await desk()).next).to.deep.equal([]);
    await hall.issueMany(2);
    await hall.issue('B');
    await hall.at('1', 'open');
    await hall.at('2', 'open');
    await hall.at('1', 'call-next');
    await hall.at('1', 'transfer', { toWindowId: '2' });
    const { window, next } = await desk();
    expect(window.next).to.deep.equal(['A001', 'A002', 'B001']);
    expect(next.map(({ ticket, reason }) => [ticket.number, reason])).to.deep.equal([
      ['A001', 'own_line'],
      ['A002', 'preference'],
      ['B001', 'preference'],
    ]);
    expect(said(await terminal.ask('GET', `${hall.path}/windows/9/desk`))).to.equal(
      '404 unknown_window',
    );
  });
});
