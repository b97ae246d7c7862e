import { expect } from 'chai';
import { conclusion, summaryLines } from '../../demo/summary.js';
import { judge } from '../../demo/verdict.js';
import { auditMessage, person, phoneMessage } from './support.js';

const replay = {
  eventsRead: 9,
  decisions: 1,
  recorded: 1,
  missing: [],
  unexpected: [],
  changed: [],
};
const evidence = { people: [person()], phones: [phoneMessage()], audit: [auditMessage()] };
const verdict = judge(evidence);

describe("the demo's summary", () => {
  it('says that everybody was told exactly once', () => {
    const { ok, sentence } = conclusion({ verdict, replay });
    expect(ok).to.equal(true);
    expect(sentence).to.equal(
      'every bound holder with a grant who came near was told exactly once',
    );
  });

  it('fails when a holder was missed, and names the number', () => {
    const unsent = { ...evidence, phones: [], audit: [] };
    const bad = judge(unsent);
    expect(conclusion({ verdict: bad, replay }).ok).to.equal(false);
    expect(summaryLines({ ...unsent, verdict: bad, replay }).join('\n')).to.match(/MISSED: A001/);
  });

  it('fails when the replay decides differently', () => {
    expect(conclusion({ verdict, replay: { ...replay, changed: [{}] } }).ok).to.equal(false);
  });

  it('fails when it has shown nothing', () => {
    const nothing = judge({ people: [], phones: [], audit: [] });
    expect(conclusion({ verdict: nothing, replay }).ok).to.equal(false);
  });

  it('tells the time from call to phone', () => {
    const lines = summaryLines({ ...evidence, verdict, replay }).join('\n');
    expect(lines).to.match(/p50 8 ms, p99 8 ms/);
  });
});
