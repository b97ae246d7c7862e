import fc from 'fast-check';
import type { HallCommand } from '../../../../src/domain/hall/commands.js';
import { hallDecider } from '../../../../src/domain/hall/hall.js';
import type { HallState } from '../../../../src/domain/hall/state.js';
import { demo, later, openDemo } from '../demo-hall.js';
import type { Step } from '../random-steps.js';
import { HallModel } from './hall-model.js';
import { orderDays } from './order-days.js';
import { lineRules, orderedBy } from './random-rules.js';

describe('whatever commands come to a hall, under any rules', () => {
  it('its lines are the lists that the rules describe, and ahead counts them after every event', () => {
    fc.assert(
      fc.property(lineRules, orderDays, (rules, random) => {
        const model = new HallModel();
        let state: HallState = hallDecider.initialState;
        const opening: readonly Step[] = [
          { ...openDemo, settings: orderedBy(demo, rules), settingsRevision: 1 },
          ...demo.windows.map(({ windowId }) => ({ type: 'OpenWindow', windowId }) as const),
        ];
        for (const [minute, step] of [...opening, ...random].entries()) {
          const command: HallCommand = { ...step, at: later(minute), occurredAt: null };
          const decision = hallDecider.decide(state, command);
          const byRule = command.type === 'ReturnTicket' && command.position === null;
          for (const event of decision.ok ? decision.events : []) {
            state = hallDecider.evolve(state, event);
            if (state.status === 'unopened') continue;
            model.follow(event, state, byRule);
            model.check(state);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
