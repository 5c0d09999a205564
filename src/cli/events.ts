import type { Command } from 'commander';
import { plain } from '../ground/plain-text.js';
import { follow } from '../ground/pointer.js';
import { jsonValue } from '../ground/read-json.js';
import { jsonText } from '../node-kit/json-text.js';
import { CallbackListener } from '../runtime/callback-listener.js';
import { Callbacks } from '../runtime/callbacks.js';
import type { ReceivedEvent } from '../runtime/events.js';
import type { KeptEvent } from '../store/stores.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { interruption } from './interruption.js';
import { withWorkspace } from './open-workspace.js';
import { parsePort } from './port.js';

interface Options {
  port?: number;
  json?: boolean;
}

const show = ({ body }: KeptEvent, json = false): void => {
  const event = jsonValue(body) ?? body;
  if (json) {
    console.info(jsonText(event));
    return;
  }
  const text = (...keys: string[]) => String(follow(event, keys) ?? '');
  const at = Number(follow(event, ['comciscotimestamp']));
  const when = Number.isFinite(at) ? new Date(at).toISOString() : '';
  console.log(
    plain([when, text('type'), text('data', 'taskId'), text('data', 'reason')].join('  ').trimEnd()),
  );
};

/** Shows what comes until interrupted, each event once. */
const watch = async ({ events, connections }: Workspace, name: string, json: boolean | undefined) => {
  const ending = new AbortController();
  void interruption().then(() => ending.abort());
  const { orgId } = await connections.load(name);
  const coming = { orgId, end: await events.end(), signal: ending.signal };
  for await (const event of events.after(coming, ({ message }) => console.error(plain(message))))
    show(event, json);
};

/** Takes events itself, where no service does. */
const listen = async (workspace: Workspace, port: number): Promise<CallbackListener> => {
  const onEvent = (received: ReceivedEvent) => {
    if (received !== 'taken' && received !== 'repeated') console.error(`A post was not taken: ${received}.`);
  };
  const listener = await CallbackListener.start(new Callbacks(), { port, events: workspace.events, onEvent });
  console.error(`Listening at http://127.0.0.1:${listener.port}/events/<connection>; Ctrl-C ends it.`);
  return listener;
};

export const addEvents = (program: Command, context: Context): void => {
  program
    .command('events')
    .description('show the events of an organization as they come, until interrupted')
    .argument('<connection>', 'which has subscriptions')
    .option(
      '--port <number>',
      'take them here, on this machine; without it, those that a service takes',
      parsePort,
    )
    .option('--json', 'print JSON, an event a line')
    .addHelpText('after', examples('wxcc-nodes events live', 'wxcc-nodes events live --port 4183 --json'))
    .action(async (name: string, { port, json }: Options) => {
      await withWorkspace(context, async (workspace) => {
        const listener = port === undefined ? undefined : await listen(workspace, port);
        try {
          await watch(workspace, name, json);
        } finally {
          await listener?.stop();
        }
      });
    });
};
