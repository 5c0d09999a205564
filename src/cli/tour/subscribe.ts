import { SubscriptionRecords } from '../../authorization/subscription-records.js';
import { EventSubscriptions } from '../../engine/event-subscriptions.js';
import { CallbackListener } from '../../runtime/callback-listener.js';
import { Callbacks } from '../../runtime/callbacks.js';
import { HttpTransport } from '../../runtime/http-transport.js';
import { fixedToken } from '../../runtime/token-source.js';
import type { LocalSandbox } from '../../stage/local-sandbox.js';
import type { Workspace } from '../../workspace/workspace.js';

/** The platform posts to https alone; at the sandbox a proxy stands for what is before the listener. */
const host = 'tour.example.com';

/** Subscribes to the sandbox's events, as `subscription add` does; gives what ends the listener. */
export const subscribeTour = async (
  { events, authorizations, engine }: Workspace,
  sandbox: LocalSandbox,
): Promise<() => Promise<void>> => {
  const listener = await CallbackListener.start(new Callbacks(), { events });
  sandbox.people.proxy(host, `http://127.0.0.1:${listener.port}`);
  const transport = new HttpTransport();
  const records = new SubscriptionRecords(authorizations.vault);
  const connection = { ...sandbox.connection, wire: 'public' as const, callbackBase: `https://${host}` };
  await new EventSubscriptions(records, transport, engine.publicRate).add('tour', connection, {
    tokens: fixedToken(sandbox.token),
  });
  transport.close();
  return () => listener.stop();
};
