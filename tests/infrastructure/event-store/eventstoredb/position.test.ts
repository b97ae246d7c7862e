import { expect } from 'chai';
import { isAppError } from '../../../../src/application/errors.js';
import type { Position } from '../../../../src/application/ports/event-store.js';
import {
  logPositionOf,
  positionOf,
} from '../../../../src/infrastructure/event-store/eventstoredb/position.js';

describe('a position in an EventStoreDB log', () => {
  const places = [
    { commit: 0n, prepare: 0n },
    { commit: 9n, prepare: 9n },
    { commit: 10n, prepare: 2n },
    { commit: 10n, prepare: 10n },
    { commit: 9223372036854775807n, prepare: 9223372036854775807n },
  ];

  it('is text in the order of the log, and back', () => {
    const texts = places.map(positionOf);
    expect([...texts].sort()).to.deep.equal(texts);
    expect(texts.map(logPositionOf)).to.deep.equal(places);
  });

  it('is not the position of another store', () => {
    for (const text of ['', '0000000000000042', 'x', '1-2']) {
      let error: unknown = null;
      try {
        logPositionOf(text as Position);
      } catch (thrown) {
        error = thrown;
      }
      expect(isAppError(error, 'invalid_position'), text).to.equal(true);
    }
  });
});
