import { spawn, spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Command } from 'commander';
import { hasPostgres, PostgresServer } from '../../scripts/servers/postgres.js';
import { createContext } from '../../src/cli/context.js';
import { createProgram } from '../../src/cli/program.js';
import { digestOf } from '../../src/package/digest.js';
import { answeringScenario } from '../../src/stage/local-sandbox.js';
import { SignInBrowser } from '../support/sign-in-browser.js';
import { packDirectory, root, temporaryFolder } from '../support/workshop.js';
import { AuthDesk } from './auth-cli.js';
import { rewritePackage } from './rewrite-package.js';
import { cleanEnvironment, runCli } from './run-cli.js';
import { type RunningSandbox, SandboxHere } from './running-sandbox.js';

// Every example that the help of a command gives is run as it would be typed in a checkout: in a copy of what it names,
// with a home in which somebody has worked already.

/** The examples of a command and of all below it, comments left out, each in one line. */
const examplesOf = (command: Command): string[] => {
  const parts: string[] = [];
  command.configureOutput({ writeOut: (text) => parts.push(text), getOutHelpWidth: () => 80 });
  command.outputHelp();
  const [, said = ''] = parts.join('').split(/^Examples:\n/m);
  const lines = said.replaceAll(/ \\\n\s+/g, ' ').split('\n');
  const own = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  return [...own, ...command.commands.flatMap(examplesOf)];
};

/** What an example needs that is not there in every workspace, and how it ends. */
interface Particulars {
  /** A command that comes before it. */
  after?: string;
  /** In a home where nobody has worked yet. */
  isFresh?: true;
  /** It goes on until it is interrupted, which it is when it has printed this. */
  until?: RegExp;
  /** Options that it is given on top: free ports, and the sandbox of the test. */
  more?: string;
  stdin?: string;
  /** What somebody does with the address of a provider that it prints. */
  signIn?: 'in the browser' | 'pasted';
  shell?: 'zsh' | 'fish';
  needs?: 'postgres' | 'zsh' | 'fish';
  /** Its exit code, where it tells of something that is no success. */
  code?: number;
}

/** Of an example, those of the first pattern that fits. */
const openPublic = 'wxcc-nodes connection remove live && wxcc-nodes connection add live --from public.json';
const subscribe =
  'wxcc-nodes subscription add live --callback-base https://callbacks.example.com --token tour-token';

const particulars: [RegExp, Particulars][] = [
  // The scope for it is an administrator's, and `main` is not authorized by one.
  [/ subscription add/, { after: openPublic, more: '--token tour-token' }],
  [/ subscription/, { after: `${openPublic} && ${subscribe}`, more: '--token tour-token' }],
  [/ events/, { after: `${openPublic} && ${subscribe}`, until: /Listening at/, more: '--port 0' }],
  [/ trust add/, { isFresh: true }],
  [/ auth update app/, { after: 'wxcc-nodes auth add --name app --service-app < grant.json' }],
  [/ evidence (report|apply)/, { after: 'wxcc-nodes evidence add recording.jsonl' }],
  // Nothing was run in the console.
  [/ runs show/, { code: 2 }],
  [
    / key add acme .*--connection acme/,
    {
      isFresh: true,
      after:
        'wxcc-nodes connection add acme --from live.json && wxcc-nodes auth add --name acme --client-id C123 --client-secret-stdin < secret',
    },
  ],
  // Tests run while files differ from the commit.
  [/ sign /, { more: '--dirty' }],
  [/auth add .*-stdin$/, { isFresh: true, stdin: 'sesame\n' }],
  [/ (auth add|connection add|publisher new|key add|connect export) /, { isFresh: true }],
  [/ flow new order-help /, { isFresh: true }],
  [/ auth authorize main --open$/, { signIn: 'in the browser' }],
  [/ auth authorize main --paste$/, { signIn: 'pasted' }],
  // The authorization `old` waits for its sign-in.
  [/ auth doctor/, { code: 1 }],
  // There is no task t-1.
  [/ invoke queue-task/, { more: '--connection sandbox-here', code: 1 }],
  [/ lookup \w/, { more: '--connection sandbox-here' }],
  [/ flow run .*--fault (step=queue|flow=task-routed),/, { code: 1 }],
  [
    / flow upgrade .*--undo$/,
    { after: 'wxcc-nodes flow upgrade flows/sms-inbound.flow.json --step queue --to v1.5' },
  ],
  [/ flow watch/, { until: /Ctrl\+C ends/ }],
  [/ sandbox state/, { more: '--url sandbox-url' }],
  [/^wxcc-nodes sandbox --port/, { until: /export WXCC_TOKEN/ }],
  [/^wxcc-nodes sandbox/, { until: /export WXCC_TOKEN/, more: '--port 0' }],
  [/ flow serve/, { until: /Starting flows at/, more: '--port 0' }],
  [/ serve/, { until: /Serving at/, more: '--port 0 --callback-port 0' }],
  [/^wxcc-nodes console .*--port/, { until: /http/ }],
  [/^wxcc-nodes console/, { until: /http/, more: '--port 0 --no-open' }],
  [/ completion zsh/, { shell: 'zsh', needs: 'zsh' }],
  [/ completion fish/, { shell: 'fish', needs: 'fish' }],
  [/ --store /, { needs: 'postgres' }],
];

