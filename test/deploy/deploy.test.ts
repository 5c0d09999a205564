import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import type { Result } from '../../schemas/types.js';
import { freePort } from '../../scripts/servers/free-port.js';
import { PostgresServer } from '../../scripts/servers/postgres.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { queueCall } from '../engine/calls.js';
import { ServiceProcess } from '../host/service-process.js';
import { describeWithPostgres, leaveOut } from '../support/postgres.js';
import { root, temporaryFolder, Workshop } from '../support/workshop.js';

const run = promisify(execFile);
const textOf = (name: string) => readFile(join(root, 'deploy', name), 'utf8');
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

interface ComposeService {
  command?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, unknown>;
}

const composed = async (): Promise<Record<string, ComposeService>> =>
  (parse(await textOf('compose.yaml'), { merge: true }) as { services: Record<string, ComposeService> })
    .services;

test('the objects for Kubernetes have the shape of its published types', async () => {
  const places: Record<string, string> = {
    Secret: 'core/v1',
    ConfigMap: 'core/v1',
    Service: 'core/v1',
    Job: 'batch/v1',
    Deployment: 'apps/v1',
    PodDisruptionBudget: 'policy/v1',
  };
  const check = async (change: (text: string) => string) => {
    const objects = parseAllDocuments(change(await textOf('kubernetes.yaml'))).map(
      (one) => one.toJS() as { kind: string },
    );
    const lines = objects.map(
      (object, index) =>
        `export const object${index}: import('${join(root, 'node_modules/kubernetes-types', places[object.kind]!)}').${object.kind} = ${JSON.stringify(object)};`,
    );
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'objects.ts'), lines.join('\n'));
    const options = [
      '--ignoreConfig',
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'esnext',
      '--target',
      'es2022',
    ];
    const tsc = join(root, 'node_modules/.bin/tsc');
    return run(tsc, [...options, '--moduleResolution', 'bundler', join(folder, 'objects.ts')]).then(
      () => 'good',
      ({ stdout }: { stdout: string }) => stdout,
    );
  };
  expect(await check((text) => text)).toBe('good');
  expect(await check((text) => text.replace('periodSeconds: 2', 'periodSecond: 2'))).toContain(
    'periodSecond',
  );
});

const caddy = ['/usr/bin/caddy', '/usr/local/bin/caddy'].find((file) => existsSync(file));
const describeWithCaddy: typeof describeWithPostgres = (title, tests) =>
  caddy ? describeWithPostgres(title, tests) : leaveOut(title, 'Caddy');

describeWithCaddy('the commands of the compose file', () => {
  let server: PostgresServer;
  let workshop: Workshop;
  beforeAll(async () => {
    [server, workshop] = await Promise.all([PostgresServer.start(), Workshop.open()]);
  });
  afterAll(() => server.remove());

  test('start three instances behind Caddy, which lose no call when one of them stops', async () => {
    const services = await composed();
    const store = await server.database('composed');
    const home = await temporaryFolder();
    const environment = {
      WXCC_NODES_STORE: store,
      WXCC_NODES_KEY: Buffer.alloc(32, 1).toString('base64'),
      PGPASSWORD: 'not asked for',
    };
    expect(Object.keys(services.migrate!.environment!).sort()).toEqual(Object.keys(environment).sort());
    const migrated = await runCli(services.migrate!.command!, { home, env: environment });
    expect(migrated.code).toBe(0);
    const added = await runCli(['key', 'add', 'caller', '--json'], { home, env: environment });
    const { key } = jsonOf<{ key: string }>(added);

    // Hosts of the file are addresses of this machine here, and ports are free ones.
    const ports = { 4182: String(await freePort()), 4183: String(await freePort()) };
    const [api, callbacks] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
    const connection = join(home, 'live.json');
    await writeFile(connection, JSON.stringify(workshop.connection));
    const names = Object.keys(services).filter((name) => name.startsWith('nodes-'));
    expect(names).toHaveLength(3);
    const instances = await Promise.all(
      names.map((name, index) => {
        const [serve, ...args] = services[name]!.command!.map((arg) =>
          arg
            .replace('0.0.0.0', `127.0.0.${index + 2}`)
            .replace('/config/live.json', connection)
            .replace('https://callbacks.example.com', callbacks),
        );
        expect(serve).toBe('serve');
        args.push('--port', ports[4182], '--callback-port', ports[4183]);
        return ServiceProcess.start(home, workshop.sandbox.token, args, environment);
      }),
    );
    const config = (await textOf('Caddyfile.instances'))
      .replace('{\n', '{\n\tadmin off\n')
      .replace(/nodes-([123])/g, (_, number) => `127.0.0.${Number(number) + 1}`)
      .replace(/418[23]/g, (port) => ports[port as '4182' | '4183'])
      .replace('nodes.example.com {', `${api} {`)
      .replace('callbacks.example.com {', `${callbacks} {`);
    const file = join(home, 'Caddyfile');
    await writeFile(file, config);
    const proxy = spawn(caddy!, ['run', '--adapter', 'caddyfile', '--config', file], {
      env: { HOME: home, PATH: process.env.PATH },
    });
    try {
      const call = async () => {
        const answer = await fetch(`${api}/v1/nodes/queue-task/v1.3/queue-task`, {
          method: 'POST',
          headers: {
            authorization: `Basic ${Buffer.from(`caller:${key}`).toString('base64')}`,
            'content-type': 'application/json',
          },
          body: JSON.stringify((await queueCall(workshop)).input),
        }).catch(() => undefined);
        if (answer?.status !== 200) return answer?.status;
        return ((await answer.json()) as Result).outcome;
      };
      while ((await call()) !== 'Queued') await pause(100);
      const outcomes: unknown[] = [];
      const [first] = instances;
      let isOver = false;
      const calling = Promise.all(
        Array.from({ length: 4 }, async () => {
          while (!isOver) outcomes.push(await call());
        }),
      );
      first!.kill('SIGTERM');
      expect(await first!.exit).toBe(0);
      for (let more = outcomes.length + 20; outcomes.length < more; ) await pause(50);
      isOver = true;
      await calling;
      expect(new Set(outcomes)).toEqual(new Set(['Queued']));
      expect((await fetch(`${api}/metrics`)).status).toBe(404);
      expect((await fetch(`${callbacks}/v1/nodes`)).status).toBe(404);
    } finally {
      proxy.kill('SIGTERM');
      for (const instance of instances) instance.kill('SIGKILL');
    }
  });
});
