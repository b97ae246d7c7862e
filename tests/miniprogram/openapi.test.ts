import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { createCore, type Core } from '../../miniprogram/logic/core.js';
import { languages } from '../../miniprogram/logic/languages.js';
import { operations, type Operation } from '../../miniprogram/logic/operations.js';
import type { WireRequest } from '../../miniprogram/logic/platform.js';
import type { Outline } from '../../miniprogram/logic/shape.js';
import { startRig, type Rig } from '../e2e/rig.js';
import { fakePhone, loginReply, settle } from './fake-phone.js';
import { mismatches, type Schema } from './outline-check.js';

type Parameter = Readonly<{ name: string; in: string; required?: boolean; schema: Schema }>;
type Content = Readonly<Record<string, Readonly<{ schema?: Schema }>>>;
type Route = Readonly<{
  parameters?: readonly Parameter[];
  requestBody?: Readonly<{ content: Content }>;
  responses: Readonly<Record<string, Readonly<{ description: string; content?: Content }>>>;
  security?: readonly object[];
  description: string;
}>;
type Document = Readonly<{
  paths: Readonly<Record<string, Readonly<Record<string, Route>>>>;
  components: Readonly<{ schemas: Readonly<Record<string, Schema>> }>;
}>;

const base = 'https://queue.test';
const escaped = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
const all = Object.entries(operations) as [string, Operation<unknown>][];

/** Does everything that the mini-program asks of the service, once. */
const everything: Readonly<Record<keyof typeof operations, (core: Core) => unknown>> = {
  login: (core) => core.session.signIn(),
  code: ({ api }) => api.code('q.0123456789'),
  bind: ({ api }) => api.bind('bind-code-1234', 'key-12345'),
  takeNumber: ({ api }) => api.takeNumber({ hallId: 'demo', queueId: 'A' }, 'key-12345'),
  ticket: ({ api }) => api.ticket('t1'),
  live: (core) => core.follow('t1', { onTicket: () => 0, onState: () => 0, onProblem: () => 0 }),
  subscribe: (core) => core.outbox.report('t1', { template: 'accept', errMsg: 'ok' }),
  card: ({ api }) => api.offerCard('t1', 'card-code', 'key-12345'),
  cancel: (core) => core.giveUp('t1'),
  unbind: ({ api }) => api.unbind('t1'),
  myTickets: ({ api }) => api.myTickets({ limit: 20, cursor: 'abc' }),
  forgetMe: (core) => core.forgetMe(),
  board: (core) => core.board('demo'),
  reminder: ({ api }) => api.remind('t1', 10),
  rate: (core) => core.rate({ ticketId: 't1', score: 5, reasons: ['快'], comment: '谢谢' }),
  slots: ({ api }) => api.slots({ hallId: 'demo', queueId: 'A' }, '2025-03-03'),
  book: (core) =>
    core.book({ hallId: 'demo', queueId: 'A' }, { date: '2025-03-03', from: '09:00' }),
  myAppointments: ({ api }) => api.myAppointments({ limit: 20, cursor: 'abc' }),
  cancelAppointment: ({ api }) => api.cancelAppointment('p1'),
  checkIn: (core) => core.checkIn({ hallId: 'demo', appointmentId: 'p1' }),
};

/** The request that one of these acts sends last. */
const requestOf = async (name: keyof typeof operations): Promise<WireRequest> => {
  const phone = fakePhone({ streams: true });
  phone.serve(({ url }) =>
    url.endsWith('/login') ? loginReply() : { status: 404, body: { code: 'not_found' } },
  );
  const core = createCore(phone.platform, base);
  await core.session.signIn();
  if (name !== 'login') phone.requests.length = 0;
  everything[name](core);
  await settle();
  const request = phone.streams.at(0)?.request ?? phone.requests.at(-1);
  if (request === undefined) throw new Error(`${name}: sent nothing`);
  return request;
};

const paramsIn = (url: URL, path: string): Readonly<Record<string, string>> => {
  const pattern = new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
  const found = pattern.exec(url.pathname);
  if (found === null) throw new Error(`${url.pathname}: is not ${path}`);
  return { ...found.groups };
};

