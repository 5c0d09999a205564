import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isEvidence } from '../../schemas/validators.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { temporaryFolder } from '../support/workshop.js';

let home: string;
let file: string;
beforeEach(async () => {
  home = await temporaryFolder();
  file = join(home, 'debugger.txt');
});

const add = async (text: string | Buffer) => {
  await writeFile(file, text);
  return runCli(['evidence', 'add', '--text', file, '--json'], { home });
};
const calls = async () => {
  const evidence = JSON.parse(await readFile(join(home, 'evidence.json'), 'utf8'));
  expect(isEvidence(evidence)).toBe(true);
  expect(JSON.stringify(evidence)).not.toContain('canary');
  return evidence.calls;
};

test('request, answer and callback of a log are taken, without values', async () => {
  const added = await add(`[2026-11-22 10:01:02] INFO canary sends
POST https://api.wxcc-us1.cisco.com/v1/tasks/canary-1/queue HTTP/1.1
x-canary: canary
{"id": "canary-1", "contactPriority": "2", "webhook": "https://canary.example/callback", "canary": "}"}

HTTP/1.1 202 Accepted
{"id": "canary-1"}
callback received: {"id": "canary-1", "status": "queued", "data": {"agentId": "canary"}}
GET https://canary.example/logo.svg
`);
  expect(jsonOf(added)).toMatchObject({ recordings: [{ exchanges: 2, leftOut: 1 }], strangers: 0 });
  expect(await calls()).toEqual([
    {
      at: 'us1',
      verb: 'POST',
      path: '/v1/tasks/<segment>/queue',
      seen: [{ day: '2026-11-22', program: 'text' }],
      query: [],
      headers: [],
      body: expect.objectContaining({ '/contactPriority': ['<text>'], '/<key>': ['<text>'] }),
      answers: { 202: { '': ['<object>'], '/id': ['<text>'] } },
      callbacks: expect.objectContaining({ '/status': ['queued'], '/data/agentId': ['<text>'] }),
    },
  ]);
});

test('what the flow debugger shows is taken, where it names a method and a path', async () => {
  await add(
    'Method: POST, URL: /v1/tasks/canary/close\nRequest body {"id":"canary"}\nStatus code: 200\nResponse {}',
  );
  expect(await calls()).toMatchObject([
    {
      at: 'elsewhere',
      verb: 'POST',
      path: '/v1/tasks/<segment>/close',
      answers: { 200: { '': ['<object>'] } },
    },
  ]);
});

test('what is no call is passed over, and what is no text is refused without a value', async () => {
  expect(jsonOf(await add('canary {"canary": 1} status 200 {'.repeat(3)))).toMatchObject({
    recordings: [{ exchanges: 0, leftOut: 0 }],
  });
  const bytes = await add(Buffer.from([0x63, 0xff, 0xfe, 0x80]));
  expect(bytes).toMatchObject({ code: 2, stdout: expect.stringContaining('text.unreadable') });
  const none = await runCli(['evidence', 'add'], { home });
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('--text <file>') });
});

test('a text of a few megabytes that opens without end is read to its end', async () => {
  const added = await add(`${'{"a":'.repeat(400_000)}\nPOST /v1/tasks/x/queue\nstatus: 202`);
  expect(jsonOf(added)).toMatchObject({ recordings: [{ exchanges: 1 }] });
});
