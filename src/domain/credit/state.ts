import { exhaustive } from '../event.js';
import { epochMs, type Instant, type MessageId, type TemplateId } from '../ids.js';
import type { CreditEvent, GrantSource } from './events.js';

/** One acceptance of one template: one message that may be sent. */
export type Grant = Readonly<{
  /** Revision of the first event that told of it; its id within the stream. */
  revision: number;
  grantedAt: Instant;
  source: GrantSource;
  /** Both the mini-program's report and WeChat's popup event of it have come. */
  paired: boolean;
  usedBy: MessageId | null;
  /** The messages that have a use of it without using it up: its template is a long-term one. */
  lastingUses: readonly MessageId[];
  /** WeChat said that there was no credit: nothing comes back of it. */
  voided: boolean;
}>;

export type TemplateCredit = Readonly<{
  grants: readonly Grant[];
  /** The latest answer was a refusal. */
  declined: boolean;
}>;

export type CreditState = Readonly<{
  revision: number;
  templates: ReadonlyMap<TemplateId, TemplateCredit>;
}>;

export const noCredit: CreditState = Object.freeze({ revision: -1, templates: new Map() });

const none: TemplateCredit = { grants: [], declined: false };

/** How far apart the report and the popup event of one acceptance may be, in milliseconds. */
export const pairingWindowMs = 5 * 60_000;

const isClientSide = (source: GrantSource): boolean => source !== 'popup';

const pairs = (grant: Grant, source: GrantSource, at: Instant): boolean =>
  !grant.paired &&
  isClientSide(grant.source) !== isClientSide(source) &&
  Math.abs(epochMs(at) - epochMs(grant.grantedAt)) <= pairingWindowMs;

/** The credits of a person and one template. */
export const creditOf = (state: CreditState, template: TemplateId): TemplateCredit =>
  state.templates.get(template) ?? none;

/** Whether a message may use it. */
export const isFree = ({ usedBy, voided }: Pick<Grant, 'usedBy' | 'voided'>): boolean =>
  usedBy === null && !voided;

/** The oldest grant that a message may use. */
export const freeGrant = (state: CreditState, template: TemplateId): Grant | null =>
  creditOf(state, template).grants.find(isFree) ?? null;

/**
 * How many messages of a template may still be sent to the person. Of a long-term template there is
 * nothing to count: 1 while any acceptance stands.
 */
export const remainingCredit = (
  state: CreditState,
  template: TemplateId,
  lasting = false,
): number => {
  const free = creditOf(state, template).grants.filter(isFree).length;
  return lasting ? Math.min(free, 1) : free;
};

/** Whether a message holds a use already. */
export const hasUse = (state: CreditState, template: TemplateId, message: MessageId): boolean =>
  grantUsedBy(creditOf(state, template), message) !== undefined;

/** The grant of which a message holds a use. */
export const grantUsedBy = ({ grants }: TemplateCredit, message: MessageId): Grant | undefined =>
  grants.find(({ usedBy, lastingUses }) => usedBy === message || lastingUses.includes(message));

const grantOrPair = (
  credit: TemplateCredit,
  event: Extract<CreditEvent, { type: 'SubscriptionGranted' }>,
  revision: number,
): TemplateCredit => {
  const at = event.occurredAt ?? event.at;
  const partner = credit.grants.findIndex((grant) => pairs(grant, event.data.source, at));
  const grants =
    partner === -1
      ? [
          ...credit.grants,
          {
            revision,
            grantedAt: at,
            source: event.data.source,
            paired: false,
            usedBy: null,
            lastingUses: [],
            voided: false,
          },
        ]
      : credit.grants.map((grant, index) =>
          index === partner ? { ...grant, paired: true } : grant,
        );
  return { grants, declined: false };
};

const changeGrant = (
  credit: TemplateCredit,
  changed: Grant | undefined,
  change: (grant: Grant) => Partial<Grant>,
): TemplateCredit =>
  changed === undefined
    ? credit
    : {
        ...credit,
        grants: credit.grants.map((grant) =>
          grant === changed ? { ...grant, ...change(grant) } : grant,
        ),
      };

const useGrant = (
  credit: TemplateCredit,
  { data }: Extract<CreditEvent, { type: 'SubscriptionUsed' }>,
): TemplateCredit =>
  changeGrant(credit, credit.grants.find(isFree), ({ lastingUses }) =>
    data.lasting === true
      ? { lastingUses: [...lastingUses, data.messageId] }
      : { usedBy: data.messageId },
  );

const returnUse = (credit: TemplateCredit, message: MessageId): TemplateCredit =>
  changeGrant(credit, grantUsedBy(credit, message), ({ usedBy, lastingUses }) =>
    usedBy === message
      ? { usedBy: null }
      : { lastingUses: lastingUses.filter((other) => other !== message) },
  );

/** A refusal at the popup says nothing of what was accepted before; one in WeChat's settings does. */
const grantsAfterRefusal = (
  { grants }: TemplateCredit,
  event: Extract<CreditEvent, { type: 'SubscriptionDeclined' }>,
): readonly Grant[] => {
  const at = event.occurredAt ?? event.at;
  return event.data.source === 'change'
    ? grants.map((grant) => (grant.grantedAt > at ? grant : { ...grant, voided: true }))
    : grants;
};

const evolveTemplate = (
  credit: TemplateCredit,
  event: CreditEvent,
  revision: number,
): TemplateCredit => {
  switch (event.type) {
    case 'SubscriptionGranted':
      return grantOrPair(credit, event, revision);
    case 'SubscriptionDeclined':
      return { grants: grantsAfterRefusal(credit, event), declined: true };
    case 'SubscriptionUsed':
      return useGrant(credit, event);
    case 'SubscriptionReturned':
      return returnUse(credit, event.data.messageId);
    case 'SubscriptionsExhausted':
      return {
        ...credit,
        grants: credit.grants.map((grant) =>
          grant.revision <= event.data.upToRevision ? { ...grant, voided: true } : grant,
        ),
      };
    default:
      exhaustive(event);
      return credit;
  }
};

/** The credits after one more event at `revision`. */
export const evolveCredit = (
  state: CreditState,
  event: CreditEvent,
  revision: number,
): CreditState => {
  const template = event.data.templateId;
  const templates = new Map(state.templates);
  templates.set(template, evolveTemplate(creditOf(state, template), event, revision));
  return { revision, templates };
};
