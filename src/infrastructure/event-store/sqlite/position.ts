import { AppError } from '../../../application/errors.js';
import type { Position } from '../../../application/ports/event-store.js';
import { logStart } from '../../../application/ports/event-store.js';

/** A row's position as text whose order is the log's; 16 digits hold every safe integer. */
export const positionOf = (row: number): Position => String(row).padStart(16, '0') as Position;

/** The row of a position; 0, before every row, for the log's start. */
export const rowOf = (position: Position): number => {
  if (position === logStart) return 0;
  if (/^\d{16}$/.test(position)) return Number(position);
  const message = `expected a position of a SQLite event store, found ${position}`;
  throw new AppError('invalid_position', message, { data: { position } });
};
