import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { queues, temporaryFolder } from '../support/workshop.js';
import { expectRefusal } from './expect-refusal.js';
import { jsonFile, textFile } from './invoke-cli.js';
import { jsonOf, runCli } from './run-cli.js';

const options = {
  stdin: JSON.stringify({ taskId: 'task-1', queueId: queues.chat, lookbackMinutes: 5 }),
  env: { WXCC_TOKEN: 'a-token' },
};
const invokeOver = (connection: string, ...more: string[]) => [
  'invoke',
  'piq-and-ewt',
  '--input',
  '-',
  '--connection',
  connection,
  ...more,
];
const elsewhere = { orgId: 'org-1', taskApi: 'https://api.example.invalid/wxcc-task' };
const endpoints = { 'piq-and-ewt': { verb: 'GET', path: '/v2/{queueid}/{taskid}/{loopbackminutes}' } };
const confirmed = { by: 'A. Person', at: '2026-01-31' };

test('an unknown connection is refused', async () => {
  await expectRefusal(invokeOver('office'), /no connection "office"/, options);
});

test('a folder is no connection', async () => {
  await expectRefusal(invokeOver(await temporaryFolder()), /no connection/, options);
});

test.each<[string, string, RegExp]>([
  ['that is not JSON', '{', /file\.json/],
  ['that is an array', '[]', /file\.json.*object/],
  ['without an API', '{"orgId": "org-1"}', /file\.json.*taskApi/],
  ['whose API is no URL', '{"orgId": "org-1", "taskApi": "api"}', /file\.json\/taskApi/],
  ['whose API is no address', '{"orgId": "org-1", "taskApi": "https://["}', /file\.json\/taskApi/],
  ['with an unknown key', JSON.stringify({ ...elsewhere, token: 'x' }), /file\.json/],
  [
    'to another host without encryption',
    JSON.stringify({ ...elsewhere, taskApi: 'http://api.example.invalid' }),
    /not encrypted/,
  ],
])('a connection %s is refused with the file', async (_what, text, problem) => {
  await expectRefusal(invokeOver(await textFile(text)), problem, options);
});

test.each<[string, object]>([
  ['nothing about endpoints', {}],
  ['endpoints that nobody has confirmed', { endpoints }],
  ['a confirmation of other endpoints', { endpoints: { 'queue-task': endpoints['piq-and-ewt'] }, confirmed }],
])('a connection to another host with %s is refused with the reason', async (_what, more) => {
  const file = await jsonFile({ ...elsewhere, ...more });
  const error = await expectRefusal(invokeOver(file), /piq-and-ewt.*assumed.*api\.example\.invalid/, options);
  expect(error.code).toBe('endpoint.unconfirmed');
  expect(error.remedy).toMatch(/endpoints.*confirmed/);
});

test('confirmed endpoints of another host are used', async () => {
  const file = await jsonFile({ ...elsewhere, endpoints, confirmed });
  const run = await runCli(invokeOver(file, '--dry-run', '--json'), options);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(jsonOf(run)).toMatchObject({ url: `${elsewhere.taskApi}/v2/${queues.chat}/task-1/5` });
});

test('a connection is found by its name in the home folder', async () => {
  const home = await temporaryFolder();
  await mkdir(join(home, 'connections'));
  const connection = { orgId: 'org-1', taskApi: 'http://127.0.0.1:1/api' };
  await writeFile(join(home, 'connections', 'office.json'), JSON.stringify(connection));
  const run = await runCli(invokeOver('office', '--dry-run', '--json'), { ...options, home });
  expect(jsonOf(run)).toMatchObject({ url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:1\/api\//) });
});
