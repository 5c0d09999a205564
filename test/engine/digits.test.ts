import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Engine, InvokeCall } from '../../src/engine/engine.js';
import { parseJson } from '../../src/ground/json-limits.js';
import { jsonText } from '../../src/node-kit/json-text.js';
import { temporaryFolder, Workshop, workspaceOf } from '../support/workshop.js';

let engine: Engine;
beforeAll(async () => {
  engine = workspaceOf(await temporaryFolder()).engine;
});
afterAll(() => engine.close());

const taskId = '93912f11-6017-404b-bf14-5331890b1797';
const message =
  '{"appId":"a_1","psId":"24371667315851482","message":"hi","orderId":7615917337495251231,"amount":10.50,"all":[1e3,-0.0,{"x":0.10}]}';

const sentBody = async (
  call: Pick<InvokeCall, 'node' | 'version' | 'method' | 'packageFile'>,
  input: string,
  variables = '{}',
) => {
  const plan = await engine.plan({
    ...call,
    input: parseJson(input, 'input'),
    variables: parseJson(variables, 'variables') as NonNullable<InvokeCall['variables']>,
  });
  const shown = await plan.show();
  return 'call' in shown ? (shown.call.body as Record<string, unknown>) : jsonText(shown.diagnostics);
};

const resolve = (details: string) =>
  `{"flowId":"41896","transId":"tr-1","mediaType":"social","mediaChannel":"facebook","details":${details}}`;
const resolveCall = { node: 'resolve-conversation', version: 'v1.1' };

describe('details', () => {
  test('given as an object are sent with their digits', async () => {
    expect(await sentBody(resolveCall, resolve(`{"messageDetails":${message}}`))).toMatchObject({
      details: `{"messageDetails":${message}}`,
    });
  });

  test.each([
    ['a variable that is the whole', '"$(d)"', `{"d":{"messageDetails":${message}}}`],
    ['a variable inside', '{"messageDetails":"$(m)"}', `{"m":${message}}`],
    ['a path into a variable', '{"messageDetails":"$(a.b)"}', `{"a":{"b":${message}}}`],
  ])('given by %s are sent with their digits', async (_what, details, variables) => {
    expect(await sentBody(resolveCall, resolve(details), variables)).toMatchObject({
      details: `{"messageDetails":${message}}`,
    });
  });

  test('take a number into a text as it was given', async () => {
    const details = '{"messageDetails":{"appId":"a_1","psId":"1","message":"$(n) and $(o)"}}';
    expect(
      await sentBody(resolveCall, resolve(details), '{"n":10.50,"o":{"id":7615917337495251231}}'),
    ).toMatchObject({ details: expect.stringContaining('"10.50 and {\\"id\\":7615917337495251231}"') });
  });
});

const variable = (type: string, value: string) =>
  `{"taskId":"${taskId}","variables":[{"name":"v","type":"${type}","value":${value}}]}`;
const setCall = { node: 'set-variable', version: 'v1.7', method: 'set-flow-variable' };

test.each([
  ['Decimal', '"1234567890.123456789"', '1234567890.123456789'],
  ['Decimal', '"0.10"', '0.10'],
  ['Decimal', '0.10', '0.10'],
  ['Decimal', '999999999999999.99', '999999999999999.99'],
  ['Decimal', '1e-7', '1e-7'],
  ['Decimal', '0.0000001', '0.0000001'],
  ['Decimal', '1.50e3', '1.50e3'],
  ['Decimal', '1.2345678901234567e-15', '1.2345678901234567e-15'],
  ['Decimal', '12.5E-1', '12.5E-1'],
  ['Integer', '"9007199254740993"', '9007199254740993'],
  ['Integer', '9007199254740993', '9007199254740993'],
  ['Integer', '"007"', '007'],
  ['Integer', '5.0', '5.0'],
  ['Integer', '"5.0"', '5.0'],
  ['Integer', '9007199254740993.0', '9007199254740993.0'],
  ['Boolean', '"TRUE"', 'true'],
])('a variable %s %s is sent as %s', async (type, value, text) => {
  expect(await sentBody(setCall, variable(type, value))).toMatchObject({ vrbls: [{ value: text }] });
});

test.each(['3e1', '"3e1"', '30.0e0', '300E-1'])(
  'a whole number %s is refused, as number and as text',
  async (value) => {
    expect(await sentBody(setCall, variable('Integer', value))).toContain(
      'expected a whole number, received',
    );
  },
);

test.each(['30.0', '"30.0"', '"$(minutes)"'])('that %s goes out with its point is told', async (minutes) => {
  const plan = await engine.plan({
    node: 'piq-and-ewt',
    input: parseJson(`{"taskId":"t","queueId":"q","lookbackMinutes":${minutes}}`, 'input'),
    variables: { minutes: '30.0' },
  });
  expect(await plan.show()).toMatchObject({
    call: { url: expect.stringMatching(/\/30\.0$/) },
    warnings: [
      {
        code: 'input.point',
        pointer: '/lookbackMinutes',
        received: '30.0',
        message: expect.stringContaining('30.0 is sent with its point'),
      },
    ],
  });
});

