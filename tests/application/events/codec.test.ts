import { expect } from 'chai';
import { z } from 'zod';
import { accessSchemas, storeKeySchemas } from '../../../src/application/events/catalog-access.js';
import { agendaSchemas } from '../../../src/application/events/catalog-agenda.js';
import { deviceSchemas } from '../../../src/application/events/catalog-devices.js';
import { limitedCodeSchemas } from '../../../src/application/events/catalog-codes.js';
import { creditSchemas } from '../../../src/application/events/catalog-credit.js';
import { hallSchemas } from '../../../src/application/events/catalog-hall.js';
import { messageSchemas } from '../../../src/application/events/catalog-message.js';
import { pushSchemas } from '../../../src/application/events/catalog-push.js';
import { hallsSchemas, settingsSchemas } from '../../../src/application/events/catalog-settings.js';
import { subscriberSchemas } from '../../../src/application/events/catalog-subscriber.js';
import {
  type AnyDomainEvent,
  type Read,
  encode,
  readAccessEvent,
  readAgendaEvent,
  readCreditEvent,
  readDeviceEvent,
  readHallEvent,
  readHallsEvent,
  readLimitedCodeEvent,
  readMessageEvent,
  readPushEvent,
  readSettingsEvent,
  readStoreKeyEvent,
  readSubscriberEvent,
  readerOf,
} from '../../../src/application/events/codec.js';
import type { RecordedEvent } from '../../../src/application/ports/event-store.js';
import { versionOf } from '../../../src/application/events/upcast.js';
import type { DomainEvent } from '../../../src/domain/event.js';
import { golden, goldenEvents } from './golden.js';

type Reader = (recorded: RecordedEvent) => Read<AnyDomainEvent>;
const families: Readonly<Record<string, { reader: Reader; schemas: object }>> = {
  hall: { reader: readHallEvent, schemas: hallSchemas },
  device: { reader: readDeviceEvent, schemas: deviceSchemas },
  agenda: { reader: readAgendaEvent, schemas: agendaSchemas },
  message: { reader: readMessageEvent, schemas: messageSchemas },
  credit: { reader: readCreditEvent, schemas: creditSchemas },
  subscriber: { reader: readSubscriberEvent, schemas: subscriberSchemas },
  settings: { reader: readSettingsEvent, schemas: settingsSchemas },
  halls: { reader: readHallsEvent, schemas: hallsSchemas },
  access: { reader: readAccessEvent, schemas: accessSchemas },
  push: { reader: readPushEvent, schemas: pushSchemas },
  codes: { reader: readLimitedCodeEvent, schemas: limitedCodeSchemas },
  'store-key': { reader: readStoreKeyEvent, schemas: storeKeySchemas },
};

/** Fields that came later: what is older does without them. */
const mayBeLeftOut: ReadonlySet<string> = new Set([
  'SubscriptionUsed.lasting',
  'PushReceived.rules',
  'AppointmentBooked.ref',
  'AppointmentBooked.subscriberId',
  'TicketIssued.counted',
  'TicketIssued.entersAs',
  'TicketIssued.route',
  'TicketIssued.routeOrder',
  'TicketIssued.appointmentId',
  'TicketIssued.late',
  'TicketIssued.extra',
  'TicketCompleted.outcome',
  'TicketNoShow.why',
  'TicketReturned.priority',
  'TicketTransferred.why',
  'TicketTransferred.outcome',
  'TicketTransferred.entersAs',
  'WindowCalled.reason',
]);

/** Settings from before halls had rules: each rule is read as its default, and written from then on. */
const writtenBeforeRules: ReadonlySet<string> = new Set([
  'hall.HallOpened.v1.json',
  'hall.SettingsChanged.v1.json',
  'settings.HallConfigured.v1.json',
  'settings.HallConfigured.v1.long-term.json',
  'settings.HallConfigured.v1.with-card.json',
  'settings.QueueConfigured.v1.json',
  'settings.WindowConfigured.v1.json',
]);

/** Of a value only what the pattern names. */
const partOf = (pattern: unknown, value: unknown): unknown => {
  if (typeof pattern !== 'object' || pattern === null) return value;
  const fields = Object.entries(pattern).map(([name, part]) => [
    name,
    partOf(part, (value as Record<string, unknown> | undefined)?.[name]),
  ]);
  return Array.isArray(pattern) ? fields.map(([, part]) => part) : Object.fromEntries(fields);
};

const readerFor = (family: string): Reader => {
  const found = families[family];
  if (found === undefined) throw new Error(`no reader for family ${family}`);
  return found.reader;
};

