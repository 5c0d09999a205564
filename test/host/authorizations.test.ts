import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Result } from '../../schemas/types.js';
import { ServiceKeys } from '../../src/host/keys/service-keys.js';
import { type Service, startService } from '../../src/host/service.js';
import { Office } from '../authorization/office.js';
import { queueCall } from '../engine/calls.js';
import { packDirectory, Workshop, workspaceOf } from '../support/workshop.js';
import { basic, type Caller } from './service-desk.js';

let workshop: Workshop;
let office: Office;
let service: Service;

const addKey = async (name: string, authorization?: string): Promise<Caller> => {
  const { secret } = await new ServiceKeys(workspaceOf(office.home).stores.keys).add({
    name,
    nodes: ['*'],
    callsPerMinute: 100,
    ...(authorization !== undefined && { authorization }),
  });
  return { name, secret };
};

beforeAll(async () => {
  workshop = await Workshop.open();
  office = await Office.open();
  await office.addAuthorized('main');
  office.server.next.push(office.server.grant({ access_token: workshop.sandbox.token }));
  await office.addAuthorized('acme');
  await mkdir(join(office.home, 'connections'));
  await writeFile(join(office.home, 'connections', 'here.json'), JSON.stringify(workshop.connection));
  service = await startService({
    home: office.home,
    packDirectory,
    connection: 'here',
    environment: {},
    log: pino({ level: 'silent' }),
  });
});
afterAll(() => service.stop());

const post = async (key: Caller) =>
  fetch(`${service.url}/v1/nodes/queue-task/v1.3/queue-task`, {
    method: 'POST',
    headers: { ...basic(key), 'Content-Type': 'application/json' },
    body: JSON.stringify((await queueCall(workshop)).input),
  });

test('a key calls with the authorization that it names', async () => {
  const result = (await (await post(await addKey('acme', 'acme'))).json()) as Result;
  expect(result.outcome).toBe('Queued');
});

test('a key that names none calls with the default one; the metrics count the refresh after its refusal', async () => {
  const result = (await (await post(await addKey('main'))).json()) as Result;
  expect(result.outcome).toBe('onauthorizationfail');
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toContain('wxcc_token_refreshes_total{outcome="renewed"} 1');
});

test('a key whose authorization was removed is a 500 that names no other authorization', async () => {
  const response = await post(await addKey('gone', 'gone'));
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(text).toContain('authorization.unknown');
  expect(text).not.toContain('acme');
});
