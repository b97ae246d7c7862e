import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { expect } from 'chai';
import { AppError } from '../../src/application/errors.js';
import { PushInbox } from '../../src/application/push/push-inbox.js';
import { PushRouter } from '../../src/application/push/router/push-router.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { services } from '../../src/composition/di/services.js';
import { otelTracer } from '../../src/infrastructure/observability/otel-tracer.js';
import { creditStream } from '../../src/domain/streams.js';
import { jh, window1, World, type Instance } from './rig.js';
import { refused } from './scripted-sender.js';

/** A tracer whose spans are kept. */
const recorder = () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  return { exporter, tracer: otelTracer(provider.getTracer('test')) };
};

const idOf = (span: ReadableSpan | undefined) => span?.spanContext().spanId;
const traceOf = (span: ReadableSpan | undefined) => span?.spanContext().traceId;

/** Trace and span that an event carries. */
const spanNamedBy = (event: RecordedEvent | undefined): readonly string[] => {
  const { traceparent = '' } = (event?.metadata ?? {}) as { traceparent?: string };
  return traceparent.split('-').slice(1, 3);
};

describe('the trace of a call', () => {
  let world: World;
  let spansOf: Map<Instance, InMemorySpanExporter>;
  beforeEach(() => {
    world = new World();
    spansOf = new Map();
  });
  afterEach(() => world.close());

  const traced = (): Instance => {
    const instance = world.instance({ singleWriter: false });
    const { exporter, tracer } = recorder();
    instance.container.rebind(services.tracer).toConstantValue(tracer);
    spansOf.set(instance, exporter);
    return instance;
  };
  const named = (instance: Instance, name: string): readonly ReadableSpan[] =>
    (spansOf.get(instance)?.getFinishedSpans() ?? []).filter((span) => span.name === name);

  /** One instance takes the commands, another one decides and sends. */
  const called = async (): Promise<readonly [Instance, Instance]> => {
    const taking = traced();
    const sending = traced();
    await sending.start();
    await sending.openHall();
    await sending.does({ type: 'OpenWindow', windowId: window1 });
    const anna = await sending.subscribed('openid-anna');
    await taking.settings.load();
    await taking.issue('t1', anna);
    await world.pass(3_000, 50);
    return [taking, sending];
  };

  it('leads from the command through the decision to the send, at another instance too', async () => {
    const [taking, sending] = await called();
    expect(world.wechat.calls).to.have.length(1);
    const command = named(taking, 'hall command').at(-1);
    const [decision] = named(sending, 'decide message');
    const [taken] = named(sending, 'process message');
    const [send] = named(sending, 'send message');
    expect([decision, taken, send].map(traceOf)).to.deep.equal(Array(3).fill(traceOf(command)));
    expect([decision, taken, send].map((span) => span?.parentSpanContext?.spanId)).to.deep.equal(
      [command, decision, taken].map(idOf),
    );
    expect([decision, taken, send].map((span) => span?.kind)).to.deep.equal([
      SpanKind.PRODUCER,
      SpanKind.CONSUMER,
      SpanKind.CLIENT,
    ]);
    expect(command?.attributes).to.include({ 'nearturn.command': 'IssueTicket' });
    for (const span of [command, decision, taken, send])
      expect(span?.attributes).to.include({ 'nearturn.correlation_id': 'c-test' });
  });

  it('names nobody', async () => {
    await called();
    const shown = [...spansOf.values()]
      .flatMap((exporter) => exporter.getFinishedSpans())
      .map(({ name, attributes, events }) => JSON.stringify([name, attributes, events]));
    expect(shown.join('\n')).to.not.match(/openid-anna|subscriber/i);
  });

  it('is carried by the events that it led to', async () => {
    const [, sending] = await called();
    const [decided, attempted] = await world.events('message-t1.near-turn');
    const ends = [decided, attempted].map(spanNamedBy);
    const spans = [named(sending, 'decide message')[0], named(sending, 'process message')[0]];
    expect(ends).to.deep.equal(spans.map((span) => [traceOf(span), idOf(span)]));
  });

  it('shows what came of the send', async () => {
    world.wechat.replies(refused);
    const [, sending] = await called();
    const [send] = named(sending, 'send message');
    expect(send?.attributes).to.include({
      'nearturn.outcome': 'rejected',
      'wechat.errcode': 47003,
    });
    expect(send?.status.code).to.equal(SpanStatusCode.ERROR);
  });

  it('of a push leads from its receipt to what it changes', async () => {
    const instance = traced();
    await instance.start();
    const anna = await instance.person('openid-anna');
    const { container, store } = instance;
    const inbox = new PushInbox({
      store,
      clock: world.clock,
      ids: container.get(services.ids),
      metrics: container.get(services.metrics),
      secrets: container.get(services.secrets),
      router: container.get(PushRouter),
      identify: (openId) => instance.person(openId),
    });
    const items = [{ TemplateId: jh, SubscribeStatusString: 'accept' }];
    const kind = 'subscribe_msg_popup_event';
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    await inbox.receive(
      { kind, openId: 'openid-anna', createdAt: world.clock.now(), msgId: null, items },
      { correlationId: 'c-push', traceparent },
    );
    await world.pass(1_000, 50);
    const [handled] = named(instance, 'handle push');
    expect([traceOf(handled), handled?.parentSpanContext?.spanId]).to.deep.equal([
      'a'.repeat(32),
      'b'.repeat(16),
    ]);
    const [granted] = await world.events(creditStream(anna));
    expect(spanNamedBy(granted)).to.deep.equal([traceOf(handled), idOf(handled)]);
  });

  it('is not written down where nothing is traced', async () => {
    const instance = world.instance();
    await instance.start();
    await instance.openHall();
    await instance.issue('t1');
    const events = await world.events('settings-main');
    expect(events.length).to.be.greaterThan(0);
    for (const { metadata } of events) expect(metadata).to.not.have.property('traceparent');
  });
});