describe('event catalog', () => {
  describe('golden events', () => {
    for (const { family, file, recorded } of goldenEvents())
      it(`${file} is read, and written again as it was`, () => {
        const read = readerFor(family)(recorded);
        if (!read.ok) expect.fail(read.detail);
        const { commandId, fingerprint, answer } = read.metadata;
        const context = {
          correlationId: read.metadata.$correlationId,
          causationId: read.metadata.$causationId,
          by: read.metadata.by,
          ...(commandId === undefined || fingerprint === undefined || answer === undefined
            ? {}
            : { command: { commandId, fingerprint, answer } }),
        };
        const { eventId, type, data, metadata } = recorded;
        const written = encode(read.event, eventId, context);
        if (writtenBeforeRules.has(file)) {
          expect(partOf(data, written.data)).to.deep.equal(data);
          const again = readerFor(family)({ ...recorded, data: written.data });
          return expect(again.ok && again.event).to.deep.equal(read.event);
        }
        return expect(written).to.deep.equal({ eventId, type, data, metadata });
      });

    it('there is one of the current version for every type of every family', () => {
      const files = new Set(goldenEvents().map(({ file }) => file));
      const wanted = Object.entries(families).flatMap(([family, { schemas }]) =>
        Object.keys(schemas).map((type) => `${family}.${type}.v${versionOf(type)}.json`),
      );
      expect(wanted.filter((file) => !files.has(file))).to.deep.equal([]);
    });

    it('no data field can be left out or be of another kind', () => {
      for (const { family, file, recorded } of goldenEvents())
        for (const field of Object.keys(recorded.data as object)) {
          const { [field]: _, ...rest } = recorded.data as Record<string, unknown>;
          const left = mayBeLeftOut.has(`${recorded.type}.${field}`) ? [] : [rest];
          for (const data of [...left, { ...rest, [field]: Symbol('other') }])
            expect(readerFor(family)({ ...recorded, data }), `${file} ${field}`).to.include({
              ok: false,
              reason: 'invalid',
            });
        }
    });
  });

  it('gives an event the times of its metadata', () => {
    const read = readHallEvent(golden('WindowCalled'));
    if (!read.ok) expect.fail(read.detail);
    expect(read.event.at).to.equal('2026-11-22T01:02:03.004Z');
    expect(read.event.occurredAt).to.equal('2026-11-22T01:02:00.000Z');
  });

  it('drops metadata that an event store adds', () => {
    const recorded = golden('TicketBound');
    const metadata = { ...(recorded.metadata as object), $traceId: 'x' };
    const read = readHallEvent({ ...recorded, metadata });
    if (!read.ok) expect.fail(read.detail);
    expect(read.metadata).to.deep.equal(recorded.metadata);
  });

  it('names an unknown type, also one that every object has', () => {
    for (const type of ['TicketPainted', 'constructor', '__proto__'])
      expect(readHallEvent({ ...golden('TicketBound'), type })).to.include({
        ok: false,
        reason: 'unknown_type',
      });
  });

  it('refuses a newer version before it looks at anything else', () => {
    const recorded = golden('TicketBound');
    expect(readHallEvent({ ...recorded, metadata: { schemaVersion: 2 } })).to.deep.equal({
      ok: false,
      reason: 'newer_version',
      detail: `hall-demo-20261122@${recorded.revision} TicketBound: expected version ≤ 1, found 2`,
    });
  });

  it('says where invalid data is, never what it is', () => {
    const recorded = golden('SendAttempted');
    const data = { attempt: 1, ahead: 1, request: { page: 'oSecretOpenId' } };
    const read = readMessageEvent({ ...recorded, data });
    if (read.ok) expect.fail('was read');
    expect(read.detail).to.match(
      /@\d+ SendAttempted: data\.request\.template_id \(invalid_type\)$/,
    );
    expect(read.detail).not.to.include('oSecretOpenId');
  });

  it('refuses metadata that is missing or not ours', () => {
    for (const metadata of [undefined, null, 'text', {}, { schemaVersion: 'x' }])
      expect(readHallEvent({ ...golden('TicketBound'), metadata })).to.include({
        ok: false,
        reason: 'invalid',
      });
  });

  it('takes an instant only in UTC with milliseconds', () => {
    const recorded = golden('TicketBound');
    for (const recordedAt of ['2026-11-22T01:02:03Z', '2026-11-22T09:02:03.004+08:00', 'now'])
      expect(
        readHallEvent({
          ...recorded,
          metadata: { ...(recorded.metadata as object), recordedAt },
        }),
        recordedAt,
      ).to.include({ ok: false });
  });

  describe('an old version', () => {
    type Painted = DomainEvent<'Painted', { colour: string; coats: number }>;
    const schemas = { Painted: z.object({ colour: z.string(), coats: z.number() }) };
    const using = {
      versions: { Painted: 3 },
      steps: {
        Painted: {
          1: (data: unknown) => ({ colour: (data as { color: string }).color.toLowerCase() }),
          2: (data: unknown) => ({ ...(data as object), coats: 1 }),
        },
      },
    };
    const read = readerOf<Painted>(schemas, using);
    const painted = (schemaVersion: number, data: unknown): RecordedEvent => ({
      ...golden('TicketBound'),
      type: 'Painted',
      data,
      metadata: { ...(golden('TicketBound').metadata as object), schemaVersion },
    });

    it('is brought to the current one step by step', () => {
      for (const recorded of [
        painted(1, { color: 'RED' }),
        painted(2, { colour: 'red' }),
        painted(3, { colour: 'red', coats: 1 }),
      ]) {
        const found = read(recorded);
        if (!found.ok) expect.fail(found.detail);
        expect(found.event.data).to.deep.equal({ colour: 'red', coats: 1 });
      }
    });

    it('that its step cannot read is invalid', () => {
      expect(read(painted(1, {}))).to.include({ ok: false, reason: 'invalid' });
    });

    it('without a step is found when the reader is made', () => {
      const gap = { versions: { Painted: 3 }, steps: { Painted: { 2: () => ({}) } } };
      expect(() => readerOf<Painted>(schemas, gap)).to.throw(
        'Painted: expected an upcast from version 1, found none',
      );
    });
  });
});
