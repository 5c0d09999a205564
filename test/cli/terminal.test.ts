import { join } from 'node:path';
import stringWidth from 'fast-string-width';
import { root, temporaryFolder } from '../support/workshop.js';
import { jsonOf, type RunOptions, runCli } from './run-cli.js';

const flow = join(root, 'flows/sms-inbound.flow.json');
const event = join(root, 'flows/events/sms-first-message.json');

const commands: string[][] = [
  ['--help'],
  ['flow', 'run', '--help'],
  ['invoke', '--help'],
  ['list'],
  ['describe', 'queue-task@v1.5'],
  ['describe', 'set-variable'],
  ['versions', 'queue-task'],
  ['diff', 'queue-task', 'v1.0', 'v1.5'],
  ['verify', join(root, 'dist/packages/queue-task-1.1.0.zip')],
  ['catalog'],
  ['auth', 'integrations'],
  ['auth', 'list'],
  ['auth', 'doctor'],
  ['key', 'list'],
  ['flow', 'new', '--list'],
  ['flow', 'show', flow],
  ['flow', 'check', flow, '--notes'],
  ['flow', 'run', flow, '--event', event, '--fault', 'step=resolve,outcome=onError'],
  ['flow', 'test', join(root, 'flows/cases')],
  ['flow', 'explore', flow, '--event', event],
  ['flow', 'upgrade', join(root, 'flows/v2-live-chat.flow.json'), '--dry-run'],
  ['flow', 'upgrade', join(root, 'flows/v2-live-chat.flow.json'), '--sheet'],
  ['flow', 'check', 'nothing.flow.json'],
  ['invoke', 'queue-task', '--field', 'taskId=', '--dry-run'],
  ['describe', 'queue-tsk'],
];

/** A line that is too long only because a word of it is: a path, an address. */
const isWord = (line: string) => /^\s*(\S+\s)?\S{40,}$/.test(line);

test.each([[80], [100], [60]])('at %p columns every line fits', async (columns) => {
  const home = await temporaryFolder();
  for (const args of commands) {
    const { stdout, stderr } = await runCli(args, { home, env: { COLUMNS: String(columns) } });
    const lines = `${stdout}${stderr}`.split('\n');
    expect(lines.length).toBeGreaterThan(1);
    const long = lines.filter((line) => stringWidth(line) > columns && !isWord(line));
    expect({ args, long }).toEqual({ args, long: [] });
  }
});

test('where no terminal watches a line is a line, and JSON is never wrapped', async () => {
  const { stdout } = await runCli(['list']);
  expect(stdout.split('\n')[1]).toMatch(/^close-task +Close Task .*closed-task-on-wxcc\+$/);
  const narrow = await runCli(['list', '--json'], { env: { COLUMNS: '40' } });
  expect(jsonOf(narrow)).toEqual(jsonOf(await runCli(['list', '--json'])));
});

test('a table that does not fit stands one row below the other, with nothing lost', async () => {
  const { stdout } = await runCli(['auth', 'integrations'], { env: { COLUMNS: '40' } });
  expect(stdout).toContain('integration: webex-cc-task');
  expect(stdout).toContain('auth type: oauth2');
});

describe('colour', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of colours
  const codes = /\u001b\[[0-9;]*m/g;
  const checked = (env: RunOptions['env']) => runCli(['flow', 'check', 'nothing.flow.json'], { env: env! });

  test('repeats what the words say: without it the text is the same', async () => {
    const plain = await checked({});
    const coloured = await checked({ FORCE_COLOR: '1' });
    expect(plain.stdout).not.toMatch(codes);
    expect(coloured.stdout).toMatch(codes);
    expect(coloured.stdout.replace(codes, '')).toBe(plain.stdout);
  });

  test.each([[{ FORCE_COLOR: '1', NO_COLOR: '1' }], [{ FORCE_COLOR: '0' }], [{ NO_COLOR: '1' }]])(
    'is not there with %j',
    async (env) => {
      expect((await checked(env)).stdout).not.toMatch(codes);
    },
  );

  test('never gets into JSON', async () => {
    const { stdout } = await runCli(['flow', 'check', 'nothing.flow.json', '--json'], {
      env: { FORCE_COLOR: '1' },
    });
    expect(stdout).not.toMatch(codes);
  });
});
