import { expect } from 'chai';
import { isClean, judge, type Evidence } from '../../demo/verdict.js';
import { auditMessage, person, phoneMessage } from './support.js';

const evidence = (more: Partial<Evidence> = {}): Evidence => ({
  people: [person()],
  phones: [phoneMessage()],
  audit: [auditMessage()],
  ...more,
});
const numbers = (faults: readonly Readonly<{ number: string }>[]) =>
  faults.map(({ number }) => number);

describe('the verdict on a morning', () => {
  it('is clean when whoever came near with a grant was told once', () => {
    const verdict = judge(evidence());
    expect(verdict).to.include({ near: 1, toldOnce: 1, withheld: 0, withdrawn: 0 });
    expect(isClean(verdict)).to.equal(true);
  });

  it('is clean when each of two stays was told once', () => {
    const verdict = judge(
      evidence({
        phones: [phoneMessage(), phoneMessage({ msgid: '12' })],
        audit: [
          auditMessage(),
          auditMessage({ messageId: 't-1.near-turn.2', stay: 2, msgid: '12' }),
        ],
      }),
    );
    expect(verdict).to.include({ near: 2, toldOnce: 2 });
    expect(isClean(verdict)).to.equal(true);
  });

  it('is not clean when nobody came near', () => {
    const nothing = judge({ people: [], phones: [], audit: [] });
    expect(isClean(nothing)).to.equal(false);
  });

  it('names a holder whose phone got the message twice', () => {
    const verdict = judge(evidence({ phones: [phoneMessage(), phoneMessage({ msgid: '12' })] }));
    expect(numbers(verdict.duplicates)).to.deep.equal(['A001']);
    expect(numbers(verdict.unrecorded)).to.deep.equal(['A001']);
    expect(isClean(verdict)).to.equal(false);
  });

  it('names a message that is recorded as sent and that no phone got', () => {
    const verdict = judge(evidence({ phones: [] }));
    expect(numbers(verdict.missed)).to.deep.equal(['A001']);
    expect(isClean(verdict)).to.equal(false);
  });

  it('names a holder who saw being near, had accepted, and has no message at all', () => {
    const verdict = judge(evidence({ phones: [], audit: [] }));
    expect(numbers(verdict.missed)).to.deep.equal(['A001']);
  });

  it('names a holder whose message was withheld although the grant was there in time', () => {
    const verdict = judge(
      evidence({ phones: [], audit: [auditMessage({ status: 'withheld', msgid: null })] }),
    );
    expect(numbers(verdict.missed)).to.deep.equal(['A001']);
  });

  for (const status of ['decided', 'sending', 'deferred', 'in_doubt', 'rejected', 'expired'])
    it(`names a holder whose message is ${status}`, () => {
      const verdict = judge(
        evidence({ people: [], phones: [], audit: [auditMessage({ status, msgid: null })] }),
      );
      expect(numbers(verdict.missed)).to.deep.equal(['A001']);
    });

  it('finds no fault with a message withheld from a holder who had not accepted', () => {
    const verdict = judge(
      evidence({
        people: [person({ grantedAt: [] })],
        phones: [],
        audit: [auditMessage({ status: 'withheld', msgid: null })],
      }),
    );
    expect(verdict).to.deep.include({ near: 0, withheld: 1, missed: [] });
  });

  it('finds no fault with a holder who accepted in the moment of being called', () => {
    const verdict = judge(
      evidence({
        people: [person({ grantedAt: [8_900] })],
        phones: [],
        audit: [auditMessage({ status: 'withdrawn', reason: 'called', msgid: null })],
      }),
    );
    expect(verdict).to.deep.include({ near: 0, withdrawn: 1, missed: [] });
  });
});
