import { type Client, createClientAsync } from 'soap';
import type { Result } from '../../schemas/types.js';
import { isResult } from '../../schemas/validators.js';
import type { InvokeCall } from '../../src/engine/engine.js';
import { Workshop } from '../support/workshop.js';
import {
  CallersOf,
  type Endings,
  endingOf,
  expectContract,
  type ResultEnding,
  runDirectly,
  runThrough,
  shownAs,
} from './every-run.js';
import { basic, ServiceDesk } from './service-desk.js';

// Every node, version, method and fault through the doors of the service: each call ends in the outcome, the outputs
// and the diagnostics, value by value, that the engine's own call ends in.

let desk: ServiceDesk;
let callers: CallersOf;
let direct: Endings<ResultEnding>;
beforeAll(async () => {
  desk = await ServiceDesk.simulate();
  callers = new CallersOf(desk);
  direct = await runDirectly(await Workshop.simulate());
}, 120_000);

const throughRest = async (call: InvokeCall): Promise<Result> => {
  const path = `/v1/nodes/${call.node}/${call.version}/${call.method}`;
  const response = await callers.with(call, (key) => desk.post(path, { key, body: call.input }));
  const result: unknown = await response.json();
  if (response.status !== 200 || !isResult(result))
    throw new Error(`${path}: ${response.status} ${JSON.stringify(result)}`);
  return result;
};

test('through REST every call ends as the contract says and as the engine ends it', async () => {
  const { runs, endings } = await runThrough(desk.workshop, async (call) => {
    const result = await throughRest(call);
    return [result, endingOf(result)];
  });
  await expectContract(desk.workshop, runs);
  expect(endings).toEqual(direct);
}, 120_000);

const clients = new Map<string, Promise<Client>>();

const clientOf = (address: string): Promise<Client> => {
  const client = clients.get(address) ?? createClientAsync(`${address}?wsdl`);
  clients.set(address, client);
  return client;
};

/** What is open for unknown fields travels as JSON text: the WSDL says so. */
const soapInput = (input: unknown): unknown =>
  Object.fromEntries(
    Object.entries(input as object).map(([name, value]) => [
      name,
      name === 'details' ? JSON.stringify(value) : value,
    ]),
  );

interface SoapAnswer {
  outcome: string;
  type: Result['type'];
  effect: Result['effect'];
  invocationId: string;
  diagnostics?: string;
  [output: string]: unknown;
}

const throughSoap = async (call: InvokeCall): Promise<SoapAnswer> => {
  const client = await clientOf(`${desk.service.url}/soap/${call.node}/${call.version}`);
  const operation = call.method!.replace(/-(.)/g, (_match, letter: string) => letter.toUpperCase());
  const [answer] = (await callers.with(call, (key) =>
    client[`${operation}Async`](soapInput(call.input), undefined, basic(key)),
  )) as [SoapAnswer];
  return answer;
};

/** Outputs have names of XML, objects are JSON text, and text is all that there is; the words of the WSDL's own page. */
const shownInSoap = ({ outcome, type, effect, outputs, diagnostics }: ResultEnding) => ({
  outcome,
  type,
  effect,
  outputs: Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [
      name.replaceAll(' ', '_'),
      typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  ),
  diagnostics: diagnostics.map(({ message, remedy }) => `${message} ${remedy}`),
});

const readFromSoap = ({ outcome, type, effect, invocationId: _id, diagnostics, ...outputs }: SoapAnswer) => ({
  outcome,
  type,
  effect,
  outputs: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, String(value ?? '')])),
  diagnostics: diagnostics?.split('\n').map((line) => line.replace(/^[^:]*: /, '')) ?? [],
});

/** For the conformance runs, which ask a Result for its outcome and for a task of an earlier call. */
const resultFrom = (
  call: InvokeCall,
  { outcome, type, effect, outputs }: ReturnType<typeof readFromSoap>,
): Result => ({
  invocationId: '',
  node: call.node,
  version: call.version!,
  method: call.method!,
  package: { name: call.node, version: '0.0.0', digest: 'sha256:', origin: 'pack' },
  outcome,
  type,
  effect,
  outputs,
  intermediate: [],
  diagnostics: [],
  timings: { token: 0, send: 0, wait: 0, total: 0 },
});

test('through SOAP every call ends as the contract says and as the engine ends it', async () => {
  const { runs, endings } = await runThrough(desk.workshop, async (call) => {
    const ending = readFromSoap(await throughSoap(call));
    return [resultFrom(call, ending), ending];
  });
  expect(runs.filter(({ outcome, expected }) => outcome !== expected)).toEqual([]);
  expect(endings).toEqual(shownAs(direct, shownInSoap));
}, 120_000);
