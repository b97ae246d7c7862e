import type { MessageId } from '../../domain/ids.js';
import type { LiveMessages } from '../live/live-messages.js';
import { errorFields, type Logger } from '../ports/logger.js';
import type { EventStore } from '../ports/event-store.js';
import { loadMessage } from './message-log.js';
import type { MessageReactor } from './message-reactor.js';

/**
 * Takes on what history knows to be unfinished and the fold of the open days has not seen: messages
 * of days that are over. They are ended: withdrawn, expired, or recorded as in doubt.
 */
export const adoptUnfinished = async (
  deps: Readonly<{
    store: EventStore;
    messages: LiveMessages;
    reactor: MessageReactor;
    logger: Logger;
  }>,
  ids: readonly MessageId[],
): Promise<void> => {
  for (const id of ids) {
    if (deps.messages.has(id)) continue;
    try {
      const { state, revision } = await loadMessage(deps.store, id);
      const { message } = state;
      if (message.status !== 'undecided')
        deps.reactor.adopt(deps.messages.adopt(message, revision));
    } catch (error) {
      deps.logger.warn({ messageId: id, ...errorFields(error) }, 'message_not_adopted');
    }
  }
};