test.each(['9007199254740993.5', '1e400', '"1234567890123456789012345678901.5"', '1e-400'])(
  'a Decimal %s is refused',
  async (value) => {
    expect(await sentBody(setCall, variable('Decimal', value))).toContain(
      'too many digits to be carried exactly: give it as text',
    );
  },
);

test('an error quotes the digits that were given', async () => {
  expect(await sentBody(setCall, variable('Integer', '1234567890.123456789'))).toContain(
    'expected a whole number, received 1234567890.123456789.',
  );
});

test('skills keep their digits, and take numbers and booleans as such', async () => {
  const skills = `{"requirements":[{"skill":"s","type":"proficiency","condition":"gte","value":7.50,"weight":5.0},{"skill":"t","type":"boolean","condition":"eq","value":true}]}`;
  const input = `{"taskId":"${taskId}","conversationId":"c","mediaType":"chat","mediaChannel":"web","queueId":"q","skillRequirements":${skills}}`;
  expect(await sentBody({ node: 'queue-task', version: 'v1.3' }, input)).toMatchObject({
    skillRequirements:
      '{"requirements":[{"skill":"s","type":"proficiency","condition":"gte","value":"7.50","weight":5.0},{"skill":"t","type":"boolean","condition":"eq","value":"true"}],"relaxations":[],"relaxationToggle":false}',
  });
});

test('a package that was built before numbers kept their digits refuses them', async () => {
  const call = { ...resolveCall, packageFile: 'test/package/format-1/resolve-conversation-1.0.0.zip' };
  expect(await sentBody(call, resolve(`{"messageDetails":${message}}`))).toContain(
    '7615917337495251231: too many digits to be carried exactly: give it as text.',
  );
  const text = JSON.stringify(`{"messageDetails":${message}}`);
  expect(await sentBody(call, resolve(text))).toMatchObject({ details: `{"messageDetails":${message}}` });
});

describe('text in the place of a list', () => {
  test.each([
    [
      '[{"name":"v","type":"String","value":"he said "x""}]',
      'text that is not JSON, at character 48 (a comma or } is missing)',
    ],
    ['[{"name":"v","name":"v"}]', 'text that holds the key "name" twice, at character 14'],
    ['a, b', 'text that is not JSON, at character 1 (no value starts here)'],
  ])('%s is told with its place and the remedy', async (text, received) => {
    const told = await sentBody(setCall, JSON.stringify({ taskId, variables: text }));
    expect(told).toContain(JSON.stringify(received).slice(1, -1));
    expect(told).toContain(received.includes('not JSON') ? 'JSON.stringify' : 'Correct the JSON');
  });
});

describe('an answer', () => {
  let server: Server;
  let workshop: Workshop;
  let text: string | Buffer = '';
  let type = '';
  beforeAll(async () => {
    workshop = await Workshop.simulate();
    server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': type }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  const ask = (answer: string | Buffer, contentType = 'application/json') => {
    text = answer;
    type = contentType;
    return engine.invoke({
      node: 'piq-and-ewt',
      input: { queueId: 'q', taskId, lookbackMinutes: 5 },
      connection: {
        ...workshop.connection,
        taskApi: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      },
      tokens: { getToken: async () => 'a-token', remedy: '' },
    });
  };

  test('gives its numbers as they came', async () => {
    const result = await ask('{"piq":3.0,"ewt":120.50,"status":"ok"}');
    expect(result.outcome).toBe('Success');
    expect(jsonText(result.outputs)).toBe('{"positionInQueue":3.0,"estimatedWaitTime":120.50,"status":"ok"}');
  });

  test('is decoded by its character set', async () => {
    const bytes = Buffer.from('{"piq":3,"ewt":1,"reason":"caf\u00e9 \u0080"}', 'latin1');
    const { outputs } = await ask(bytes, 'application/json; charset=windows-1252');
    expect(outputs).toMatchObject({ reason: 'caf\u00e9 €' });
    expect((await ask(bytes)).diagnostics[0]?.message).toBe(
      'The API answered 200 with a body that is not text in UTF-8.',
    );
  });

  test('that holds a key twice is not read', async () => {
    const { outcome, effect, diagnostics } = await ask('{"piq":3,"piq":3,"ewt":1}');
    expect({ outcome, effect, message: diagnostics[0]?.message }).toEqual({
      outcome: 'onError',
      effect: 'possible',
      message: 'The API answered 200 with a body that holds the key "piq" twice, at character 10.',
    });
  });
});
