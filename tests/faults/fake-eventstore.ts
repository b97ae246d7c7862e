import * as grpc from '@grpc/grpc-js';
import features from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import featureTypes from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streamTypes from '@eventstore/db-client/generated/streams_pb.js';

type Request = streamTypes.BatchAppendReq;
type Response = streamTypes.BatchAppendResp;
type Call = grpc.ServerDuplexStream<Request, Response>;

/**
 * What the server does with an append:
 * - `answer`: writes it and says so.
 * - `silent`: writes it and says nothing.
 * - `end`: writes it, says nothing, and ends the stream as if all were well.
 * - `late`: writes it and says so after `lateMs`.
 */
export type Behaviour = 'answer' | 'silent' | 'end' | 'late';

/** An append as it came over the wire. */
export type Received = Readonly<{ stream: string; eventIds: readonly string[]; revision: string }>;

/** A server that speaks as much of EventStoreDB's protocol as an append needs, and misbehaves. */
export class FakeEventStoreDb {
  readonly received: Received[] = [];
  /** The first behaviours are for the first appends; the last one is for all that follow. */
  behaviours: Behaviour[] = ['answer'];
  lateMs = 1_000;
  readonly #server = new grpc.Server();
  readonly #written = new Set<string>();
  /** Appends that were written, and not only repeated. */
  writes = 0;
  port = 0;

  static async start(): Promise<FakeEventStoreDb> {
    const fake = new FakeEventStoreDb();
    fake.#server.addService(features.ServerFeaturesService, {
      getSupportedMethods: (
        _call: unknown,
        reply: grpc.sendUnaryData<featureTypes.SupportedMethods>,
      ) => reply(null, supportsBatchAppend()),
    });
    fake.#server.addService(streams.StreamsService, {
      batchAppend: (call: Call) => fake.#serve(call),
      read: unimplemented,
      append: unimplemented,
      delete: unimplemented,
      tombstone: unimplemented,
    });
    const insecure = grpc.ServerCredentials.createInsecure();
    fake.port = await new Promise<number>((resolve, reject) =>
      fake.#server.bindAsync('127.0.0.1:0', insecure, (error, port) =>
        error === null ? resolve(port) : reject(error),
      ),
    );
    return fake;
  }

  stop(): void {
    this.#server.forceShutdown();
  }

  #serve(call: Call): void {
    call.on('data', (request: Request) => this.#append(call, request));
    call.on('end', () => call.end());
    call.on('error', () => undefined);
  }

  #append(call: Call, request: Request): void {
    const options = request.getOptions();
    const name = options?.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array();
    const eventIds = request.getProposedMessagesList().map((one) => one.getId()?.getString() ?? '');
    const revision =
      options?.hasNoStream() === true ? 'no_stream' : String(options?.getStreamPosition());
    this.received.push({ stream: Buffer.from(name).toString('utf8'), eventIds, revision });
    if (!eventIds.every((id) => this.#written.has(id))) this.writes += 1;
    for (const id of eventIds) this.#written.add(id);
    const behaviour =
      (this.behaviours.length > 1 ? this.behaviours.shift() : this.behaviours[0]) ?? 'answer';
    const answer = (): void => {
      if (!call.cancelled) call.write(success(request));
    };
    if (behaviour === 'answer') answer();
    if (behaviour === 'late') setTimeout(answer, this.lateMs);
    if (behaviour === 'end') call.end();
  }
}

const unimplemented = (call: grpc.ServerUnaryCall<unknown, unknown>): void => {
  call.emit('error', { code: grpc.status.UNIMPLEMENTED, details: 'a fake' });
};

const supportsBatchAppend = (): featureTypes.SupportedMethods => {
  const method = new featureTypes.SupportedMethod();
  method.setServiceName('event_store.client.streams.streams');
  method.setMethodName('batchappend');
  const all = new featureTypes.SupportedMethods();
  all.setEventStoreServerVersion('24.10.4');
  all.addMethods(method);
  return all;
};

const success = (request: Request): Response => {
  const position = new shared.AllStreamPosition();
  position.setCommitPosition('100');
  position.setPreparePosition('100');
  const written = new streamTypes.BatchAppendResp.Success();
  written.setCurrentRevision('0');
  written.setPosition(position);
  const response = new streamTypes.BatchAppendResp();
  response.setCorrelationId(request.getCorrelationId());
  response.setStreamIdentifier(request.getOptions()?.getStreamIdentifier());
  response.setSuccess(written);
  return response;
};
