import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const macOf = (secret: Buffer, text: string) =>
  createHmac('sha256', secret).update(text).digest().subarray(0, 18).toString('base64url');

const form = /^([0-9a-f]{12})[A-Za-z0-9_-]{24}([A-Za-z0-9_-]{24})$/;

/** Makes and reads the last segments of callback URLs: the instance that waits, 144 random bits, and a seal over both. */
export class CallbackIds {
  /** This process. */
  readonly instance = randomBytes(6).toString('hex');

  /** @param secret of all instances; one of its own when left out. */
  constructor(private readonly secret: Buffer = randomBytes(32)) {}

  make(): string {
    const text = this.instance + randomBytes(18).toString('base64url');
    return text + macOf(this.secret, text);
  }

  /** The instance that made an id; undefined when none did that has the secret. */
  instanceOf(id: string): string | undefined {
    const [, instance, mac] = form.exec(id) ?? [];
    if (instance === undefined || mac === undefined) return undefined;
    const right = macOf(this.secret, id.slice(0, -mac.length));
    return timingSafeEqual(Buffer.from(right), Buffer.from(mac)) ? instance : undefined;
  }
}
