import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../support/workshop.js';
import { runCli } from './run-cli.js';

const scriptFor = async (shell: string): Promise<string> => {
  const { code, stdout } = await runCli(['completion', shell]);
  expect(code).toBe(0);
  const file = join(await temporaryFolder(), `completion.${shell}`);
  await writeFile(file, stdout);
  return file;
};

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

/** What the shell offers for the last of the words. */
const offered: Record<string, (file: string, words: string[]) => [string, string[]]> = {
  bash: (file, words) => [
    'bash',
    [
      '-c',
      `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _wxcc_nodes; printf '%s\n' "\${COMPREPLY[@]}"`,
      'bash',
      file,
      ...words,
    ],
  ],
  zsh: (file, words) => [
    'zsh',
    [
      '-fc',
      `source "$1" 2>/dev/null; shift; emulate sh; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _wxcc_nodes; printf '%s\n' "\${COMPREPLY[@]}"`,
      'zsh',
      file,
      ...words,
    ],
  ],
  fish: (file, words) => ['fish', ['--no-config', '-c', `source ${file}; complete -C '${words.join(' ')}'`]],
};

const cases: [string[], string[], string[]][] = [
  [['fl'], ['flow'], ['list', 'check']],
  [['flow', 'ch'], ['check'], ['explore']],
  [['flow', 'run', '--fa'], ['--fault'], ['--json']],
  [['auth', ''], ['add', 'authorize', 'doctor'], ['flow']],
  [['invoke', 'queue-task', '--dry'], ['--dry-run'], []],
  [
    ['flow', 'new', 'x', '--channel', ''],
    ['sms', 'whatsapp'],
    ['--event', '--json'],
  ],
  [['flow', 'new', 'x', '--dir', ''], [], ['--event', '--json']],
];

describe.each(['bash', 'zsh', 'fish'])('%s', (shell) => {
  const inShell = has(shell) ? test : test.skip;
  inShell.each(cases)('completes %j', async (words, wanted, unwanted) => {
    const [command, args] = offered[shell]!(await scriptFor(shell), ['wxcc-nodes', ...words]);
    const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    const all = stdout.split('\n').map((line) => line.split('\t')[0]!);
    // zsh itself leaves out what does not begin as the word does.
    const found = shell === 'zsh' ? all.filter((one) => one.startsWith(words.at(-1)!)) : all;
    expect({ found, stderr }).toMatchObject({ found: expect.arrayContaining(wanted) });
    for (const one of unwanted) expect(found).not.toContain(one);
  });
});

test('a shell that is not known is refused', async () => {
  const { code, stderr } = await runCli(['completion', 'tcsh']);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/bash, zsh, fish/) });
});
