import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

// Node-RED with the flow that somebody would draw in place of the service: HTTP in, the request made of the body, the
// API asked, the answer made of its answer, HTTP out. Without its editor, and without nodes that the flow does not use.

/** Of this Node-RED; it brings no types of its own. */
interface Runtime {
  init(server: unknown, settings: object): void;
  httpNode: unknown;
  start(): Promise<void>;
}

const [folder = '', target = '', token = '', orgId = ''] = process.argv.slice(2);
const load = createRequire(join(folder, 'package.json'));
const runtime = load('node-red') as Runtime;
const express = load('express') as () => { use(path: string, handler: unknown): void };

const ask = `
const { queueId, taskId, lookbackMinutes } = msg.payload;
msg.url = ${JSON.stringify(target)} + '/v1/queues/' + queueId + '/tasks/' + taskId + '/position/' + lookbackMinutes;
msg.headers = { Authorization: ${JSON.stringify(`Bearer ${token}`)}, 'X-ORGANIZATION-ID': ${JSON.stringify(orgId)}, trackingId: 'node-red' };
return msg;`;
const answer = `
msg.payload = { outcome: msg.statusCode === 200 ? 'Success' : 'Error', outputs: msg.payload };
msg.statusCode = 200;
msg.headers = { 'Content-Type': 'application/json' };
return msg;`;

const node = (id: string, type: string, next: string | undefined, more: object = {}) => ({
  id,
  type,
  z: 'tab',
  name: '',
  x: 100,
  y: 100,
  wires: next === undefined ? [] : [[next]],
  ...more,
});

const flows = [
  { id: 'tab', type: 'tab', label: 'relay', disabled: false },
  node('in', 'http in', 'ask', { url: '/ask', method: 'post', upload: false }),
  node('ask', 'function', 'request', { func: ask, outputs: 1 }),
  node('request', 'http request', 'answer', { method: 'GET', ret: 'obj', persist: true, paytoqs: 'ignore' }),
  node('answer', 'function', 'out', { func: answer, outputs: 1 }),
  node('out', 'http response', undefined, { statusCode: '', headers: {} }),
];

const userDir = join(folder, 'user');
await mkdir(userDir, { recursive: true });
// Read at the start: a flow that is set just after it may be replaced by the file, which is read a little later.
await writeFile(join(userDir, 'flows.json'), JSON.stringify(flows));
const app = express();
const server = createServer(app as never);
runtime.init(server, {
  userDir,
  flowFile: 'flows.json',
  httpAdminRoot: false,
  httpNodeRoot: '/',
  logging: { console: { level: 'fatal', metrics: false, audit: false } },
  functionExternalModules: false,
  telemetry: { enabled: false },
});
app.use('/', runtime.httpNode);
server.listen(0, '127.0.0.1');
await runtime.start();
const { port } = server.address() as AddressInfo;
const url = `http://127.0.0.1:${port}/ask`;
// A flow is there some time after the start.
const trial = {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ queueId: 'queue', taskId: 'task', lookbackMinutes: 30 }),
};
for (let trials = 0; (await fetch(url, trial)).status === 404; trials += 1) {
  if (trials === 300) throw new Error('Node-RED has not started its flow.');
  await pause(100);
}
console.info(JSON.stringify({ url }));
