import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import {
  epochMs,
  subscriberId,
  ticketId,
  type HallId,
  type Instant,
  type QueueId,
  type SubscriberId,
  type TicketId,
} from '../../domain/ids.js';
import type { Secrets } from '../../application/ports/secrets.js';

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Of a bind code: 22 characters of the ticket's id, 10 of the signature (60 bits). */
const codePattern = /^[0-9A-Za-z_-]{32}$/;
const idLength = 22;
const signatureLength = 10;
/** Of a poster code's signature (120 bits). */
const posterLength = 20;
const ivBytes = 12;
const tagBytes = 16;

/** One key per purpose, derived from the master key, so that none of them tells of another. */
const derive = (master: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', master, 'nearturn', purpose, 32));

/** All cryptography that stands on `SECRET_KEY`. */
export class KeyRing implements Secrets {
  readonly #subscriber: Buffer;
  readonly #seal: Buffer;
  readonly #bind: Buffer;
  readonly #poster: Buffer;
  readonly #holder: Buffer;
  readonly #fingerprint: string;

  /** @param secretKey 64 hex digits @param appId part of who a subscriber is: an openid is one app's own */
  constructor(
    secretKey: string,
    private readonly appId: string,
  ) {
    const master = Buffer.from(secretKey, 'hex');
    this.#subscriber = derive(master, 'subscriber-id');
    this.#seal = derive(master, 'seal');
    this.#bind = derive(master, 'bind-code');
    this.#poster = derive(master, 'poster-code');
    this.#holder = derive(master, 'holder-token');
    this.#fingerprint = derive(master, 'fingerprint').subarray(0, 16).toString('hex');
  }

  subscriberIdOf(openId: string): SubscriberId {
    const mac = createHmac('sha256', this.#subscriber).update(`${this.appId}\n${openId}`);
    return subscriberId(mac.digest('hex').slice(0, 32));
  }

  /** AES-256-GCM with the stream's name as associated data. */
  seal(text: string, stream: string): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#seal, iv).setAAD(Buffer.from(stream));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
  }

  open(sealed: string, stream: string): string {
    const bytes = Buffer.from(sealed, 'base64');
    const iv = bytes.subarray(0, ivBytes);
    const decipher = createDecipheriv('aes-256-gcm', this.#seal, iv, { authTagLength: tagBytes })
      .setAAD(Buffer.from(stream))
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    const opened = decipher.update(bytes.subarray(ivBytes + tagBytes));
    return Buffer.concat([opened, decipher.final()]).toString('utf8');
  }

  /** The ticket's id and a signature of it: nothing to look up, nothing to guess. */
  bindCodeOf(ticket: TicketId): string {
    const bytes = Buffer.from(ticket.replaceAll('-', ''), 'hex');
    return bytes.toString('base64url') + this.#signatureOf(bytes);
  }

  ticketOfBindCode(code: string): TicketId | null {
    if (!codePattern.test(code)) return null;
    const bytes = Buffer.from(code.slice(0, idLength), 'base64url');
    const expected = Buffer.from(bytes.toString('base64url') + this.#signatureOf(bytes));
    if (!timingSafeEqual(expected, Buffer.from(code))) return null;
    const hex = bytes.toString('hex');
    const id = [8, 12, 16, 20, 32]
      .map((end, index, ends) => hex.slice(index === 0 ? 0 : ends[index - 1], end))
      .join('-');
    return uuidPattern.test(id) ? ticketId(id) : null;
  }

  posterCodeOf(hallId: HallId, queueId: QueueId): string {
    const mac = createHmac('sha256', this.#poster).update(`${hallId}\n${queueId}`);
    return `q.${mac.digest('base64url').slice(0, posterLength)}`;
  }

  #signatureOf(bytes: Buffer): string {
    const mac = createHmac('sha256', this.#bind).update(bytes).digest('base64url');
    return mac.slice(0, signatureLength);
  }

  async signHolder(holder: {
    subscriberId: SubscriberId;
    registration: number;
    issuedAt: Instant;
    expiresAt: Instant;
  }): Promise<string> {
    return new SignJWT({ reg: holder.registration })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(holder.subscriberId)
      .setIssuedAt(Math.floor(epochMs(holder.issuedAt) / 1000))
      .setExpirationTime(Math.floor(epochMs(holder.expiresAt) / 1000))
      .sign(this.#holder);
  }

  async verifyHolder(
    token: string,
    now: Instant,
  ): Promise<{ subscriberId: SubscriberId; registration: number } | null> {
    if (!token.startsWith('ey')) return null;
    try {
      const options = { algorithms: ['HS256'], currentDate: new Date(epochMs(now)) };
      const { payload } = await jwtVerify(token, this.#holder, options);
      const { sub, reg } = payload;
      if (sub === undefined || typeof reg !== 'number') return null;
      return { subscriberId: subscriberId(sub), registration: reg };
    } catch {
      // Not ours, changed, or over: all the same to whoever shows it.
      return null;
    }
  }

  fingerprint(): string {
    return this.#fingerprint;
  }

  digest(text: string): string {
    return hash('sha256', text, 'hex');
  }

  newToken(): string {
    return `nt_${randomBytes(32).toString('base64url')}`;
  }
}
