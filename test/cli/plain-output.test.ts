import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../support/workshop.js';
import { rewritePackage } from './rewrite-package.js';
import { runCli } from './run-cli.js';

/** What moves a cursor, changes colours or turns the direction of a text, and nothing else. */
const odd = '\u001b[31m\u009b2J\u202e\u2066\u007f\u{e0001}\r\b\u0007';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\p{Cf}]/u;

const expectPlain = ({ stdout, stderr }: { stdout: string; stderr: string }) => {
  expect(stdout + stderr).not.toBe('');
  expect(`${stdout}${stderr}`).not.toMatch(raw);
};

const flowFile = async (): Promise<string> => {
  const file = join(await temporaryFolder(), 'odd.flow.json');
  const flow = {
    id: 'odd',
    name: `A ${odd} flow`,
    service: 'Tests',
    variables: { [`x${odd}`]: '' },
    start: { kind: 'channelMessage', channel: 'sms', to: 'say' },
    steps: [
      {
        kind: 'send',
        id: 'n2',
        name: `say ${odd}`,
        channel: 'sms',
        recipient: '$(n1.sms.origin)',
        message: `${odd} $(no${odd})`,
        transitions: { onSuccess: { end: { exitResult: 101, status: 'success' } } },
      },
    ],
  };
  await writeFile(file, JSON.stringify(flow));
  return file;
};

test.each([[], ['--json']])('what a flow says does not reach the terminal raw (%s)', async (...more) => {
  const file = await flowFile();
  expectPlain(await runCli(['flow', 'check', file, ...more]));
});

test.each([[], ['--json']])('what a package says does not reach the terminal raw (%s)', async (...more) => {
  const file = await rewritePackage('queue-task', { version: '9.9.0', description: `A ${odd} node` });
  const home = await temporaryFolder();
  expectPlain(await runCli(['verify', file, ...more], { home }));
  const { stdout } = await runCli(['verify', file, '--json'], { home });
  const [{ digest }] = JSON.parse(stdout) as [{ digest: string }];
  expectPlain(await runCli(['import', file, '--trust', digest, ...more], { home }));
  expectPlain(await runCli(['describe', 'queue-task', ...more], { home }));
});

test('what a package says does not reach the terminal raw in the schema of flow files', async () => {
  const home = await temporaryFolder();
  const change = { version: '9.9.0', description: `A ${odd} node`, name: `Queue ${odd}` };
  const file = await rewritePackage('queue-task', change);
  const { stdout } = await runCli(['verify', file, '--json'], { home });
  const [{ digest }] = JSON.parse(stdout) as [{ digest: string }];
  await runCli(['import', file, '--trust', digest], { home });
  const shown = await runCli(['flow', 'schema'], { home });
  expectPlain(shown);
  expect(JSON.parse(shown.stdout)).toMatchObject({ title: 'Flow' });
});

test.each([[], ['--json']])('what somebody types does not reach the terminal raw (%s)', async (...more) => {
  expectPlain(await runCli(['describe', `queue${odd}`, ...more]));
  expectPlain(await runCli([`li${odd}st`, ...more]));
  expectPlain(await runCli(['flow', 'check', `no${odd}.flow.json`, ...more]));
});

test('JSON stays the same JSON', async () => {
  const { stdout } = await runCli(['flow', 'check', `no${odd}.flow.json`, '--json']);
  expect(JSON.stringify(JSON.parse(stdout))).toContain(JSON.stringify(odd).slice(1, -1));
});
