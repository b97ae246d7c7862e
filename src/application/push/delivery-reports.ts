import { decideMessage } from '../../domain/message/decide.js';
import type { MessageId } from '../../domain/ids.js';
import { messageStream } from '../../domain/streams.js';
import { contextOf, serviceInvocation } from '../invocation.js';
import { messageFolding } from '../sending/message-log.js';
import { writeStream, type StreamDeps } from '../writing/stream-writer.js';
import type { DeliveryReport } from '../../domain/message/events.js';
import type { SentReport } from './sent-reports.js';

type Reported = Pick<SentReport, 'occurredAt' | 'eventId' | 'traceparent'> &
  Readonly<{ report: DeliveryReport }>;

/**
 * Records WeChat's report on a message at the revision that was read; to repeat it is harmless.
 * False when the message, read to its end, cannot be the one meant.
 * @throws AppError `store_unavailable`
 */
export const recordDelivery = async (
  deps: StreamDeps,
  messageId: MessageId,
  { report, occurredAt, eventId, traceparent }: Reported,
): Promise<boolean> => {
  let refused = false;
  const target = { stream: messageStream(messageId), folding: messageFolding };
  await writeStream(deps, target, ({ state }) => {
    const at = deps.clock.now();
    const command = { type: 'ReportDelivery', at, report, occurredAt } as const;
    const decision = decideMessage(state.message, command);
    refused = !decision.ok;
    if (!decision.ok) return null;
    const by = serviceInvocation('wechat', state.correlationId ?? messageId, traceparent);
    return { events: decision.events, context: { ...contextOf(by), causationId: eventId } };
  });
  return !refused;
};
