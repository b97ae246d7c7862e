import { get, type IncomingMessage } from 'node:http';
import { expect } from 'chai';
import { startRig, type Rig } from './rig.js';
import { startedAt } from './service-twins.js';

const hall = '/api/v1/halls/demo';

type Event = Readonly<{ event: string; id: string; data: Record<string, unknown> }>;

/** A client that listens to a live stream. */
class Listener {
  text = '';
  ended = false;
  response: IncomingMessage | null = null;

  static async open(rig: Rig, path: string, headers: Record<string, string> = {}) {
    const listener = new Listener();
    await new Promise<void>((resolve, reject) => {
      get(`${rig.address}${path}`, { headers }, (response) => {
        listener.response = response;
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (listener.text += chunk));
        response.on('close', () => (listener.ended = true));
        response.on('error', () => undefined);
        resolve();
      }).once('error', reject);
    });
    return listener;
  }

  get events(): readonly Event[] {
    return this.text
      .split('\n\n')
      .filter((block) => block.includes('data:'))
      .map((block) => {
        const field = (name: string) => new RegExp(`^${name}:(.*)$`, 'm').exec(block)?.[1] ?? '';
        return { event: field('event'), id: field('id'), data: JSON.parse(field('data')) };
      });
  }

  async until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 3_000;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`never came; so far ${this.text}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  close(): void {
    this.response?.destroy();
  }
}

describe('a live stream', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await startRig({ heartbeatMs: 40 });
  });
  afterEach(() => rig.close());

  const issue = async () => (await rig.as('kiosk').post(`${hall}/queues/A/tickets`)).data;
  const openWindow = () => rig.as('terminal').post(`${hall}/windows/1/open`);
  const callNext = () => rig.as('terminal').post(`${hall}/windows/1/call-next`);

  it('begins with a snapshot that is the body of the plain GET', async () => {
    await issue();
    const listener = await Listener.open(rig, `${hall}/board/live`);
    await listener.until(() => listener.events.length === 1);
    const [snapshot] = listener.events;
    expect(snapshot?.event).to.equal('snapshot');
    expect(snapshot?.id).to.equal(rig.halls.position());
    expect(snapshot?.data).to.deep.equal((await rig.as(null).get(`${hall}/board`)).data);
    expect(listener.response?.headers['content-type']).to.include('text/event-stream');
    listener.close();
  });

  it('tells each change with the entries that changed, whole', async () => {
    await openWindow();
    const listener = await Listener.open(rig, `${hall}/board/live`);
    await listener.until(() => listener.events.length === 1);
    await issue();
    await callNext();
    await listener.until(() => listener.events.length === 3);
    const [, issued, called] = listener.events;
    expect(issued?.data).to.deep.equal({
      type: 'TicketIssued',
      at: startedAt,
      queues: [
        {
          queueId: 'A',
          name: '业务A',
          waiting: 1,
          paused: false,
          next: ['A001'],
          unserved: false,
          estimate: null,
        },
      ],
    });
    expect(called).to.nested.include({ event: 'change', 'data.type': 'WindowCalled' });
    expect(called?.data).to.have.keys('type', 'at', 'queues', 'windows');
    expect(called?.id).to.equal(rig.halls.position());
    listener.close();
  });

  it('goes on behind Last-Event-ID, with every change and no snapshot', async () => {
    await openWindow();
    const from = rig.halls.position();
    await issue();
    await callNext();
    const listener = await Listener.open(rig, `${hall}/board/live`, { 'Last-Event-ID': from });
    await listener.until(() => listener.events.length === 2);
    await issue();
    await listener.until(() => listener.events.length === 3);
    expect(listener.events.map(({ event }) => event)).to.deep.equal(['change', 'change', 'change']);
    listener.close();
  });

  it('begins anew for an id that is not known', async () => {
    const listener = await Listener.open(rig, `${hall}/board/live`, { 'Last-Event-ID': 'what' });
    await listener.until(() => listener.events.length === 1);
    expect(listener.events[0]?.event).to.equal('snapshot');
    listener.close();
  });

  it('shows the new, empty day when the local day turns', async () => {
    await issue();
    const listener = await Listener.open(rig, `${hall}/board/live`);
    await listener.until(() => listener.events.length === 1);
    rig.halls.turnDay();
    await listener.until(() => listener.events.length === 2);
    expect(listener.events[1]).to.nested.include({
      event: 'snapshot',
      'data.businessDay': '2025-03-02',
      'data.queues[0].waiting': 0,
    });
    listener.close();
  });

  it('stays alive by comment lines', async () => {
    const listener = await Listener.open(rig, `${hall}/board/live`);
    await listener.until(() => /^:/m.test(listener.text));
    listener.close();
  });

  it('leaves no listener behind when its client goes', async () => {
    const listeners = await Promise.all(
      [1, 2, 3].map(() => Listener.open(rig, `${hall}/board/live`)),
    );
    const [first] = listeners;
    await first?.until(() => rig.halls.listeners === 3);
    for (const listener of listeners) listener.close();
    await first?.until(() => rig.halls.listeners === 0);
  });

  it('of a ticket tells the whole ticket, and its messages, to its holder', async () => {
    const ahead = await issue();
    const { ticketId } = await issue();
    await rig.as('holder').post('/api/v1/tickets/bind', { bindCode: `of:${ticketId}` });
    await openWindow();
    const path = `/api/v1/tickets/${ticketId}/live`;
    const listener = await Listener.open(rig, path, { Authorization: 'Bearer holder' });
    await listener.until(() => listener.events.length === 1);
    expect(listener.events[0]?.data).to.deep.include({ ticketId, ahead: 1, messages: [] });
    await callNext();
    const message = { kind: 'near-turn', stay: 1, status: 'sent', at: startedAt } as const;
    rig.halls.sendMessage(message, 'MessageSent');
    await rig.as('kiosk').post(`${hall}/tickets/${ahead.ticketId}/cancel`);
    await listener.until(() => listener.events.length === 3);
    const [, nearer, sent] = listener.events;
    expect(nearer?.data).to.deep.include({ type: 'WindowCalled', ticketId, ahead: 0 });
    expect(sent?.data).to.deep.include({ type: 'MessageSent', ahead: 0, messages: [message] });
    rig.halls.turnDay();
    await listener.until(() => listener.events.length === 4);
    expect(listener.events[3]).to.nested.include({ event: 'snapshot', 'data.state': 'expired' });
    listener.close();
    await listener.until(() => rig.halls.listeners === 0);
  });

  it('of a ticket goes on where it was', async () => {
    await issue();
    const { ticketId } = await issue();
    await openWindow();
    const from = rig.halls.position();
    await rig.as('admin').post(`${hall}/windows/3/open`);
    await callNext();
    const listener = await Listener.open(rig, `/api/v1/tickets/${ticketId}/live`, {
      Authorization: 'Bearer kiosk',
      'Last-Event-ID': from,
    });
    await listener.until(() => listener.events.length === 1);
    expect(listener.events[0]).to.nested.include({ event: 'change', 'data.ahead': 0 });
    expect(listener.events[0]?.data).to.not.have.property('messages');
    listener.close();
  });

  it('ends when the server stops, also before its clients go', async () => {
    const listener = await Listener.open(rig, `${hall}/board/live`);
    await listener.until(() => listener.events.length === 1);
    await rig.close(2_000);
    await listener.until(() => listener.ended);
    expect(rig.halls.listeners).to.equal(0);
  });

  it('drops a client that does not read', async () => {
    await rig.close();
    rig = await startRig({ maxUnreadBytes: 20_000 });
    const listener = await Listener.open(rig, `${hall}/board/live`);
    listener.response?.pause();
    await listener.until(() => rig.halls.listeners === 1);
    await openWindow();
    await listener.until(() => {
      rig.halls.turnDay();
      for (let times = 0; times < 200; times += 1) rig.halls.turnDay();
      return rig.halls.listeners === 0;
    });
    listener.close();
  });
});
