import axios from 'axios';
import { expect } from 'chai';
import { startRig, type Rig } from '../e2e/rig.js';

/** How pages are served: what may be kept, what may be shown in a frame, what an unknown address gets. */
describe('the service serves its pages', () => {
  let rig: Rig;
  before(async () => {
    rig = await startRig({ settings: { FRAME_ANCESTORS: 'https://kiosk.example' } });
  });
  after(() => rig.close());

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${rig.url}${path}`, { headers: { Accept: 'text/html', ...headers } });

  for (const path of [
    '/',
    '/display/demo',
    '/kiosk/demo',
    '/counter',
    '/t/abc',
    '/rate/1',
    '/manage',
    '/manage/devices',
    '/audit/messages',
  ])
    it(`${path} is a page, also when it is asked for anew`, async () => {
      const answer = await get(path);
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('content-type')).to.include('text/html');
      expect(answer.headers.get('cache-control')).to.equal('no-cache');
    });

  it('lets no inline script run, no other origin in, and frames it only where it was said', async () => {
    const policy = (await get('/')).headers.get('content-security-policy');
    expect(policy).to.include("default-src 'none'").and.to.include("script-src 'self';");
    expect(policy).to.include('frame-ancestors https://kiosk.example');
  });

  it('is told apart by its ETag', async () => {
    const etag = (await get('/')).headers.get('etag') ?? '';
    // Not by fetch, which adds a Cache-Control to what it asks on condition.
    const headers = { 'If-None-Match': etag };
    const again = await axios.get(`${rig.url}/counter`, { headers, validateStatus: () => true });
    expect(again.status).to.equal(304);
  });

  it('keeps hashed files for a year, compressed', async () => {
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(await (await get('/')).text())?.[1] ?? '';
    const answer = await get(script, { 'Accept-Encoding': 'br' });
    expect(answer.status).to.equal(200);
    expect(answer.headers.get('cache-control')).to.equal('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-encoding')).to.equal('br');
  });

  it('lists no folder, and gives nothing from beside it', async () => {
    for (const path of ['/assets/', '/assets', '/..%2fbuilt.json', '/%2e%2e/built.json'])
      expect((await get(path)).status, path).to.equal(404);
  });

  it('answers people a page where there is none, and programs a problem', async () => {
    expect((await get('/nothing')).headers.get('content-type')).to.include('text/html');
    for (const answer of [
      await get('/api/v1/nothing'),
      await get('/nothing', { Accept: 'application/json' }),
    ]) {
      expect(answer.status).to.equal(404);
      expect(answer.headers.get('content-type')).to.include('application/problem+json');
    }
  });
});
