import { AppError } from '../../../application/errors.js';
import type { Position } from '../../../application/ports/event-store.js';

/** EventStoreDB's own place in its log. */
export type LogPosition = Readonly<{ commit: bigint; prepare: bigint }>;

const digits = 20;
const pattern = /^(\d{20})-(\d{20})$/;
const padded = (value: bigint): string => value.toString().padStart(digits, '0');

/** Commit and prepare as text whose order is the log's. */
export const positionOf = ({ commit, prepare }: LogPosition): Position =>
  `${padded(commit)}-${padded(prepare)}` as Position;

/** The place in the log that a position names. */
export const logPositionOf = (position: Position): LogPosition => {
  const [, commit, prepare] = pattern.exec(position) ?? [];
  if (commit !== undefined && prepare !== undefined) {
    return { commit: BigInt(commit), prepare: BigInt(prepare) };
  }
  const message = `expected a position of an EventStoreDB log, found ${position}`;
  throw new AppError('invalid_position', message, { data: { position } });
};
