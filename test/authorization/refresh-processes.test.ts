import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { jsonAnswer } from '../support/token-server.js';
import { bundleProgram } from './bundle-program.js';
import { Office } from './office.js';

let program: string;
beforeAll(async () => {
  program = await bundleProgram(`
    const authorizations = authorizationsOf(home, {});
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
  readonly #child = spawn(process.execPath, [program, office.home, 'access-token-1-of-the-test'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  readonly #closed = once(this.#child, 'close');
  #printed = '';

  constructor() {
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
