import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { logWords } from '../../src/cli/log-words.js';
import { cleanEnvironment, program } from '../cli/run-cli.js';
import { leaveOut } from '../support/postgres.js';
import { temporaryFolder } from '../support/workshop.js';

/** Serves at a terminal until it has printed what is waited for after one request, and types Ctrl+C. */
const serveAtTerminal = async (option: string, until: RegExp): Promise<string> => {
  const command = `exec ${process.execPath} ${program} serve --port 0 --callback-port 0 ${option}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: cleanEnvironment(await temporaryFolder()),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  let isAsked = false;
  let isEnding = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    const url = /Serving at (http:[\w.:/]+)[",]/.exec(shown)?.[1];
    if (url && !isAsked) {
      isAsked = true;
      void fetch(`${url}/healthz`);
    }
    if (until.test(shown) && !isEnding) {
      isEnding = true;
      child.stdin.write('\u0003');
    }
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(0);
  return shown;
};

if (process.platform !== 'linux' || spawnSync('script', ['-V']).status !== 0)
  leaveOut('the log at a terminal', 'script');
else {
  test('at a terminal the service speaks to a person', async () => {
    const shown = await serveAtTerminal('', /healthz: 200 in .*\r?\n/);
    expect(shown).toMatch(/\d\d:\d\d:\d\d What this service reaches: sandbox: .*\r?\n/);
    expect(shown).toMatch(/\d\d:\d\d:\d\d Serving at http:\S+, callbacks at http:\S+ Ctrl\+C ends\.\r?\n/);
    expect(shown).toMatch(/\d\d:\d\d:\d\d GET \/healthz: 200 in [\d.]+ ms\r?\n/);
    expect(shown).not.toMatch(/[{}]|Server listening/);
  });

  test('with --json it logs JSON there too', async () => {
    const shown = await serveAtTerminal('--json', /"route":"\/healthz".*"msg":"answered"\}\r?\n/);
    const lines = shown.split(/\r?\n/).filter((line) => line.startsWith('{'));
    expect(lines.map((line) => JSON.parse(line).msg)).toContain('answered');
    expect(shown).not.toContain('Ctrl+C ends');
  });
}

const time = Date.UTC(2026, 10, 27, 12);
const words = (fields: object) =>
  logWords(`${JSON.stringify({ level: 30, time, pid: 1, hostname: 'h', ...fields })}\n`).replace(
    /^\d\d:\d\d:\d\d /,
    '',
  );

test('a call says what was called, what came of it and whose key it was', () => {
  const about = { invocationId: 'i-1', node: 'queue-task', version: 'v1.3', method: 'queue-task' };
  const asked = {
    verb: 'POST',
    route: '/v1/nodes/:node/:version/:method',
    status: 200,
    ms: 4.1,
    key: 'acme',
  };
  expect(words({ reqId: 'r', msg: 'answered', ...asked, ...about, outcome: 'Queued' })).toBe(
    'queue-task v1.3 queue-task → Queued: 200 in 4.1 ms, key acme, invocationId i-1\n',
  );
  expect(words({ msg: 'answered', status: 400, refused: 'request.unreadable' })).toBe(
    'what could not be read: 400, refused request.unreadable\n',
  );
});

test('what is wrong says so before it, and nothing from outside reaches the terminal raw', () => {
  const err = { type: 'Error', message: 'disk full', stack: 'Error: disk full\n  at x' };
  expect(words({ level: 50, msg: 'the result of a call could not be kept', err })).toBe(
    'error: the result of a call could not be kept, err disk full\n',
  );
  expect(
    words({ level: 40, msg: 'a callback came that is not one of the call', callback: '\u001b[2J' }),
  ).toBe('warning: a callback came that is not one of the call, callback \\u001b[2J\n');
});
