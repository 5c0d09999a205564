import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { jsonAnswer } from '../support/token-server.js';
import { bundleProgram } from './bundle-program.js';
import { Office } from './office.js';

let program: string;
beforeAll(async () => {
  program = await bundleProgram(`
    const authorizations = authorizationsOf(home, {});
    // Where a test wants the process to stand still: with its turn, or with its question noted and not yet sent.
    const { store } = authorizations.vault;
    const { alone } = store;
    let stop = process.argv[4];
    const stopped = (where) => {
      if (stop !== where) return;
      stop = undefined;
      process.kill(process.pid, 'SIGSTOP');
    };
    store.alone = (name, options, work) => alone(name, options, (turn) => {
      stopped('turn');
      return work({ ...turn, leave: async (note) => { await turn.leave(note); stopped('question'); } });
    });
    const tokens = await authorizations.tokens({ integration: { id: 'webex-cc-task', name: '' } });
    process.stdout.write('ready ');
    await new Promise((resolve) => process.stdin.once('data', resolve));
    const token = await tokens.getToken({ rejected: process.argv[3] });
    process.stdout.write(token ?? tokens.remedy);
    process.exit();
  `);
});

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});

/** A process that asks for another token than the rejected one when it is told to go. */
class Asker {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #closed: Promise<unknown>;
  #printed = '';

  constructor(stop = '') {
    const args = [program, office.home, 'access-token-1-of-the-test', stop];
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#closed = once(this.#child, 'close');
    this.#child.stdin.on('error', () => {});
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#printed += text;
    });
  }

  async ready(): Promise<void> {
    while (!this.#printed.includes('ready')) await once(this.#child.stdout, 'data');
  }

  go(): void {
    this.#child.stdin.write('go');
  }

  async token(): Promise<string> {
    await this.#closed;
    return this.#printed.replace('ready ', '');
  }

  stop(): void {
    this.#child.kill('SIGSTOP');
  }

  /** Resolves when the process stands still. */
  async stopped(): Promise<void> {
    while (!/\) T /.test(await readFile(`/proc/${this.#child.pid}/stat`, 'utf8'))) await pause(10);
  }

  continue(): void {
    this.#child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }
}

test('ten processes that need a token at the same moment cause one refresh, and all succeed', async () => {
  await office.addAuthorized('main');
  const askers = Array.from({ length: 10 }, () => new Asker());
  await Promise.all(askers.map((asker) => asker.ready()));
  for (const asker of askers) asker.go();
  const tokens = await Promise.all(askers.map((asker) => asker.token()));
  expect(tokens).toEqual(Array.from({ length: 10 }, () => 'access-token-2-of-the-test'));
  expect(office.server.refreshes).toHaveLength(1);
}, 60_000);

describe('a process that is killed while it refreshes', () => {
  /** Kills it when the server has used the old refresh token up, and before the new one can be on disk. */
  const killRefreshing = async () => {
    const asker = new Asker();
    await asker.ready();
    office.server.next.push(() => {});
    const asked = office.server.nextRequest();
    asker.go();
    await asked;
    await asker.kill();
  };

  test('costs a re-authorization when the provider rotates strictly, never the vault, and the state says what to do', async () => {
    await office.addAuthorized('main');
    await killRefreshing();
    office.server.next.push(
      jsonAnswer(400, { error: 'invalid_grant', error_description: 'refresh token already used' }),
    );
    const { token, remedy } = await office.token(undefined, { rejected: 'access-token-1-of-the-test' });
    expect(token).toBeUndefined();
    expect(remedy).toMatch(
      /Re-authorization Required.*refresh token already used.*wxcc-nodes auth authorize main/,
    );
    expect(await office.authorizations.find('main')).toMatchObject({ state: 'Re-authorization Required' });
    expect((await office.authorize('main')).state).toBe('Authorized');
  }, 60_000);

  test('costs nothing when the provider still takes the old refresh token', async () => {
    await office.addAuthorized('main');
    await killRefreshing();
    const { token } = await office.token(undefined, { rejected: 'access-token-1-of-the-test' });
    expect(token).toBe('access-token-2-of-the-test');
    expect(office.server.refreshes).toHaveLength(2);
  }, 60_000);
});

const describeOnLinux = process.platform === 'linux' ? describe : describe.skip;

describeOnLinux('a process that stands still while it refreshes', () => {
  const second = 'access-token-2-of-the-test';

  /** Resolves when another process has the turn. */
  const takenOver = async () => {
    const lockOf = async () => {
      const name = (await readdir(office.home)).find((one) => /refresh-.*\.lock$/.test(one));
      return name && stat(join(office.home, name)).catch(() => undefined);
    };
    const before = await lockOf();
    for (let now = before; !now || !before || now.birthtimeMs === before.birthtimeMs; now = await lockOf())
      await pause(10);
  };

  const expectOneRefresh = async () => {
    expect(office.server.refreshes).toHaveLength(1);
    expect(await office.authorizations.find('main')).toMatchObject({ state: 'Authorized' });
    expect(await office.secret('main', 'refreshToken')).toBe('refresh-token-2-of-the-test');
  };

  test('with the answer on its way is waited for: the refresh token is not sent a second time', async () => {
    await office.addAuthorized('main');
    const [one, other] = [new Asker(), new Asker()];
    await Promise.all([one.ready(), other.ready()]);
    const asked = office.server.nextRequest();
    office.server.next.push(async (request, response) => {
      one.stop();
      await one.stopped();
      other.go();
      await takenOver();
      await office.server.answer(request, response);
      // Long enough for a process that does not look at what was noted.
      await pause(500);
      one.continue();
    });
    one.go();
    await asked;
    expect(await Promise.all([one.token(), other.token()])).toEqual([second, second]);
    await expectOneRefresh();
  }, 60_000);

  test('before it has asked finds what the other has stored', async () => {
    await office.addAuthorized('main');
    const [one, other] = [new Asker('turn'), new Asker()];
    await Promise.all([one.ready(), other.ready()]);
    one.go();
    await one.stopped();
    other.go();
    expect(await other.token()).toBe(second);
    one.continue();
    expect(await one.token()).toBe(second);
    await expectOneRefresh();
  }, 60_000);

  test('between the note of its question and the question itself does not ask when its turn is over', async () => {
    await office.addAuthorized('main');
    const [one, other] = [new Asker('question'), new Asker()];
    await Promise.all([one.ready(), other.ready()]);
    one.go();
    await one.stopped();
    other.go();
    await takenOver();
    one.continue();
    expect(await Promise.all([one.token(), other.token()])).toEqual([second, second]);
    await expectOneRefresh();
  }, 60_000);
});
