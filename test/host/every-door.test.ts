import { randomUUID } from 'node:crypto';
import { type Client, createClientAsync } from 'soap';
import type { Connection, Result } from '../../schemas/types.js';
import { isResult } from '../../schemas/validators.js';
import {
  type Door,
  deviations,
  emptyCells,
  type Run,
  runConformance,
  subjectsOf,
} from '../../src/conformance/run.js';
import type { InvokeCall } from '../../src/engine/engine.js';
import { basic, type Caller, ServiceDesk } from './service-desk.js';

// Every node, version, method and fault through the doors of the service: they end as the engine's own calls do.

let desk: ServiceDesk;
beforeAll(async () => {
  desk = await ServiceDesk.open();
});

interface Slot {
  name: string;
  caller: Caller;
}

/** Keys that no call uses now; each has a connection and a grant of its own, which are set for every call. */
const free: Slot[] = [];
let made: Promise<unknown> = Promise.resolve();

const newSlot = (): Promise<Slot> => {
  const name = randomUUID();
  const making = made.then(async () => ({
    name,
    caller: await desk.addKey({ connection: name, authorization: name }),
  }));
  made = making;
  return making;
};

const withKey = async <Type>(
  { connection, tokens }: InvokeCall,
  work: (caller: Caller) => Promise<Type>,
): Promise<Type> => {
  const slot = free.pop() ?? (await newSlot());
  await desk.writeConnection(slot.name, connection as Connection);
  desk.provideTokens(slot.name, tokens!);
  try {
    return await work(slot.caller);
  } finally {
    free.push(slot);
  }
};

/** Outputs by node, version, method and outcome. */
type Seen = Map<string, string>;

const typed = ({ outputs }: Result) =>
  Object.entries(outputs).map(([name, value]) => `${name}: ${typeof value}`);

/** SOAP has other names for some, and no types but text. */
const named = ({ outputs }: Result) => Object.keys(outputs).map((name) => name.replaceAll(' ', '_'));

const note = (seen: Seen, result: Result, describe: (result: Result) => string[] = typed): Result => {
  const key = `${result.node} ${result.version} ${result.method} ${result.outcome}`;
  const before = seen.get(key)?.split('\n') ?? [];
  seen.set(key, [...new Set([...before, describe(result).sort().join(', ')])].sort().join('\n'));
  return result;
};

const rest: (seen: Seen) => Door['invoke'] = (seen) => async (call) => {
  const path = `/v1/nodes/${call.node}/${call.version}/${call.method}`;
  const response = await withKey(call, (key) => desk.post(path, { key, body: call.input }));
  const result: unknown = await response.json();
  if (response.status !== 200 || !isResult(result))
    throw new Error(`${path}: ${response.status} ${JSON.stringify(result)}`);
  return note(seen, result);
};

const clients = new Map<string, Promise<Client>>();

const soap: (seen: Seen) => Door['invoke'] = (seen) => async (call) => {
  const address = `${desk.service.url}/soap/${call.node}/${call.version}`;
  const client = await (clients.get(address) ??
    clients.set(address, createClientAsync(`${address}?wsdl`)).get(address)!);
  const operation = call.method!.replace(/-(.)/g, (_match, letter: string) => letter.toUpperCase());
  const [answer] = (await withKey(call, (key) =>
    client[`${operation}Async`](soapInput(call.input), undefined, basic(key)),
  )) as [{ outcome: string; type: Result['type']; invocationId: string; [output: string]: string }];
  const { outcome, type, invocationId, diagnostics: _text, ...outputs } = answer;
  const result: Result = {
    invocationId,
    node: call.node,
    version: call.version!,
    method: call.method!,
    package: { name: call.node, version: '0.0.0', digest: 'sha256:', origin: 'pack' },
    outcome,
    type,
    outputs,
    intermediate: [],
    diagnostics: [],
    timings: { token: 0, send: 0, wait: 0, total: 0 },
  };
  return note(seen, result, named);
};

/** What is open for unknown fields travels as JSON text (the WSDL says so); entries as names and values. */
const soapInput = (input: unknown): unknown =>
  Object.fromEntries(
    Object.entries(input as object).map(([name, value]) => [
      name,
      name === 'details' ? JSON.stringify(value) : value,
    ]),
  );

const runThrough = async (invoke: Door['invoke']): Promise<Run[]> =>
  runConformance({ packages: desk.workshop.engine.packages, invoke }, desk.workshop.sandbox);

const direct: Seen = new Map();
const directNames: Seen = new Map();
beforeAll(async () => {
  const { engine } = desk.workshop;
  await runThrough(async (call) => note(directNames, note(direct, await engine.invoke(call)), named));
}, 120_000);

test('through REST every run ends in the outcome of the contract, with the outputs that the engine gives', async () => {
  const seen: Seen = new Map();
  const runs = await runThrough(rest(seen));
  expect(deviations(runs)).toEqual([]);
  expect(emptyCells(await subjectsOf(desk.workshop.engine), runs)).toEqual([]);
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(direct));
}, 120_000);

test('through SOAP every run ends in the outcome of the contract, with the outputs that the engine gives', async () => {
  const seen: Seen = new Map();
  expect(deviations(await runThrough(soap(seen)))).toEqual([]);
  expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(directNames));
}, 120_000);
