/** Identifiers and instants of the domain: plain strings, branded so that they cannot be mixed up. */

declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type HallId = Branded<'HallId'>;
export type QueueId = Branded<'QueueId'>;
export type WindowId = Branded<'WindowId'>;
export type TicketId = Branded<'TicketId'>;
/** A booking of an appointment. */
export type AppointmentId = Branded<'AppointmentId'>;
export type SubscriberId = Branded<'SubscriberId'>;
export type TemplateId = Branded<'TemplateId'>;
/** `{ticketId}.{kind}`, from the ticket's second stay on with `.{stay}` behind it. */
export type MessageId = Branded<'MessageId'>;
/** A hall's local calendar day, written `2025-03-01`. */
export type BusinessDay = Branded<'BusinessDay'>;
/** RFC 3339 in UTC with milliseconds, so that text order is time order. */
export type Instant = Branded<'Instant'>;

// The casts below are the one place where text from outside becomes an identifier;
// callers have validated it by a schema first.
export const hallId = (text: string): HallId => text as HallId;
export const queueId = (text: string): QueueId => text as QueueId;
export const windowId = (text: string): WindowId => text as WindowId;
export const ticketId = (text: string): TicketId => text as TicketId;
export const appointmentId = (text: string): AppointmentId => text as AppointmentId;
export const subscriberId = (text: string): SubscriberId => text as SubscriberId;
export const templateId = (text: string): TemplateId => text as TemplateId;
export const businessDay = (text: string): BusinessDay => text as BusinessDay;

/** The instant of a number of milliseconds since the epoch. */
export const instant = (epochMs: number): Instant => new Date(epochMs).toISOString() as Instant;

/** Milliseconds since the epoch of an instant. */
export const epochMs = (at: Instant): number => Date.parse(at);
