import { decide } from './decide.js';
import { evolve } from './evolve.js';
import { unopenedHall } from './state.js';

/** The decider of one hall on one business day. */
export const hallDecider = Object.freeze({ initialState: unopenedHall, decide, evolve });
