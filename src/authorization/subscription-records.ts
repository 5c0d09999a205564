import { randomBytes } from 'node:crypto';
import { toldError } from '../ground/told-error.js';
import { type StoredSubscription, timeText } from './record.js';
import type { Vault } from './vault.js';

const subscriptionExists = toldError(
  'operator',
  'subscription.exists',
  'The connection has subscriptions already.',
);
const subscriptionUnknown = toldError(
  'operator',
  'subscription.unknown',
  'The connection has no subscriptions.',
);

/** Hexadecimal digits: the API takes 32 to 256 characters (documented). */
const secretBytes = 32;

/** What is kept of a connection's subscriptions, but for their secret. */
export type SubscriptionRecord = Omit<StoredSubscription, 'secret'>;

const view = ({ secret: _, ...record }: StoredSubscription): SubscriptionRecord => record;

/** Whose events come here, and by which secret they are known. Every method throws ToldError. */
export class SubscriptionRecords {
  constructor(private readonly vault: Vault) {}

  /** Oldest first. */
  async list(): Promise<SubscriptionRecord[]> {
    return (await this.vault.read()).subscriptions.map(view);
  }

  async find(connection: string): Promise<SubscriptionRecord> {
    const found = (await this.list()).find((one) => one.connection === connection);
    if (found) return found;
    throw subscriptionUnknown(
      `The connection ${JSON.stringify(connection)} has no subscriptions here.`,
      `Make them with \`wxcc-nodes subscription add ${connection}\`.`,
    );
  }

  /** Keeps a record without ids, and gives its new secret. */
  add(record: Pick<SubscriptionRecord, 'connection' | 'orgId' | 'destination'>): Promise<string> {
    return this.vault.change((content) => {
      if (content.subscriptions.some(({ connection }) => connection === record.connection))
        throw subscriptionExists(
          `The connection ${JSON.stringify(record.connection)} has subscriptions already.`,
          `Remove them first with \`wxcc-nodes subscription remove ${record.connection}\`.`,
        );
      const secret = randomBytes(secretBytes).toString('hex');
      content.addSubscription({ ...record, ids: [], createdAt: timeText(Date.now()) }, secret);
      return secret;
    });
  }

  /** Notes the platform's id of one more subscription. */
  addId(connection: string, id: string): Promise<void> {
    return this.vault.change(({ subscriptions }) => {
      subscriptions.find((one) => one.connection === connection)?.ids.push(id);
    });
  }

  remove(connection: string): Promise<void> {
    return this.vault.change(({ subscriptions }) => {
      const at = subscriptions.findIndex((one) => one.connection === connection);
      if (at >= 0) subscriptions.splice(at, 1);
    });
  }

  /** What proves that events of a connection are its own; undefined when it has no subscriptions. */
  async proofOf(connection: string): Promise<{ secret: string; orgId: string } | undefined> {
    const content = await this.vault.read();
    const found = content.subscriptions.find((one) => one.connection === connection);
    return found && { secret: content.eventSecret(found), orgId: found.orgId };
  }

  async isSubscribed(orgId: string): Promise<boolean> {
    return (await this.vault.read()).subscriptions.some((one) => one.orgId === orgId);
  }
}