describe('a span', () => {
  const failing = async (error: unknown): Promise<ReadableSpan | undefined> => {
    const { exporter, tracer } = recorder();
    await tracer.span('work', {}, () => Promise.reject(error)).catch(() => undefined);
    return exporter.getFinishedSpans()[0];
  };

  it('fails with what is broken, not with a refusal, and tells its code alone', async () => {
    const refusal = await failing(new AppError('already_called', 'openid-anna'));
    const outage = await failing(new AppError('store_unavailable', 'openid-anna'));
    const bug = await failing(new TypeError('openid-anna'));
    expect([refusal, outage, bug].map((span) => span?.status.code)).to.deep.equal([
      SpanStatusCode.UNSET,
      SpanStatusCode.ERROR,
      SpanStatusCode.ERROR,
    ]);
    expect([refusal, outage, bug].map((span) => span?.attributes['error.type'])).to.deep.equal([
      'already_called',
      'store_unavailable',
      'TypeError',
    ]);
    expect(JSON.stringify([refusal, outage, bug].map((span) => span?.status))).to.not.match(/anna/);
  });

  it('begins a trace of its own where its parent cannot be read', async () => {
    const { exporter, tracer } = recorder();
    for (const parent of ['', 'nonsense', `00-${'0'.repeat(32)}-${'0'.repeat(16)}-01`])
      await tracer.span('work', { parent }, () => Promise.resolve());
    expect(exporter.getFinishedSpans().map((span) => span.parentSpanContext)).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is not kept where the caller decided so', async () => {
    const { exporter, tracer } = recorder();
    const parent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`;
    const seen = await tracer.span('work', { parent }, (span) => Promise.resolve(span.traceparent));
    expect(seen).to.match(/^00-a{32}-[0-9a-f]{16}-00$/);
    expect(exporter.getFinishedSpans()).to.deep.equal([]);
  });
});
