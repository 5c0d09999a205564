import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runSource } from '../author/run-script.js';
import { root, temporaryFolder } from '../support/workshop.js';

const of = { call: '<call:1>', node: 'screen-pop', version: 'v1.1', method: 'screen-pop', wire: 'task' };
const body = {
  ...{ transid: '<text:1>', agentId: '<text:2>', screenPopUrl: '<text:3>', target: '<text:4>' },
  queryParameters: { '<key:5>': '<text:6>' },
};
const lines = [
  { recording: 1, program: '1.1.0', day: '2026-11-20' },
  {
    of,
    request: {
      ...{ at: 'us1', verb: 'POST', path: '/v1/organizations/<segment:1>/screen-pop', query: [], body },
      headers: ['content-type', 'trackingid', 'x-organization-id'],
    },
    answer: { status: 202, headers: [] },
  },
];

test('all methods are held against a recording, and those that it lacks are found', async () => {
  const file = join(await temporaryFolder(), 'recording.jsonl');
  await writeFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const { status, stdout } = runSource('conformance', root, '--against', file);
  expect(status).toBe(1);
  expect(stdout).toContain('screen-pop@v1.1 screen-pop');
  expect(stdout).toContain('onScreenPopSuccess');
  expect(stdout).toContain('queue-task v1.5 queue-task: the recording has no call of it');
  expect(stdout).not.toContain('screen-pop v1.1 screen-pop: the recording has no call');
  // One that waits for an event is looked for as any other.
  expect(stdout).toContain(
    'resolve-conversation v1.1 resolve-conversation over the wire public: the recording has no call of it',
  );
});
