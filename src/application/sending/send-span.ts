import type { MessageId } from '../../domain/ids.js';
import type { MessageDecision } from '../../domain/message/events.js';
import type { AttemptOutcome } from '../../domain/message/outcome.js';
import type { Invocation } from '../ports/inbound/invocation.js';
import { tracedBy, type SpanAttributes, type Tracer } from '../ports/tracer.js';

/** What a span says of a message: ids of our own and its kind, nothing of its person. */
export const messageAttributes = (
  { messageId, kind, hallId }: Pick<MessageDecision, 'messageId' | 'kind' | 'hallId'>,
  correlationId: string,
): SpanAttributes => ({
  'nearturn.message_id': messageId,
  'nearturn.message_kind': kind,
  'nearturn.hall_id': hallId,
  'nearturn.correlation_id': correlationId,
});

/** Takes up a decided message as a span of the trace that decided it, maybe at another instance. */
export const inMessageSpan = <Result>(
  tracer: Tracer,
  { decision, by }: Readonly<{ decision: MessageDecision; by: Invocation }>,
  run: (by: Invocation) => Promise<Result>,
): Promise<Result> =>
  tracer.span(
    'process message',
    {
      kind: 'consumer',
      parent: by.traceparent,
      attributes: messageAttributes(decision, by.correlationId),
    },
    (span) => run({ ...by, ...tracedBy(span) }),
  );

type Call = Readonly<{ id: MessageId; attempt: number; by: Invocation }>;

/** Calls WeChat as a span; its outcome is its attribute, its failure its status. */
export const inSendSpan = (
  tracer: Tracer,
  { id, attempt, by }: Call,
  send: () => Promise<AttemptOutcome>,
): Promise<AttemptOutcome> =>
  tracer.span(
    'send message',
    {
      kind: 'client',
      parent: by.traceparent,
      attributes: {
        'nearturn.message_id': id,
        'nearturn.correlation_id': by.correlationId,
        'nearturn.attempt': attempt,
        'peer.service': 'wechat',
      },
    },
    async (span) => {
      const outcome = await send();
      span.set({ 'nearturn.outcome': outcome.outcome });
      if ('errcode' in outcome && outcome.errcode !== null)
        span.set({ 'wechat.errcode': outcome.errcode });
      if (outcome.outcome !== 'sent') span.fail(outcome.outcome);
      return outcome;
    },
  );
