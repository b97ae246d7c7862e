import { accept, exhaustive, refuse, type Decision } from '../event.js';
import type { Instant, MessageId, TemplateId, TicketId } from '../ids.js';
import type { CreditEvent, GrantSource } from './events.js';
import { creditOf, freeGrant, hasUse, type CreditState } from './state.js';

type Command<Type extends string, Data extends object> = Readonly<
  { type: Type; at: Instant } & Data
>;

export type CreditCommand =
  | Command<
      'ReportAnswers',
      {
        source: GrantSource;
        ticketId: TicketId | null;
        /** As `wx.requestSubscribeMessage` gives them. */
        answers: readonly Readonly<{ templateId: TemplateId; answer: string }>[];
        /** When the person tapped, where that was told later. */
        occurredAt?: Instant | null;
      }
    >
  | Command<'TakeBack', { templateIds: readonly TemplateId[]; occurredAt: Instant | null }>
  | Command<
      'UseGrant',
      {
        templateId: TemplateId;
        messageId: MessageId;
        /** Of a long-term template: the grant stays. @default false */
        lasting?: boolean;
      }
    >
  | Command<'ReturnGrant', { templateId: TemplateId; messageId: MessageId }>
  | Command<
      'ExhaustGrants',
      { templateId: TemplateId; messageId: MessageId; upToRevision: number }
    >;

export type CreditRefusal = Readonly<{ code: 'no_grant' | 'declined' }>;

/**
 * Whether an answer of `wx.requestSubscribeMessage` is one message granted.
 * Every value that starts with `accept` is (`acceptWithAudio`, …); `reject`, `ban`, `filter` are not.
 */
export const isAcceptance = (answer: string): boolean => answer.startsWith('accept');

/** Decides one command on one person's credits. */
export const decideCredit = (
  state: CreditState,
  command: CreditCommand,
): Decision<CreditEvent, CreditRefusal> => {
  switch (command.type) {
    case 'ReportAnswers':
      return accept(...command.answers.map((answer) => answerEvent(command, answer)));
    case 'TakeBack':
      return accept(...command.templateIds.map((id) => takenBack(command, id)));
    case 'UseGrant':
      return useGrant(state, command);
    case 'ReturnGrant':
      return hasUse(state, command.templateId, command.messageId)
        ? accept(returned(command))
        : accept();
    case 'ExhaustGrants':
      return exhaustGrants(state, command);
    default:
      return exhaustive(command);
  }
};

type Of<Type extends CreditCommand['type']> = Extract<CreditCommand, { type: Type }>;

const used = ({ at, templateId, messageId, lasting }: Of<'UseGrant'>): CreditEvent => ({
  type: 'SubscriptionUsed',
  at,
  occurredAt: null,
  data: { templateId, messageId, ...(lasting === true ? { lasting } : {}) },
});

const returned = ({ at, templateId, messageId }: Of<'ReturnGrant'>): CreditEvent => ({
  type: 'SubscriptionReturned',
  at,
  occurredAt: null,
  data: { templateId, messageId },
});

const answerEvent = (
  command: Of<'ReportAnswers'>,
  { templateId, answer }: { templateId: TemplateId; answer: string },
): CreditEvent => {
  const { at, source, ticketId, occurredAt = null } = command;
  return isAcceptance(answer)
    ? { type: 'SubscriptionGranted', at, occurredAt, data: { templateId, source, ticketId } }
    : {
        type: 'SubscriptionDeclined',
        at,
        occurredAt,
        data: { templateId, source, answer, ticketId },
      };
};

const takenBack = ({ at, occurredAt }: Of<'TakeBack'>, templateId: TemplateId): CreditEvent => ({
  type: 'SubscriptionDeclined',
  at,
  occurredAt,
  data: { templateId, source: 'change', answer: 'reject', ticketId: null },
});

const useGrant = (
  state: CreditState,
  command: Of<'UseGrant'>,
): Decision<CreditEvent, CreditRefusal> => {
  if (hasUse(state, command.templateId, command.messageId)) return accept();
  if (freeGrant(state, command.templateId) !== null) return accept(used(command));
  const { declined } = creditOf(state, command.templateId);
  return refuse({ code: declined ? 'declined' : 'no_grant' });
};

const exhaustGrants = (
  state: CreditState,
  command: Of<'ExhaustGrants'>,
): Decision<CreditEvent, CreditRefusal> => {
  const { templateId, messageId, upToRevision } = command;
  const isNews = creditOf(state, templateId).grants.some(
    (grant) => grant.revision <= upToRevision && !grant.voided,
  );
  return isNews
    ? accept({
        type: 'SubscriptionsExhausted',
        at: command.at,
        occurredAt: null,
        data: { templateId, messageId, upToRevision },
      })
    : accept();
};
