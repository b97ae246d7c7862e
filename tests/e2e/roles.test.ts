import { expect } from 'chai';
import type { Hall } from './hall.js';
import type { Caller } from './http.js';
import type { Issued } from './json.js';
import { startRig, type Rig } from './rig.js';

type Who =
  'admin' | 'terminal' | 'window2' | 'kiosk' | 'auditor' | 'elsewhere' | 'holder' | 'nobody';

/** Who may; everybody else gets 403, nobody at all 401. */
type Rule = readonly [method: string, path: string, may: readonly Who[], body?: object];

const staff: readonly Who[] = ['admin', 'terminal'];
const readers: readonly Who[] = [...staff, 'kiosk', 'auditor'];

const rulesOf = (hall: Hall, { ticketId }: Issued): readonly Rule[] => [
  ['PUT', hall.path, ['admin'], { name: 'x' }],
  ['GET', hall.path, ['admin', 'auditor']],
  ['GET', '/api/v1/halls', ['admin', 'auditor', 'elsewhere']],
  ['PUT', `${hall.path}/queues/A`, ['admin'], { name: 'A', prefix: 'A' }],
  ['GET', `${hall.path}/queues/A`, [...readers, 'window2']],
  ['PUT', `${hall.path}/windows/1`, ['admin'], { name: '1', queueIds: ['A'] }],
  ['DELETE', `${hall.path}/queues/Z`, ['admin']],
  ['DELETE', `${hall.path}/windows/9`, ['admin']],
  ['POST', `${hall.path}/queues/A/pause`, ['admin']],
  ['POST', `${hall.path}/queues/A/resume`, ['admin']],
  ['POST', `${hall.path}/open-day`, ['admin']],
  ['GET', '/api/v1/tokens', ['admin']],
  ['POST', '/api/v1/tokens', ['admin'], { role: 'nothing' }],
  ['DELETE', '/api/v1/tokens/none', ['admin']],
  ['POST', `${hall.path}/queues/A/tickets`, ['admin', 'kiosk']],
  ['GET', `${hall.path}/tickets`, [...readers, 'window2']],
  ['GET', `${hall.path}/windows/1`, readers],
  ['GET', `${hall.path}/windows/2`, [...readers, 'window2']],
  ['POST', `${hall.path}/windows/1/open`, staff],
  ['POST', `${hall.path}/windows/2/open`, [...staff, 'window2']],
  ['POST', `${hall.path}/windows/1/call-next`, staff],
  ['POST', `${hall.path}/windows/1/call`, staff, { number: 'A099' }],
  ['POST', `${hall.path}/windows/1/hold`, staff, { kind: 'same_window' }],
  // Another window is refused by the hall, not for its role: the ticket is held for the first.
  ['POST', `${hall.path}/tickets/${ticketId}/resume`, [...staff, 'window2']],
  ['POST', `${hall.path}/tickets/none/cancel`, [...readers.slice(0, 3), 'window2']],
  ['POST', `${hall.path}/call-events`, [...staff, 'window2'], { events: [] }],
  ['GET', `/api/v1/tickets/${ticketId}`, [...readers, 'window2']],
  ['POST', '/api/v1/tickets/bind', ['holder'], { bindCode: 'none' }],
  ['GET', '/api/v1/me/tickets', ['holder']],
  ['GET', '/api/v1/audit/messages', ['admin', 'auditor', 'elsewhere']],
  ['GET', `/api/v1/audit/messages?hallId=${hall.hallId}`, ['admin', 'auditor']],
  ['GET', `/api/v1/audit/messages.csv?hallId=${hall.hallId}`, ['admin', 'auditor']],
  ['GET', `/api/v1/audit/tickets?hallId=${hall.hallId}`, ['admin', 'auditor']],
  ['GET', `/api/v1/audit/tickets/${ticketId}`, ['admin', 'auditor']],
  ['GET', '/api/v1/audit/push-ledger', ['admin']],
  [
    'POST',
    '/api/v1/audit/replays',
    ['admin', 'auditor'],
    { hallId: hall.hallId, businessDay: '2025-03-01' },
  ],
  ['DELETE', '/api/v1/subscribers/none', ['admin']],
];

describe('roles', () => {
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  const callersOf = async (hall: Hall): Promise<Record<Who, Caller>> => ({
    admin: rig.admin,
    terminal: await hall.token('terminal'),
    window2: await hall.token('terminal', { windowIds: ['2'] }),
    kiosk: await hall.token('kiosk'),
    auditor: await hall.token('auditor'),
    elsewhere: await (await rig.hall()).token('auditor'),
    holder: (await rig.phone()).caller,
    nobody: rig.anyone,
  });

  it('may do what the contract says, and nothing else', async () => {
    const hall = await rig.hall();
    const ticket = await hall.issue();
    await hall.at('1', 'open');
    await hall.at('1', 'call-next');
    await hall.at('1', 'hold', { kind: 'same_window' });
    const callers = await callersOf(hall);
    const wrong: string[] = [];
    for (const [method, path, may, body] of rulesOf(hall, ticket))
      for (const [who, caller] of Object.entries(callers)) {
        const { status } = await caller.ask(method, path, body === undefined ? {} : { body });
        const isLetIn = status !== 401 && status !== 403;
        const expected = may.includes(who as Who);
        const refusal = who === 'nobody' ? 401 : 403;
        if (isLetIn !== expected || (!expected && status !== refusal))
          wrong.push(`${who} ${method} ${path}: ${status}`);
      }
    expect(wrong).to.deep.equal([]);
  });

  it('reads the board without a token, and takes none from the address', async () => {
    const hall = await rig.hall();
    expect((await rig.anyone.ask('GET', `${hall.path}/board`)).status).to.equal(200);
    const inAddress = `${hall.path}/tickets?access_token=${rig.admin.token}`;
    expect((await rig.anyone.ask('GET', inAddress)).status).to.equal(401);
    const wrong = await rig.as('nt_nonsense').ask('GET', `${hall.path}/tickets`);
    expect(wrong.status).to.equal(401);
    expect(wrong.headers.get('www-authenticate')).to.contain('Bearer');
  });

  it('confines an admin of one hall to it', async () => {
    const hall = await rig.hall();
    const other = await rig.hall();
    const own = await hall.token('admin');
    expect((await own.ask('PUT', hall.path, { body: { name: 'x' } })).status).to.equal(200);
    expect((await own.ask('PUT', other.path, { body: { name: 'x' } })).status).to.equal(403);
    expect((await own.ask('GET', '/api/v1/audit/push-ledger')).status).to.equal(403);
    const wide = { role: 'auditor', label: 'x' };
    expect((await own.ask('POST', '/api/v1/tokens', { body: wide })).status).to.equal(403);
  });
});
