import type { HallId } from '../../domain/ids.js';
import type { Answer, Invocation } from '../ports/inbound/invocation.js';
import { tracedBy, type Tracer } from '../ports/tracer.js';

/** What is traced of a command of a hall. */
export type TracedCommand = Readonly<{ hallId: HallId; invocation: Invocation }>;

/**
 * Runs a command as a span, from its place in the line until its answer. Its events carry the span:
 * what they lead to, here or at another instance, belongs to the same trace.
 * @param named says what the command is, once that is known
 */
export const inCommandSpan = (
  tracer: Tracer,
  { hallId, invocation }: TracedCommand,
  run: (invocation: Invocation, named: (command: string) => void) => Promise<Answer>,
): Promise<Answer> =>
  tracer.span(
    'hall command',
    {
      parent: invocation.traceparent,
      attributes: {
        'nearturn.hall_id': hallId,
        'nearturn.correlation_id': invocation.correlationId,
      },
    },
    async (span) => {
      const named = (command: string): void => span.set({ 'nearturn.command': command });
      const answer = await run({ ...invocation, ...tracedBy(span) }, named);
      span.set({ 'nearturn.replayed': answer.replayed });
      return answer;
    },
  );