const particularsOf = (example: string): Particulars =>
  particulars.find(([pattern]) => pattern.test(` ${example}`) || pattern.test(example))?.[1] ?? {};

const isHere = (needed: NonNullable<Particulars['needs']>): boolean =>
  needed === 'postgres' ? hasPostgres : spawnSync(needed, ['-c', 'true']).status === 0;

let sandbox: RunningSandbox;
let server: PostgresServer | undefined;
let worked: string;
let folder: string;

/** `wxcc-nodes` is that of the checkout, and the browser is the test. */
const environment = (home: string) => {
  const path = [join(root, 'test/cli/bin'), process.env.PATH].join(delimiter);
  return cleanEnvironment(home, { PATH: path, BROWSER: '/bin/true' });
};

const inShell = async (home: string, cwd: string, code: string): Promise<void> => {
  const child = spawn('bash', ['-e', '-c', code], { cwd, env: environment(home) });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  const [ended] = await once(child, 'close');
  if (ended !== 0) throw new Error(`${code}: ${ended}\n${printed}`);
};

beforeAll(async () => {
  sandbox = await SandboxHere.start();
  if (hasPostgres) server = await PostgresServer.start();
  folder = await temporaryFolder();
  for (const part of ['flows', 'docs/tour', 'dist/packages'])
    await cp(join(root, part), join(folder, part), { recursive: true });
  await cp(join(root, 'flows'), join(folder, 'my-flows'), { recursive: true });
  await writeFile(join(folder, 'secret'), 'sesame\n');
  await writeFile(join(folder, 'live.json'), JSON.stringify(sandbox.connection));
  const live = { ...sandbox.connection, wire: 'public' };
  await writeFile(join(folder, 'public.json'), JSON.stringify(live));
  // The platform posts to https only; behind that address is this machine.
  await sandbox.admin('POST', '/proxies', { host: 'callbacks.example.com', target: sandbox.url });
  const grant = {
    ...{ clientId: 'C123', clientSecret: 'sesame', accessToken: 'token' },
    accessTokenEndsAt: new Date(Date.now() + 3600_000).toISOString(),
  };
  await writeFile(join(folder, 'audit-log.json'), '[]');
  await writeFile(join(folder, 'grant.json'), JSON.stringify(grant));
  const archive = { log: { version: '1.2', creator: { name: 'none', version: '1' }, entries: [] } };
  await writeFile(join(folder, 'session.har'), JSON.stringify(archive));
  await writeFile(
    join(folder, 'debugger.txt'),
    'Method: POST, URL: /v1/tasks/t-1/queue\nRequest body {"id":"t-1"}\nStatus code: 202\nResponse {}\n',
  );
  await writeFile(join(folder, 'scenario.json'), JSON.stringify(answeringScenario(0)));
  const { publicKey } = generateKeyPairSync('ed25519');
  await writeFile(join(folder, 'acme.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  const desk = await AuthDesk.open(sandbox);
  await desk.putAuthorized('main');
  await desk.put('old');
  worked = desk.home;
  const old = await readFile(await rewritePackage('queue-task', { version: '1.0.0' }));
  await writeFile(join(folder, 'old.zip'), old);
  await inShell(
    worked,
    folder,
    [
      `wxcc-nodes import old.zip --trust ${digestOf(old)}`,
      'wxcc-nodes connection add live --from live.json',
      'wxcc-nodes publisher new acme',
      'wxcc-nodes key add acme',
      'wxcc-nodes trust add acme --key acme.pem',
      'wxcc-nodes connect export queue-task@v1.3 --out queue-task-v1.3 --service-url https://nodes.example.com',
      'wxcc-nodes flow new order-help --channel sms --dir order-help',
      'wxcc-nodes flow run flows/sms-inbound.flow.json --json > run.json',
      // There is no task t-1.
      `wxcc-nodes invoke queue-task --input docs/tour/queue-task.json --set task=t-1 --set priority=2 --connection sandbox-here --token ${sandbox.token} --record recording.jsonl || true`,
    ].join('\n'),
  );
}, 120_000);

afterAll(async () => {
  await sandbox.stop();
  await server?.remove();
});

/** Signs in at the address of a provider that is printed; gives the address that the browser ends at. */
const signInAt = async (printed: string): Promise<string> => {
  const url = /^http\S+authorize\?\S+$/m.exec(printed)![0];
  return new SignInBrowser().openUntil(url, new URL(url).searchParams.get('redirect_uri')!);
};

/** A copy of the workspace and a home. */
const makePlace = async (isFresh: boolean) => {
  const place = await temporaryFolder();
  const [home, cwd] = [join(place, 'home'), join(place, 'workspace')];
  await cp(folder, cwd, { recursive: true });
  if (!isFresh) await cp(worked, home, { recursive: true });
  else {
    await mkdir(home);
    for (const made of ['queue-task-v1.3', 'order-help']) await rm(join(cwd, made), { recursive: true });
  }
  return { home, cwd };
};

/** Runs an example in a place of its own. */
const run = async (example: string): Promise<{ code: number | null; printed: string }> => {
  const {
    after,
    isFresh = false,
    until,
    more = '',
    stdin = '',
    signIn,
    shell = 'bash',
  } = particularsOf(example);
  const { home, cwd } = await makePlace(isFresh);
  const filled = (text: string) =>
    text.replaceAll('tour-token', sandbox.token).replaceAll('sandbox-url', sandbox.url);
  if (after) await inShell(home, cwd, filled(after));
  const typed = example.replace('postgres://wxcc@db.example.com/wxcc', server?.url() ?? '');
  const line = filled(`${typed} ${more}`.trim());
  if (/^wxcc-nodes [\w ./:@,=-]+$/.test(line) && !until && !signIn) {
    // Nothing of it is the shell's.
    const { code: ended, stdout, stderr } = await runCli(line.split(' ').slice(1), { home, cwd, stdin });
    return { code: ended, printed: `${stdout}${stderr}` };
  }
  const child = spawn(shell, ['-c', line], { cwd, env: environment(home) });
  child.stdin.on('error', () => {});
  if (!signIn) child.stdin.end(stdin);
  let printed = '';
  let isDone = false;
  const read = (text: string) => {
    printed += text;
    const isDue = signIn ? /authorize\?\S+\n/.test(printed) : until?.test(printed);
    if (!isDue || isDone) return;
    isDone = true;
    if (until) child.kill('SIGTERM');
    else
      signInAt(printed).then(async (end) =>
        signIn === 'pasted' ? child.stdin.write(`${end}\n`) : fetch(end, { redirect: 'manual' }),
      );
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
  const ended = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code: ended, printed };
};

test('every example of the help runs as it stands there', async () => {
  const examples = [...new Set(examplesOf(await createProgram([], createContext(packDirectory), '')))];
  expect(examples.length).toBeGreaterThan(80);
  const wrong: string[] = [];
  for (const example of examples) {
    const { needs, code = 0 } = particularsOf(example);
    if (needs && !isHere(needs)) {
      process.stderr.write(`Left out, as there is no ${needs} here: ${example}\n`);
      continue;
    }
    const ran = await run(example);
    if (ran.code !== code) wrong.push(`${example}\nended with ${ran.code}, not ${code}:\n${ran.printed}`);
  }
  expect(wrong).toEqual([]);
}, 600_000);

/** What the help of a command and of all below it says, where the program is started by npx. */
const helpOf = (command: Command): string[] => {
  const parts: string[] = [];
  command.configureOutput({ writeOut: (text) => parts.push(text), getOutHelpWidth: () => 80 });
  command.outputHelp();
  return [
    parts.join('').replaceAll(/^( +| *Usage: )wxcc-nodes /gm, '$1npx wxcc-nodes '),
    ...command.commands.flatMap(helpOf),
  ];
};

test('no line of the help is longer than 80 columns', async () => {
  const lines = helpOf(await createProgram([], createContext(packDirectory), ''))
    .join('\n')
    .split('\n');
  expect(lines.length).toBeGreaterThan(1000);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test('each of the particulars is of an example', async () => {
  const examples = examplesOf(await createProgram([], createContext(packDirectory), ''));
  const used = new Set(examples.map(particularsOf));
  expect(particulars.filter(([, one]) => !used.has(one)).map(([pattern]) => String(pattern))).toEqual([]);
});
