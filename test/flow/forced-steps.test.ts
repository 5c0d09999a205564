import { outcomesOf } from '../../src/flow/outcomes.js';
import { paletteOutputs } from '../../src/flow/palette.js';
import { parseFlow } from '../../src/flow/read-flow.js';
import type { GoingStep, StepOf } from '../../src/flow/types.js';
import {
  delayStep,
  end,
  ended,
  evaluateStep,
  findingsOf,
  flowOf,
  folderOfFlows,
  runAtSandbox,
  sendStep,
} from './flow-fixtures.js';

type Change = Record<string, unknown>;
type Steps = Awaited<ReturnType<typeof runAtSandbox>>['steps'];

const step = (kind: string, change: Change) => ({
  kind,
  id: 'n20',
  name: kind,
  otherwise: end(101),
  ...change,
});

const palette = [
  step('http', {
    ...{ method: 'GET', url: 'https://api.example.com/o' },
    outputs: { city: '$.order.items[1].city', all: '$' },
  }),
  step('dataParser', { from: '$(taskId)', outputs: { city: '$.order.city', order: '$.order' } }),
  step('businessHours', { hours: [{ days: ['Monday'], from: '09:00', to: '17:30' }], timeZone: 'UTC' }),
  step('appendConversation', { input: {} }),
  step('searchConversation', { input: {} }),
  step('aiAgent', { input: {} }),
];

const parsed = (json: Change): GoingStep => {
  const { value, findings } = parseFlow('a.flow.json', JSON.stringify(flowOf([json])));
  const [first] = value?.steps ?? [];
  if (!first || first.kind === 'end') throw new Error(JSON.stringify(findings));
  return first;
};

/** The step with one outcome put in place. */
const force = async (json: Change, outcome: string, file?: string): Promise<Steps[number]> => {
  const { steps } = await runAtSandbox(flowOf([json]), {
    faults: [`step=${json.name},outcome=${outcome}`],
    ...(file !== undefined && { file }),
  });
  return steps[0]!;
};

test('a forced success of a step of the palette gives each of its outputs, a forced error none', async () => {
  for (const json of palette) {
    const one = parsed(json) as StepOf<'http'>;
    for (const { name, type } of outcomesOf(one) ?? []) {
      const { outcome, outputs, forced } = await force(json, name);
      expect(outcome).toBe(name);
      if (type !== 'success') {
        expect(outputs).toEqual({});
        expect(forced?.how).toBe('the outcome was put in place; the step did nothing');
      } else if (name !== 'noConversationFound') {
        expect(Object.keys(outputs).sort()).toEqual(paletteOutputs(one)?.sort());
        expect(forced?.how).toBe(
          'the outcome was put in place, with outputs that fit it; the step did nothing',
        );
      }
    }
  }
});

test('the outputs of an answer that was made up stand where the step looks for them', async () => {
  const { outputs } = await force(palette[0]!, 'onSuccess');
  expect(outputs).toMatchObject({ 'https.statusCode': '200', city: 'a city' });
  expect(JSON.parse(outputs['https.responseBody']!)).toEqual(JSON.parse(outputs.all!));
  expect(JSON.parse(outputs.all!).order.items[1]).toEqual({ city: 'a city' });
  const { outputs: parts } = await force(palette[1]!, 'onSuccess');
  expect(parts).toEqual({ city: 'a city', order: '{"city":"a city"}' });
});

test('a conversation that is not found has no id; one that is found has', async () => {
  const { outputs: none } = await force(palette[4]!, 'noConversationFound');
  expect(none.conversationExistsBool).toBe('false');
  expect(none).not.toHaveProperty('conversationId');
  const { outputs: found } = await force(palette[4]!, 'conversationClosed');
  expect(found.conversationExistsBool).toBe('true');
  expect(found.conversationId).toMatch(/^[0-9a-f-]{36}$/);
});

test('a forced outcome of a step that calls nobody gives what the step gives then', async () => {
  const outputsOf = async (json: Change, outcome: string) => (await force(json, outcome)).outputs;
  expect(await outputsOf(sendStep(), 'onSuccess')).toEqual({
    transid: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(await outputsOf(sendStep(), 'onError')).toEqual({});
  expect(
    await outputsOf({ ...delayStep('delay'), transitions: { onSuccess: end(101) } }, 'onSuccess'),
  ).toEqual({
    'delay.waitTime': '60',
  });
  const when = { allGroups: [{ all: [{ variable: '$(taskId)', operator: '==', value: 'x' }] }] };
  const branch = step('branch', { branches: [{ outcome: 'X', when }] });
  expect(await outputsOf(branch, 'X')).toEqual({ 'branch.output': 'True' });
  expect(await outputsOf(branch, 'None of the above')).toEqual({ 'branch.output': 'False' });
  const receive = step('receive', { channel: 'sms', seconds: 60 });
  const received = await outputsOf(receive, 'onSuccess');
  expect(received).toMatchObject({ 'receive.channel': 'sms', 'sms.message': received['receive.message'] });
  expect(received['receive.message']).not.toBe('');
  expect(await outputsOf(receive, 'onTimeout')).toEqual({});
  expect(await outputsOf(evaluateStep('1'), '1')).toEqual({});
  for (const name of Object.keys(received)) {
    const flow = flowOf([receive, sendStep({ message: `$(n20.${name})` })], { order: 'listed' });
    expect(await findingsOf(flow)).toEqual([]);
  }
});

test('a forced Call Workflow gives the variables of the flow that it names', async () => {
  const inner = flowOf([evaluateStep("var answer = question + '!'; 1")], {
    ...{ id: 'inner', variables: { question: '', language: 'en' } },
  });
  const path = await folderOfFlows({ 'inner.json': inner });
  const call = { ...step('call', {}), flow: 'inner.json', variables: { question: 'of $(taskId)' } };
  const asked = { ...call, otherwise: undefined, transitions: ended('onSuccess', 'onError') };
  const variables = { answer: 'a answer', language: 'en', question: 'of t-1' };
  const { outputs } = await force(asked, 'onSuccess', path('a.flow.json'));
  expect(outputs).toEqual({ ...variables, exitResult: '101' });
  expect((await force(asked, 'onError', path('a.flow.json'))).outputs).toEqual({
    ...variables,
    exitResult: '102',
  });
  expect((await force({ ...asked, flow: 'none.json' }, 'onSuccess', path('a.flow.json'))).outputs).toEqual(
    {},
  );
});