describe('The mini-program’s client and the OpenAPI document of the running service', () => {
  let rig: Rig;
  let document: Document;
  let ajv: Ajv2020;
  before(async () => {
    rig = await startRig();
    document = await rig.anyone.get<Document>('/openapi.json');
    ajv = new Ajv2020({
      strict: false,
      coerceTypes: true,
      formats: { date: true, 'date-time': true },
    });
    ajv.addSchema(document, 'openapi');
  });
  after(() => rig.close());

  const routeOf = ({ method, path }: Operation<unknown>): Route => {
    const route = document.paths[path]?.[method.toLowerCase()];
    if (route === undefined) throw new Error(`${method} ${path} is not in the document`);
    return route;
  };
  /** Why a value is not as the schema at this place says; empty when it is. */
  const faultsAt = (place: readonly string[], value: unknown): string => {
    const check = ajv.compile({ $ref: `openapi#/${place.map(escaped).join('/')}` });
    return check(structuredClone(value)) ? '' : ajv.errorsText(check.errors);
  };

  it('notices what the document does not say', () => {
    const place = ['paths', '/api/v1/tickets/bind', 'post', 'requestBody', 'content'];
    expect(faultsAt([...place, 'application/json', 'schema'], { bindCode: '' })).not.to.equal('');
    expect(faultsAt([...place, 'application/json', 'schema'], { code: 'x' })).not.to.equal('');
    const { schemas } = document.components;
    const ticket = { $ref: '#/components/schemas/TicketPage' };
    const wrong: Readonly<Record<string, Outline>> = {
      ahead: { kind: 'text' },
      messages: { kind: 'list', of: { kind: 'text' } },
      estimatedWaitSeconds: { kind: 'number' },
      window: { kind: 'nullable', of: { kind: 'record', fields: { floor: { kind: 'text' } } } },
      colour: { kind: 'text' },
    };
    expect(mismatches({ kind: 'record', fields: wrong }, ticket, schemas)).to.deep.equal([
      'answer.ahead: is integer, not string',
      'answer.messages: may be left out',
      'answer.estimatedWaitSeconds: may be null',
      'answer.window.floor: is not in the document',
      'answer.colour: is not in the document',
    ]);
  });

  for (const [name, operation] of all)
    describe(name, () => {
      it('is a route that a holder may use, with or without a token, a key', () => {
        const route = routeOf(operation);
        const isPublic = (route.security ?? []).length === 0;
        expect(operation.signedIn).to.equal(!isPublic);
        if (!isPublic) expect(route.description).to.match(/For .*\bholder\b/);
        const takesKey = (route.parameters ?? []).some(
          ({ name: one }) => one === 'Idempotency-Key',
        );
        if (operation.method === 'POST') expect(operation.keyed).to.equal(takesKey);
        else expect(operation.keyed).to.equal(false);
      });

      it('is sent as the document says', async () => {
        const request = await requestOf(name as keyof typeof operations);
        const { method, path } = operation;
        const place = ['paths', path, method.toLowerCase()];
        const { parameters = [], requestBody } = routeOf(operation);
        expect(request.method).to.equal(method);
        const url = new URL(request.url);
        const given: Readonly<Record<string, Readonly<Record<string, string>>>> = {
          path: paramsIn(url, path),
          query: Object.fromEntries(url.searchParams),
          header: Object.fromEntries(
            parameters
              .filter((one) => one.in === 'header')
              .flatMap((one) => {
                const value = request.headers[one.name.toLowerCase()];
                return value === undefined ? [] : [[one.name, value]];
              }),
          ),
        };
        for (const [where, values] of Object.entries(given))
          for (const [param, value] of Object.entries(values)) {
            const at = parameters.findIndex((one) => one.in === where && one.name === param);
            expect(at, `${where} ${param} is in the document`).to.be.greaterThan(-1);
            expect(faultsAt([...place, 'parameters', String(at), 'schema'], value)).to.equal('');
          }
        for (const one of parameters.filter(({ required }) => required === true))
          expect(given[one.in], `${one.in} ${one.name}`).to.have.property(one.name);
        const bodyPlace = [...place, 'requestBody', 'content', 'application/json', 'schema'];
        if (requestBody === undefined) expect(request.body ?? {}).to.deep.equal({});
        else expect(faultsAt(bodyPlace, request.body)).to.equal('');
      });

      it('has its answer read as the document says', () => {
        const answers = Object.entries(routeOf(operation).responses)
          .filter(([status]) => status.startsWith('2'))
          .map(([, { content }]) => content?.['application/json']?.schema);
        expect(answers).to.not.be.empty;
        const outline: Outline | null = operation.answer?.outline ?? null;
        for (const schema of answers)
          if (outline !== null)
            expect(mismatches(outline, schema ?? {}, document.components.schemas)).to.deep.equal(
              [],
            );
      });

      it('has words for each way in which the service may refuse it', () => {
        const general = new Set([
          'invalid_request',
          'internal',
          'too_large',
          'unsupported_media_type',
          'idempotency_key_reused',
        ]);
        const codes = Object.values(routeOf(operation).responses).flatMap(({ description }) =>
          [...description.matchAll(/`(\w+)`:/g)].map(([, code = '']) => code),
        );
        const without = codes.filter(
          (code) => !general.has(code) && !(code in languages.en.problems),
        );
        // A number of a system that prints its own, and a holder by openid: phones send neither.
        const notFromPhones = ['number_invalid', 'number_taken'];
        expect(without.filter((code) => !notFromPhones.includes(code))).to.deep.equal([]);
      });
    });
});
