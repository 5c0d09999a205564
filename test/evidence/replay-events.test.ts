import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { knownWords } from '../../src/evidence/known-words.js';
import { readRecording } from '../../src/evidence/read-recording.js';
import { Recording } from '../../src/evidence/recording.js';
import type { Shape } from '../../src/evidence/redaction.js';
import { replay } from '../../src/evidence/replay.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import { Simulation } from '../../src/stage/simulation.js';
import { temporaryFolder, Workshop } from '../support/workshop.js';

// Resolve Conversation over the published APIs: its outcome comes with an event, and one event leads to another request.

let workshop: Workshop;
let simulation: Simulation;
beforeAll(async () => {
  workshop = await Workshop.open();
  simulation = await Simulation.open();
});
afterAll(() => simulation.stop());
beforeEach(() => simulation.begin());

/** What went over the wire in so many calls of one customer, as a recording has it. */
const recorded = async (calls: number): Promise<Shape[]> => {
  const file = join(await temporaryFolder(), 'recording.jsonl');
  const engine = simulation.engine(workshop.engine);
  const recording = Recording.create(file, '1.1.0', knownWords(await engine.packages.nodes()));
  const values: string[] = [];
  for (let call = 0; call < calls; call += 1) {
    const messageDetails = {
      ...{ serviceNumber: '+12065550100', senderNumber: '+15551230001' },
      message: 'canary',
    };
    const transId = randomUUID();
    const { outputs } = await engine.invoke({
      ...{ node: 'resolve-conversation', version: 'v1.1' },
      input: {
        ...{ flowId: '170686', transId, mediaType: 'social', mediaChannel: 'sms' },
        details: { messageDetails },
      },
      connection: { ...simulation.connection, wire: 'public' },
      tokens: fixedToken(simulation.sandbox.token),
      onExchange: (...one) => recording.add(...one),
    });
    values.push(transId, String((outputs as { taskId: unknown }).taskId));
  }
  recording.close();
  const text = await readFile(file, 'utf8');
  for (const value of [...values, 'canary', '+15551230001', 'OR06143228']) expect(text).not.toContain(value);
  return (await readRecording(file)).exchanges;
};

const played = async (exchanges: Shape[]) => {
  const { methods, findings } = await replay(workshop.engine, exchanges, { file: 'recording.jsonl' });
  return {
    methods: methods.map(({ version, wire, calls, outcomes }) => ({ version, wire, calls, outcomes })),
    findings: findings.map(({ rule, message }) => `${rule} ${message}`),
  };
};

const publicV11 = { version: 'v1.1', wire: 'public' };

test('an event ends the call as it did, without the platform and without time', async () => {
  expect(await played(await recorded(1))).toEqual({
    methods: [{ ...publicV11, calls: 1, outcomes: ['created'] }],
    findings: [],
  });
});

test('an event that leads to a second request does so again', async () => {
  const exchanges = await recorded(2);
  const paths = exchanges.flatMap((one) => ('request' in one ? [one.request.path] : []));
  expect(paths).toEqual(['/v2/tasks', '/v2/tasks', expect.stringMatching(/^\/v2\/tasks\/<.*>\/messages$/)]);
  expect(await played(exchanges)).toEqual({
    methods: [{ ...publicV11, calls: 2, outcomes: ['appended', 'created'] }],
    findings: [],
  });
});

test('the outcome says what a recording without the event, or with another message’s, brings', async () => {
  const [request, event] = await recorded(1);
  expect(await played([request!])).toMatchObject({ methods: [{ outcomes: ['onTimeout'] }], findings: [] });
  const other = JSON.parse(JSON.stringify(event).replace(/"aliasId":"[^"]+"/, '"aliasId":"<text:other>"'));
  const { methods, findings } = await played([request!, other]);
  expect(methods[0]?.outcomes).toEqual(['onTimeout']);
  expect(findings).toEqual([
    expect.stringContaining(
      'replay.outcome resolve-conversation v1.1 resolve-conversation over the wire public: ends in onTimeout',
    ),
  ]);
});

test('what the second request sends and the recording does not have is found', async () => {
  const exchanges = await recorded(2);
  const bare = JSON.parse(
    JSON.stringify(exchanges).replace(
      /(messages","query":\[\],"headers":\[[^\]]*\],"body":\{)"mediaType":"[^"]+",/,
      '$1',
    ),
  );
  expect(bare).not.toEqual(exchanges);
  expect((await played(bare)).findings).toEqual([
    expect.stringContaining('replay.key resolve-conversation v1.1'),
  ]);
});

/** As others would have it: nobody says whose call it is, and events went elsewhere. */
const asOthers = (exchanges: Shape[]): Shape[] =>
  exchanges.flatMap(({ of: _owner, ...one }) => ('request' in one ? [one as Shape] : []));

test('in an archive the second request is run too, after an event as Cisco documents it', async () => {
  const exchanges = asOthers(await recorded(2));
  expect(exchanges).toHaveLength(3);
  const { methods, findings } = await played(exchanges);
  expect(findings).toEqual([]);
  expect(methods).toContainEqual({ ...publicV11, calls: 2, outcomes: ['onTimeout'] });
  const other = JSON.parse(
    JSON.stringify(exchanges).replace(/"channelParams"(?!.*"channelParams")/, '"<key:9>"'),
  );
  expect((await played(other)).findings).toContainEqual(
    expect.stringContaining('sends /channelParams of the body, which the recording does not have'),
  );
});

test('a second request whose first one was made before the archive began is run too', async () => {
  const [, , second] = asOthers(await recorded(2));
  const { methods, findings } = await played([second!]);
  expect(findings).toEqual([]);
  expect(methods).toContainEqual({ ...publicV11, calls: 1, outcomes: ['onTimeout'] });
  const other = JSON.parse(JSON.stringify([second]).replace('"channelParams"', '"<key:9>"'));
  expect((await played(other)).findings).toContainEqual(
    expect.stringContaining('sends /channelParams of the body, which the recording does not have'),
  );
  const refused = JSON.parse(JSON.stringify([second]).replace('"status":202', '"status":204'));
  expect((await played(refused)).findings).toContainEqual(
    expect.stringContaining('replay.outcome resolve-conversation v1.1'),
  );
});
