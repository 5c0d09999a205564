import { createHmac } from 'node:crypto';
import { dirname } from 'node:path';
import { SubscriptionRecords } from '../../src/authorization/subscription-records.js';
import { openWorkspace } from '../../src/workspace/workspace.js';
import { boundary, greed } from './greed.js';
import { type Greed, keepAsking } from './greedy-caller.js';
import { loadAmount } from './http-load.js';
import { archive, assistant, console, flowDoor } from './other-doors.js';
import { median } from './pairs.js';
import { type Scene, smallCalls } from './scene.js';
import { fixed, type Section } from './section.js';
import { Stage } from './stage.js';
import type { Tree } from './tree.js';

const rounds = 2;

/** Subscribes for a connection as far as the service sees it, and gives the secret of its events. */
const subscribed = async (program: string, home: string): Promise<string> => {
  const workspace = await openWorkspace({ home, packDirectory: dirname(program), environment: {} });
  const orgId = '5a4dbd01-0000-4000-8000-000000000001';
  const secret = await new SubscriptionRecords(workspace.authorizations.vault).add({
    ...{ connection: 'here', orgId, destination: 'https://example.com/events/here' },
  });
  await workspace.close();
  return secret;
};

const service = async (program: string): Promise<Scene> => {
  const stage = await Stage.open(program, 'upstream');
  const secret = await subscribed(program, stage.home);
  await stage.startService();
  const api = new URL(String(stage.service.ready.url));
  const callbacks = new URL(String(stage.service.ready.callbackUrl));
  const post = ({ port }: URL, path: string, type: string, body: string, more = {}): Greed => ({
    ...{ port: Number(port), path, method: 'POST', body },
    headers: { 'Content-Type': type, 'X-Api-Key': stage.key, ...more },
  });
  const node = '/v1/nodes/set-variable/v1.7/set-flow-variable';
  const rest = (body: string, type = 'application/json', more = {}) => post(api, node, type, body, more);
  const soap = (body: string) => post(api, '/soap/set-variable/v1.7', 'text/xml', body);
  const signature = createHmac('sha256', secret).update(greed.event).digest('hex');
  const asked: Record<string, Greed> = {
    'JSON, 60,000 unknown inputs': rest(greed.unknownNames),
    'the same with an Idempotency-Key': rest(greed.unknownNames, undefined, { 'Idempotency-Key': 'greedy' }),
    'JSON, a list of 120,000': rest(greed.longList),
    'JSON, one text of 1 MB': rest(greed.longText),
    'form of 1 MB': rest(greed.form, 'application/x-www-form-urlencoded'),
    'multipart form of 1 MB': rest(greed.multipart, `multipart/form-data; boundary=${boundary}`),
    'multipart, a text of near boundaries': rest(
      greed.nearParts,
      `multipart/form-data; boundary=${boundary}`,
    ),
    'SOAP, many elements': soap(greed.elements),
    'SOAP, many attributes': soap(greed.attributes),
    'callback of 1 MB, of a call that is over': post(
      callbacks,
      await stage.spentCallback(),
      'application/json',
      greed.unknownNames,
    ),
    'callback of 1 MB, of no call': post(
      callbacks,
      `/callbacks/${'a'.repeat(60)}`,
      'application/json',
      greed.unknownNames,
    ),
    'event of 1 MB, signed': post(callbacks, '/events/here', 'application/json', greed.event, {
      'X-WebexCC-Signature': signature,
    }),
    'event of 1 MB, not signed': post(callbacks, '/events/here', 'application/json', greed.event),
    'pages, without a key': {
      ...{ port: Number(api.port), path: '/openapi.json', method: 'GET', headers: {}, body: '' },
    },
  };
  return {
    small: async () => (await loadAmount(1, stage.ask(), smallCalls)).p99,
    // Reading the metric begins it anew.
    stall: async () => (await stage.metric('nodejs_eventloop_lag_max_seconds')) * 1000,
    greedy: Object.fromEntries(Object.entries(asked).map(([name, one]) => [name, () => keepAsking(one)])),
    close: () => stage.close(),
  };
};

const measure = async (
  { small, stall, greedy, close }: Scene,
  tell: (text: string) => void,
): Promise<Section['rows']> => {
  const rows: Section['rows'] = [];
  try {
    await small();
    await small();
    for (const [name, begin] of Object.entries(greedy)) {
      tell(`neighbours: ${name} …`);
      const alone: number[] = [];
      const beside: number[] = [];
      const stalls: number[] = [];
      let asked = 0;
      let statuses = '';
      for (let round = 0; round < rounds; round += 1) {
        alone.push(await small());
        await stall?.();
        const bad = begin();
        beside.push(await small());
        const told = await bad.end();
        if (stall) stalls.push(await stall());
        asked += told.count;
        statuses = told.statuses;
      }
      rows.push([
        ...[name, statuses, asked, fixed(median(alone), 1), fixed(median(beside), 1)],
        fixed(median(beside) / Math.max(1, median(alone)), 1),
        stalls.length > 0 ? fixed(median(stalls), 0) : '',
      ]);
    }
  } finally {
    await close();
  }
  return rows;
};

/** What a small caller feels of one who asks for the worst that each door takes, again and again. */
export const measureNeighbours = async (
  { program }: Tree,
  { tell }: { tell: (text: string) => void },
): Promise<Section> => {
  const rows: Section['rows'] = [];
  for (const open of [service, flowDoor, console, assistant, archive])
    rows.push(...(await measure(await open(program), tell)));
  return {
    title: 'A greedy neighbour',
    about: [
      `One caller makes ${smallCalls} small calls, one after the other; beside it another asks for the worst that a door takes, again and again over one connection, in turns with nobody. The stall is the longest that the event loop of the service stood still meanwhile, as its metric nodejs_eventloop_lag_max_seconds tells: it is what one such request costs everybody. The console and the assistant's server tell no such metric, and serve one person each: both callers are that person's. An HTTP archive is read by a command, not by a door: the small caller is the service's, on the same machine.`,
    ],
    head: ['door', 'answered', 'asked', 'p99 alone, ms', 'p99 beside it, ms', 'ratio', 'stall, ms'],
    rows,
    notes: [],
  };
};
