import { expect } from 'chai';
import { metricNames } from '../docs/metrics.js';
import { eventually } from './http.js';
import { messageTo, onEventStoreDb, startRig, type Rig } from './rig.js';

/** History reads all of a store that other tests may have filled. */
const longestReadMs = onEventStoreDb ? 120_000 : 15_000;

describe('the metrics of a service at work', function () {
  if (onEventStoreDb) this.timeout(2 * longestReadMs);
  let rig: Rig;
  before(async () => (rig = await startRig()));
  after(() => rig.close());

  const scraped = async (): Promise<string> =>
    (await rig.anyone.ask<string>('GET', '/metrics')).text;
  const valueOf = (text: string, name: string): number =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.slice(name.length),
    );

  it('has every one that is described', async () => {
    const text = await scraped();
    expect(metricNames().filter((name) => !text.includes(`# TYPE ${name} `))).to.deep.equal([]);
  });

  const whenAllIsTakenIn = (): Promise<string> =>
    eventually(
      'a scrape in which all is taken in',
      async () => {
        const shown = await scraped();
        const lag = ['live', 'history'].map((projection) =>
          valueOf(shown, `projection_lag_events{projection="${projection}"}`),
        );
        return lag.every((events) => events === 0) ? shown : undefined;
      },
      longestReadMs,
    );
  const skippedIn = (text: string): readonly string[] =>
    text.split('\n').filter((line) => line.startsWith('history_skipped_events{'));

  it('shows a service that is ready, keeps up, and has written and sent', async () => {
    // A store that other tests have used may hold events that nobody was meant to read.
    const skippedBefore = onEventStoreDb ? skippedIn(await whenAllIsTakenIn()) : [];
    const hall = await rig.hall();
    const holder = await hall.holder();
    await messageTo(rig, holder.phone);
    await hall.settled();
    const text = await whenAllIsTakenIn();
    for (const name of ['service_ready', 'log_connected']) expect(valueOf(text, name)).to.equal(1);
    for (const name of [
      'event_store_append_seconds_count{outcome="appended"}',
      'send_latency_seconds_count',
    ])
      expect(valueOf(text, name), name).to.be.greaterThan(0);
    expect(skippedIn(text)).to.deep.equal(skippedBefore);
  });
});
