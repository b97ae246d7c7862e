import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What a network does to what passes through:
 * - `pass`: nothing.
 * - `slow`: every piece arrives late.
 * - `half-open`: the connections that are there go silent, as when the other machine has lost its
 *   power; new ones pass.
 * - `blackhole`: connections are accepted, and nothing comes through.
 * - `reset`: every connection is reset, also each new one.
 */
export type ProxyMode = 'pass' | 'slow' | 'half-open' | 'blackhole' | 'reset';

type Link = { near: Socket; far: Socket | null; silent: boolean };

export type TcpProxyOptions = Readonly<{
  /** Where connections are led to. */
  host: string;
  port: number;
  /** How late each piece arrives in mode `slow`, in milliseconds. @default 300 */
  slowMs?: number;
}>;

/** Stands between two programs and is the network between them. */
export class TcpProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  #mode: ProxyMode = 'pass';

  private constructor(private readonly options: TcpProxyOptions) {
    this.#server = createServer((near) => this.#accept(near));
  }

  /** Listens on a port of its own. */
  static async start(options: TcpProxyOptions): Promise<TcpProxy> {
    const proxy = new TcpProxy(options);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (typeof address === 'object' && address !== null) return address.port;
    throw new Error('the proxy is not listening');
  }

  /** How many connections are open now. */
  get connections(): number {
    return this.#links.size;
  }

  /** From now on; what a silent connection has swallowed never arrives. */
  set(mode: ProxyMode): void {
    this.#mode = mode;
    for (const link of [...this.#links]) {
      if (mode === 'reset') link.near.resetAndDestroy();
      if (mode === 'half-open' || mode === 'blackhole') link.silent = true;
    }
  }

  async stop(): Promise<void> {
    for (const { near, far } of this.#links) {
      near.destroy();
      far?.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(near: Socket): void {
    const link: Link = { near, far: null, silent: this.#mode === 'blackhole' };
    this.#links.add(link);
    near.on('error', () => undefined);
    near.once('close', () => {
      this.#links.delete(link);
      if (!link.silent) link.far?.destroy();
    });
    if (this.#mode === 'reset') {
      near.resetAndDestroy();
      return;
    }
    if (link.silent) {
      near.resume();
      return;
    }
    this.#lead(link);
  }

  #lead(link: Link): void {
    const { host, port } = this.options;
    const far = connect({ host, port });
    link.far = far;
    far.on('error', () => link.near.destroy());
    far.once('close', () => {
      if (!link.silent) link.near.destroy();
    });
    this.#pass(link, link.near, far);
    this.#pass(link, far, link.near);
  }

  #pass(link: Link, from: Socket, to: Socket): void {
    const { slowMs = 300 } = this.options;
    from.on('data', (piece: Buffer) => {
      if (link.silent) return;
      if (this.#mode !== 'slow') {
        to.write(piece);
        return;
      }
      setTimeout(() => {
        if (!link.silent && !to.destroyed) to.write(piece);
      }, slowMs);
    });
  }
}
