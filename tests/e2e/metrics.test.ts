import { expect } from 'chai';
import { metricNames } from '../docs/metrics.js';
import { eventually } from './http.js';
import { messageTo, startRig, type Rig } from './rig.js';

describe('the metrics of a service at work', () => {
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

  it('shows a service that is ready, keeps up, and has written and sent', async () => {
    const hall = await rig.hall();
    const holder = await hall.holder();
    await messageTo(rig, holder.phone);
    const text = await eventually('a scrape in which all is taken in', async () => {
      const shown = await scraped();
      const lag = ['live', 'history'].map((projection) =>
        valueOf(shown, `projection_lag_events{projection="${projection}"}`),
      );
      return lag.every((events) => events === 0) ? shown : undefined;
    });
    for (const name of ['service_ready', 'log_connected']) expect(valueOf(text, name)).to.equal(1);
    for (const name of [
      'event_store_append_seconds_count{outcome="appended"}',
      'send_latency_seconds_count',
    ])
      expect(valueOf(text, name), name).to.be.greaterThan(0);
    expect(text).to.not.include('history_skipped_events{');
  });
});
