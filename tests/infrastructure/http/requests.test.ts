import { connect } from 'node:net';
import { expect } from 'chai';
import { parseTime } from '../../../src/infrastructure/http/schemas/values.js';
import { said, startRig, type Rig } from './rig.js';

const hall = '/api/v1/halls/demo';
const json = { 'Content-Type': 'application/json' };

describe('a request', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig();
  });
  after(() => rig.close());

  const pause = (body: unknown, headers: Record<string, string> = json) =>
    rig.as('terminal').post(`${hall}/windows/1/pause`, body, { headers });

  it('may have no body and no content type: that is the empty object', async () => {
    expect(said(await rig.as('terminal').post(`${hall}/windows/1/open`))[0]).to.equal(200);
  });

  it('is refused when its body is not a JSON object', async () => {
    for (const body of ['[]', 'null', '1', '"text"', '{', 'not json'])
      expect(said(await pause(body)), body).to.deep.equal([400, 'invalid_request']);
  });

  it('is refused when its body is not UTF-8', async () => {
    const body = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    expect(said(await pause(body))).to.deep.equal([400, 'invalid_request']);
  });

  it('is refused with another content type, or an encoded body', async () => {
    const types = ['text/plain', 'application/xml', 'application/json; charset=gbk'];
    for (const type of types)
      expect(said(await pause('{}', { 'Content-Type': type }))[0], type).to.equal(415);
    expect(said(await pause('{}', { ...json, 'Content-Encoding': 'gzip' }))[0]).to.equal(415);
    expect(
      said(await pause('{}', { 'Content-Type': 'Application/JSON;charset=UTF-8' }))[0],
    ).to.equal(200);
  });

  it('is refused over 1 MiB, and taken up to there', async () => {
    const text = (size: number) => `{"reason":"x"${' '.repeat(size - 14)}}`;
    expect(said(await pause(text(1024 * 1024)))[0]).to.equal(200);
    expect(said(await pause(text(1024 * 1024 + 1)))).to.deep.equal([413, 'too_large']);
    expect(said(await pause(text(3 * 1024 * 1024)))).to.deep.equal([413, 'too_large']);
  });

  it('is told which field is unknown, or wrong', async () => {
    const { status, data } = await pause({ reason: 1, colour: 'red' });
    expect(status).to.equal(400);
    expect(data.errors.map((error: { path: string }) => error.path)).to.have.members([
      'reason',
      'colour',
    ]);
  });

  it('is told which value it may not use', async () => {
    const hold = await rig.as('terminal').post(`${hall}/windows/1/hold`, { kind: 'for_ever' });
    expect(hold.data.errors[0].path).to.equal('kind');
    const back = await rig
      .as('terminal')
      .post(`${hall}/tickets/t/return`, { position: { after: 1, before: 2 } });
    expect(back.data.errors[0].path).to.equal('position.before');
  });

  it('has a query that is checked as well', async () => {
    for (const query of ['limit=0', 'limit=501', 'limit=', 'limit=x', 'limit=1.5', 'colour=red'])
      expect(said(await rig.as('kiosk').get(`${hall}/tickets?${query}`))[0], query).to.equal(400);
    for (const query of ['state=asleep', 'cursor=abc', 'queueId=-x', 'limit=1&limit=2'])
      expect(said(await rig.as('kiosk').get(`${hall}/tickets?${query}`))[0], query).to.equal(400);
    expect(said(await rig.as('kiosk').get(`${hall}/tickets?limit=500`))[0]).to.equal(200);
  });

  it('names its times in RFC 3339 with an offset', async () => {
    const from = (time: string) =>
      rig.as('auditor').get('/api/v1/audit/messages', { params: { from: time } });
    expect(said(await from('2025-03-01T09:00:00+08:00'))[0]).to.equal(200);
    for (const time of ['2025-03-01', '2025-03-01T09:00:00', '2025-02-30T09:00:00Z', 'yesterday'])
      expect(said(await from(time)), time).to.deep.equal([400, 'invalid_request']);
    expect(parseTime('2025-03-01T09:00:00+08:00')).to.equal('2025-03-01T01:00:00.000Z');
    expect(parseTime('2024-02-29t23:59:59.5z')).to.equal('2024-02-29T23:59:59.500Z');
  });

  it('to an address that does not exist gets 404, with another method 405', async () => {
    expect(said(await rig.as(null).get('/api/v1/nothing'))).to.deep.equal([404, 'not_found']);
    expect(said(await rig.as(null).get('/api/v1/halls/%ff'))[0]).to.equal(400);
    const patch = await rig.as(null).patch(`${hall}/board`);
    expect(said(patch)).to.deep.equal([405, 'method_not_allowed']);
    expect(patch.headers['allow']).to.equal('GET, HEAD, OPTIONS');
  });

  it('answers HEAD and OPTIONS', async () => {
    const head = await rig.as(null).head(`${hall}/board`);
    expect([head.status, head.data]).to.deep.equal([200, '']);
    expect(Number(head.headers['content-length'])).to.be.greaterThan(10);
    const live = await rig.as(null).head(`${hall}/board/live`);
    expect(live.status).to.equal(200);
    const options = await rig.as(null).options(`${hall}/queues/A/tickets`);
    expect([options.status, options.headers['allow']]).to.deep.equal([204, 'POST, OPTIONS']);
  });

  it('keeps its correlation id where that is fit for a log', async () => {
    const sent = (headers: Record<string, string>) =>
      rig.as(null).get(`${hall}/board`, { headers });
    const answers = [
      await sent({ 'X-Correlation-Id': 'abc-1' }),
      await sent({ 'X-Request-Id': 'req-1' }),
      await sent({ 'X-Correlation-Id': 'two words' }),
    ];
    const ids = answers.map(({ headers }) => String(headers['x-correlation-id']));
    expect(ids.slice(0, 2)).to.deep.equal(['abc-1', 'req-1']);
    expect(ids[2]).to.match(/^[0-9a-f-]{36}$/);
  });

  it('that breaks off leaves the service as it was', async () => {
    const port = Number(new URL(rig.address).port);
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`POST ${hall}/windows/1/pause HTTP/1.1\r\nHost: x\r\n`);
        socket.write('Authorization: Bearer terminal\r\nContent-Type: application/json\r\n');
        socket.write('Content-Length: 100\r\n\r\n{"reason":');
        setTimeout(() => socket.destroy(), 50);
      });
      socket.on('close', () => resolve());
    });
    expect(said(await rig.as(null).get('/health/live'))[0]).to.equal(200);
  });
});
