import { type Greed, keepAsking } from './greedy-caller.js';
import { loadAmount } from './http-load.js';
import { median } from './pairs.js';
import type { Program } from './program.js';
import { fixed, type Section } from './section.js';
import { Stage } from './stage.js';
import type { Tree } from './tree.js';

const rounds = 2;
/** In each turn. */
const smallCalls = 20;

/** As much as a body may hold, and some room for what is around it. */
const bodyBytes = 1024 * 1024 - 4096;

const list = (count: number) => `[${Array.from({ length: count }, () => '{"a":1}').join(',')}]`;
const keys = (count: number) =>
  `{${Array.from({ length: count }, (_, index) => `"k${index}":${index}`).join(',')}}`;
const elements = (count: number) => '<a>1</a>'.repeat(count);
const envelope = (content: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><p>${content}</p></s:Body></s:Envelope>`;
const attributes = (count: number) => Array.from({ length: count }, (_, index) => `b${index}=""`).join(' ');

/** Every door with the worst that it takes, or reads before it refuses it. */
const greedOf = ({ ready }: Program, key: string): Record<string, Greed> => {
  const path = '/v1/nodes/set-variable/v1.7/set-flow-variable';
  const api = new URL(String(ready.url));
  const callbacks = new URL(String(ready.callbackUrl));
  const post = (base: URL, where: string, type: string, body: string) => ({
    port: Number(base.port),
    path: where,
    method: 'POST',
    headers: { 'Content-Type': type, 'X-Api-Key': key },
    body,
  });
  return {
    'JSON, 60,000 unknown inputs': post(api, path, 'application/json', keys(60_000)),
    'JSON, a list of 120,000': post(
      api,
      path,
      'application/json',
      `{"taskId":"x","variables":${list(120_000)}}`,
    ),
    'JSON, one text of 1 MB': post(api, path, 'application/json', `{"taskId":"${'x'.repeat(bodyBytes)}"}`),
    'form of 1 MB': post(
      api,
      path,
      'application/x-www-form-urlencoded',
      Array.from({ length: 190 }, (_, index) => `f${index}=${'%41'.repeat(1800)}`).join('&'),
    ),
    'SOAP, many elements': post(api, '/soap/set-variable/v1.7', 'text/xml', envelope(elements(130_000))),
    'SOAP, many attributes': post(
      api,
      '/soap/set-variable/v1.7',
      'text/xml',
      envelope(`<a ${attributes(60_000)}/>`),
    ),
    'callback of 1 MB': post(callbacks, `/callbacks/${'a'.repeat(60)}`, 'application/json', keys(60_000)),
    'event of 1 MB': post(callbacks, '/events/here', 'application/json', keys(60_000)),
    'pages, without a key': {
      port: Number(api.port),
      path: '/openapi.json',
      method: 'GET',
      headers: {},
      body: '',
    },
  };
};

/** What a small caller feels of one who asks for the worst that each door takes, again and again. */
export const measureNeighbours = async (
  { program }: Tree,
  { tell }: { tell: (text: string) => void },
): Promise<Section> => {
  const stage = await Stage.open(program, 'upstream');
  const rows: Section['rows'] = [];
  try {
    await stage.startService();
    const small = () => loadAmount(1, stage.ask(), smallCalls);
    await small();
    await small();
    for (const [door, greed] of Object.entries(greedOf(stage.service, stage.key))) {
      tell(`neighbours: ${door} …`);
      const alone: number[] = [];
      const beside: number[] = [];
      const stalls: number[] = [];
      let asked = 0;
      let statuses = '';
      for (let round = 0; round < rounds; round += 1) {
        alone.push((await small()).p99);
        // Reading the metric begins it anew.
        await stage.metric('nodejs_eventloop_lag_max_seconds');
        const bad = keepAsking(greed);
        beside.push((await small()).p99);
        const told = await bad.end();
        stalls.push((await stage.metric('nodejs_eventloop_lag_max_seconds')) * 1000);
        asked += told.count;
        statuses = told.statuses;
      }
      rows.push([
        door,
        statuses,
        asked,
        median(alone),
        median(beside),
        fixed(median(beside) / Math.max(1, median(alone)), 1),
        fixed(median(stalls), 0),
      ]);
    }
  } finally {
    await stage.close();
  }
  return {
    title: 'A greedy neighbour',
    about: [
      `One caller makes ${smallCalls} small calls, one after the other; beside it another asks for the worst that a door takes, again and again over one connection, in turns with nobody. The stall is the longest that the event loop of the service stood still meanwhile, as its metric nodejs_eventloop_lag_max_seconds tells: it is what one such request costs everybody.`,
    ],
    head: ['door', 'answered', 'asked', 'p99 alone, ms', 'p99 beside it, ms', 'ratio', 'stall, ms'],
    rows,
    notes: [],
  };
};
