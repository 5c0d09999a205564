import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ServiceKeys } from '../src/host/keys/service-keys.js';
import { copyStore } from '../src/store/copy.js';
import { HomeArchive } from '../src/store/files/home-archive.js';
import { migrateStore } from '../src/store/postgres/migrate.js';
import { withArchive } from '../src/store/postgres/open.js';
import { openWorkspace } from '../src/workspace/workspace.js';
import { drainSeconds, Fleet } from './chaos/fleet.js';
import {
  databaseRestart,
  kills,
  type Outcome,
  refreshRace,
  rollingRestart,
  type Scene,
} from './chaos/scenarios.js';
import { Upstream } from './chaos/upstream.js';
import { findCommit } from './git.js';
import { freePort } from './servers/free-port.js';
import { hasPostgres, PostgresServer } from './servers/postgres.js';

const usage = 'npm run chaos -- [--kills 20] [--racers 100] [--rounds 3]';

const readArguments = () => {
  try {
    const { values } = parseArgs({
      options: {
        kills: { type: 'string', default: '20' },
        racers: { type: 'string', default: '100' },
        rounds: { type: 'string', default: '3' },
      },
    });
    const count = (name: keyof typeof values) => {
      if (!/^[1-9][0-9]{0,4}$/.test(values[name]))
        throw new Error(`--${name} takes a whole number, 1 or more.`);
      return Number(values[name]);
    };
    return { kills: count('kills'), racers: count('racers'), rounds: count('rounds') };
  } catch (error) {
    console.error(`${(error as Error).message}\nUsage: ${usage}`);
    process.exit(2);
  }
};

/** Three instances of the built program over one database, before an API that counts; an authorization for their calls. */
const setScene = async (folder: string): Promise<Scene & { close(): Promise<void> }> => {
  const packDirectory = resolve('dist');
  const server = await PostgresServer.start();
  const upstream = await Upstream.start();
  const url = await server.database('chaos');
  await migrateStore({ url }, packDirectory);
  await mkdir(join(folder, 'connections'));
  for (const [name, deadlineMs] of Object.entries({ hasty: 2000, patient: 18_000 }))
    await writeFile(
      join(folder, 'connections', `${name}.json`),
      JSON.stringify({ ...upstream.connection, deadlineMs }),
    );
  await withArchive({ url }, packDirectory, (database) => copyStore(new HomeArchive(folder), database));
  const environment = { WXCC_NODES_HOME: folder, WXCC_NODES_KEY: randomBytes(32).toString('base64') };
  const workspace = await openWorkspace({ home: folder, packDirectory, environment, store: { url } });
  /** A key for the connection of the same name. */
  const addKey = async (name: string): Promise<string> => {
    const { secret } = await new ServiceKeys(workspace.stores.keys).add({
      name,
      nodes: ['*'],
      callsPerMinute: 1_000_000,
      connection: name,
    });
    return `${name}.${secret}`;
  };
  const { authorizations } = workspace;
  const oauth = {
    grant: 'authorization_code' as const,
    ...upstream.hosts,
    accessTokenDays: 14,
    refreshTokenDays: 90,
  };
  const integration = {
    id: 'webex-cc-task',
    name: 'Webex CC Task',
    oauth: { ...oauth, source: 'documented' as const },
    nodes: [{ id: 'queue-task', name: 'Queue Task', scopes: ['cjp:user'], source: 'documented' as const }],
  };
  await authorizations.add('main', integration, {
    clientId: 'chaos',
    clientSecret: randomBytes(16).toString('hex'),
    hosts: upstream.hosts,
    redirect: `http://127.0.0.1:${await freePort()}/callback`,
  });
  await authorizations.authorize('main', {
    limitMs: 10_000,
    show: (page) => void fetch(page).catch(() => {}),
  });
  const fleet = await Fleet.start(3, {
    program: join(packDirectory, 'wxcc-nodes.js'),
    args: [
      ...['--store', url, '--connection', 'hasty'],
      ...['--callback-base', 'http://127.0.0.1:9', '--drain', String(drainSeconds)],
    ],
    environment,
  });
  upstream.deliver = (path, body) => fleet.postCallback(path, body);
  const keys = { hasty: await addKey('hasty'), patient: await addKey('patient') };
  const close = async () => {
    await fleet.end();
    await workspace.close();
    upstream.close();
    await server.remove();
  };
  return { fleet, upstream, server, authorizations, keys, close };
};

const print = ({ title, seen, faults }: Outcome) => {
  console.log(`${faults.length === 0 ? 'good' : 'BAD '}  ${title}: ${seen}.`);
  for (const fault of faults.slice(0, 20)) console.log(`      ${fault}`);
  if (faults.length > 20) console.log(`      and ${faults.length - 20} more`);
};

// Three instances over one database are killed, restarted and raced. Whatever happens to them, a call that was accepted
// is answered once or known as lost, and nothing is sent twice. Exit code 1 when something was.
const given = readArguments();
if (!hasPostgres) {
  console.log('Left out, as there is no PostgreSQL server here: three instances over one database.');
  process.exit(process.env.CI ? 1 : 0);
}
const folder = await mkdtemp(join(tmpdir(), 'wxcc-nodes-chaos-'));
const scene = await setScene(folder);
try {
  const outcomes: Outcome[] = [];
  const play = async (outcome: Promise<Outcome>) => {
    outcomes.push(await outcome);
    print(outcomes.at(-1)!);
  };
  await play(refreshRace(scene, given.racers, given.rounds));
  await play(rollingRestart(scene));
  await play(databaseRestart(scene, 3));
  await play(kills(scene, given.kills, (text) => console.error(text)));
  console.log(`Measured at ${(await findCommit('.', 'HEAD')) ?? 'no commit'}.`);
  process.exitCode = outcomes.some(({ faults }) => faults.length > 0) ? 1 : 0;
} finally {
  await scene.close();
  await rm(folder, { recursive: true, force: true });
}
