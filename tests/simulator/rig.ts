import { createSimulator, simulatorTemplates } from '../../simulator/simulator.js';
import type { Simulator, SimulatorOptions } from '../../simulator/simulator.js';

/** A simulator that listens, its clock, and a caller that speaks JSON with it. */
export type SimulatorRig = Readonly<{
  simulator: Simulator;
  advance(ms: number): void;
  call(method: string, path: string, body?: unknown): Promise<Called>;
  /** A token, fetched now. */
  token(force?: boolean): Promise<string>;
  send(body: object, token?: string): Promise<Called>;
  close(): Promise<void>;
}>;

export type Called = Readonly<{ status: number; type: string; text: string; json: Json }>;
/** A reply as far as the tests look into it. */
export type Json = Readonly<Record<string, unknown>>;

const credentials = { appid: 'wx1', secret: 's', grant_type: 'client_credential' };

export const startSimulator = async (options: SimulatorOptions = {}): Promise<SimulatorRig> => {
  let now = 1_700_000_000_000;
  const simulator = createSimulator({ now: () => now, ...options });
  const url = await simulator.listen();
  const call = (method: string, path: string, body?: unknown): Promise<Called> =>
    fetch(`${url}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    }).then(calledOf);
  const token = async (force = false): Promise<string> => {
    const body = { ...credentials, force_refresh: force };
    return String((await call('POST', '/cgi-bin/stable_token', body)).json['access_token']);
  };
  const send = async (body: object, given?: string): Promise<Called> =>
    call('POST', `/cgi-bin/message/subscribe/send?access_token=${given ?? (await token())}`, body);
  return {
    simulator,
    call,
    token,
    send,
    advance: (ms) => (now += ms),
    close: () => simulator.close(),
  };
};

const calledOf = async (response: Response): Promise<Called> => {
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text, json: jsonOf(text) };
};

const jsonOf = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
};

/** A message that WeChat takes, to this openid. */
export const messageTo = (
  openid: string,
  data: Json = {},
  templateId: string = simulatorTemplates.jh,
) => ({
  touser: openid,
  template_id: templateId,
  page: 'pages/index/index?ticketId=t1',
  miniprogram_state: 'formal',
  lang: 'zh_CN',
  data: {
    thing1: { value: '综合业务' },
    thing6: { value: '3号窗口' },
    character_string2: { value: 'A012' },
    number3: { value: '3' },
    thing5: { value: '快到您了,请关注窗口和叫号情况' },
    ...data,
  },
});
