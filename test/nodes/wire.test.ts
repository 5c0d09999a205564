import type { DryRun, Engine } from '../../src/engine/engine.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';

// The wire of every method, written from CONTRACT.md section 3 and not from the handlers.

const org = 'org-1';
const base = 'http://127.0.0.1:9/wxcc-task';
const callback = expect.stringMatching(/^https:\/\/callback\.invalid\//);
let engine: Engine;

beforeAll(async () => {
  engine = workspaceOf(await temporaryFolder()).engine;
});
afterAll(() => engine.close());

const wire = async (node: string, version: string, method: string, input: unknown): Promise<DryRun> => {
  const connection = { orgId: org, taskApi: base };
  const planned = await (await engine.plan({ node, version, method, input, connection })).show();
  if ('diagnostics' in planned) throw new Error(JSON.stringify(planned.diagnostics));
  return JSON.parse(JSON.stringify(planned.call)) as DryRun;
};

const chat = { mediaType: 'chat', mediaChannel: 'web' };
const noSkills = '{"requirements":[],"relaxations":[],"relaxationToggle":false}';

test('every call has the common headers', async () => {
  const call = await wire('piq-and-ewt', 'v1.1', 'piq-and-ewt', {
    queueId: 'q',
    taskId: 't',
    lookbackMinutes: 5,
  });
  expect(call.headers).toEqual({
    Authorization: 'Bearer •••',
    'X-ORGANIZATION-ID': org,
    trackingId: expect.any(String),
  });
});

describe('Create Task', () => {
  const common = {
    taskId: '93912f11-6017-404b-bf14-5331890b1797',
    conversationId: 'c-1',
    destination: 'd',
    origin: 'o',
    customerName: 'Ada',
    customerId: 'ada',
  };
  const wireCommon = {
    id: common.taskId,
    orgId: org,
    mediaResourceId: 'c-1',
    destination: 'd',
    origin: 'o',
    customerName: 'Ada',
    customerId: 'ada',
    webhook: callback,
  };

  test('a live chat sends chat type and direction in lower case, the first of each by default', async () => {
    const call = await wire('create-task', 'v1.2', 'create-task', { ...common, ...chat });
    expect(call).toMatchObject({ method: 'POST', url: `${base}/v1/tasks` });
    expect(call.body).toEqual({ ...wireCommon, ...chat, chatType: 'regular', direction: 'inbound' });
  });

  test('an e-mail sends its own fields; attachments are text in v1.0 and a boolean in v1.2', async () => {
    const mail = {
      ...common,
      mediaType: 'email',
      mediaChannel: 'email',
      subject: 'S',
      toRecipients: 'a@x',
      ccRecipients: 'b@x',
    };
    const wireMail = {
      ...wireCommon,
      mediaType: 'email',
      mediaChannel: 'email',
      subject: 'S',
      toRecipients: 'a@x',
      ccRecipients: 'b@x',
    };
    const v10 = await wire('create-task', 'v1.0', 'create-task', { ...mail, hasAttachments: 'true' });
    expect(v10.body).toEqual({ ...wireMail, hasAttachments: 'true' });
    const v12 = await wire('create-task', 'v1.2', 'create-task', { ...mail, hasAttachments: 'true' });
    expect(v12.body).toEqual({ ...wireMail, hasAttachments: true });
  });

  test('WhatsApp sends the source number, an SMS nothing of its own', async () => {
    const whatsapp = await wire('create-task', 'v1.2', 'create-task', {
      ...common,
      mediaType: 'social',
      mediaChannel: 'whatsapp',
      sourceNumber: '2065550100',
    });
    expect(whatsapp.body).toEqual({
      ...wireCommon,
      mediaType: 'social',
      mediaChannel: 'whatsapp',
      sourceNumber: '2065550100',
    });
    const sms = await wire('create-task', 'v1.2', 'create-task', {
      ...common,
      mediaType: 'social',
      mediaChannel: 'sms',
    });
    expect(sms.body).toEqual({ ...wireCommon, mediaType: 'social', mediaChannel: 'sms' });
  });
});

describe('Queue Task', () => {
  const input = { ...chat, taskId: 't/1', conversationId: 'c-1', queueId: 'q-1' };
  const body = {
    id: 't/1',
    orgid: org,
    queueid: 'q-1',
    conversationid: 'c-1',
    mediatype: 'chat',
    skillRequirements: noSkills,
    webhook: callback,
  };
  const skill = { skill: 's-1', type: 'proficiency', condition: 'gte', value: '5' };
  const relaxed = {
    requirements: [skill],
    relaxations: [{ timeout: 60, requirements: [] }],
    relaxationToggle: true,
  };

  test.each(['v1.0', 'v1.1', 'v1.2'])('%s sends no contact priority', async (version) => {
    const call = await wire('queue-task', version, 'queue-task', input);
    expect(call).toMatchObject({ method: 'POST', url: `${base}/v1/tasks/t%2F1/queue` });
    expect(call.headers['Content-Type']).toBe('application/json');
    expect(call.body).toEqual(body);
  });

  test.each(['v1.0', 'v1.1', 'v1.2'])('%s sends the skills but no relaxations', async (version) => {
    const call = await wire('queue-task', version, 'queue-task', { ...input, skillRequirements: relaxed });
    expect(call.body).toEqual({
      ...body,
      skillRequirements: JSON.stringify({ requirements: [skill], relaxations: [], relaxationToggle: false }),
    });
  });

  test.each(['v1.3', 'v1.5'])('%s sends contact priority as text, empty when none', async (version) => {
    const none = await wire('queue-task', version, 'queue-task', input);
    expect(none.body).toEqual({ ...body, contactPriority: '' });
    const first = await wire('queue-task', version, 'queue-task', { ...input, contactPriority: '1' });
    expect(first.body).toEqual({ ...body, contactPriority: '1' });
  });

  test.each(['v1.3', 'v1.5'])('%s sends the relaxations', async (version) => {
    const call = await wire('queue-task', version, 'queue-task', { ...input, skillRequirements: relaxed });
    expect(call.body).toEqual({
      ...body,
      contactPriority: '',
      skillRequirements: JSON.stringify({
        requirements: [skill],
        relaxations: [{ timeout: 60, requirements: [] }],
        relaxationToggle: true,
      }),
    });
  });

  test('v1.5 sends a dynamic queue under the same key and not its kind', async () => {
    const { queueId: _, ...rest } = input;
    const call = await wire('queue-task', 'v1.5', 'queue-task', {
      ...rest,
      queueType: 'dynamic',
      dynamicQueueId: 'q-2',
    });
    expect(call.body).toEqual({ ...body, contactPriority: '', queueid: 'q-2' });
  });
});

describe('Set Variable', () => {
  const url = `${base}/v1/tasks/t-1/variables`;

  test('Set Flow Variable sends every value as text and no description', async () => {
    const call = await wire('set-variable', 'v1.7', 'set-flow-variable', {
      taskId: 't-1',
      variables: [
        {
          name: 'a',
          type: 'Boolean',
          value: 'TRUE',
          agentViewable: true,
          desktopLabel: 'A',
          agentEditable: true,
          description: 'not sent',
        },
        { name: 'b', type: 'Decimal', value: 0.0000001 },
        { name: 'c', type: 'DateTime', value: 1732786800 },
      ],
    });
    const unseen = { agentViewable: false, desktopLabel: '', agentEditable: false };
    const own = { global: false, reportable: false };
    expect(call).toMatchObject({ method: 'POST', url });
    expect(call.body).toEqual({
      id: 't-1',
      orgId: org,
      vrbls: [
        {
          name: 'a',
          type: 'Boolean',
          value: 'true',
          agentViewable: true,
          desktopLabel: 'A',
          agentEditable: true,
          ...own,
        },
        { name: 'b', type: 'Decimal', value: '1e-7', ...unseen, ...own },
        { name: 'c', type: 'DateTime', value: '1732786800', ...unseen, ...own },
      ],
      callbackURL: callback,
    });
  });

  test('Set Global Variable says global', async () => {
    const call = await wire('set-variable', 'v1.7', 'set-global-variable', {
      taskId: 't-1',
      variables: [{ name: 'a', type: 'Integer', value: -0 }],
    });
    expect(call.url).toBe(url);
    expect(call.body).toMatchObject({
      vrbls: [
        {
          name: 'a',
          type: 'Integer',
          value: '0',
          agentViewable: false,
          desktopLabel: 'a',
          agentEditable: false,
          global: true,
          reportable: false,
        },
      ],
    });
  });
});

test('PIQ and EWT puts everything into the path', async () => {
  const call = await wire('piq-and-ewt', 'v1.1', 'piq-and-ewt', {
    queueId: 'q 1',
    taskId: 't-1',
    lookbackMinutes: '240',
  });
  expect(call).toMatchObject({ method: 'GET', url: `${base}/v1/queues/q%201/tasks/t-1/position/240` });
  expect(call).not.toHaveProperty('body');
});

describe.each([
  ['routed-notification', 'routed'],
  ['modify-notification', 'modified'],
])('%s', (node, word) => {
  const input = { taskId: 't-1', agentId: 'a-1', queueId: 'q-1', mediaResourceId: 'c-1', mediaType: 'chat' };

  test('accepted sends the conversation as mediaResourceId', async () => {
    const call = await wire(node, 'v1.1', `${word}-accepted`, input);
    expect(call).toMatchObject({ method: 'POST', url: `${base}/v1/tasks/t-1/${word}/accept` });
    expect(call.body).toEqual({
      id: 't-1',
      orgid: org,
      agent: 'a-1',
      queueid: 'q-1',
      mediaResourceId: 'c-1',
      mediaType: 'chat',
      href: callback,
    });
  });

  test('rejected sends it as mediaresource, with the reason', async () => {
    const call = await wire(node, 'v1.1', `${word}-rejected`, {
      ...input,
      id: 'alias',
      reason: 'R',
      reasonCode: '4547',
    });
    expect(call.url).toBe(`${base}/v1/tasks/alias/${word}/reject`);
    expect(call.body).toEqual({
      id: 't-1',
      orgid: org,
      agent: 'a-1',
      queueid: 'q-1',
      mediaresource: 'c-1',
      mediaType: 'chat',
      reason: 'R',
      reasoncode: '4547',
      href: callback,
    });
  });
});

test('Screen Pop names the task transid and drops parameters without a key', async () => {
  const call = await wire('screen-pop', 'v1.1', 'screen-pop', {
    taskId: 't-1',
    agentId: 'a-1',
    screenPopUrl: 'www.example.com',
    loadingBehavior: 'insidedesktop',
    queryParameters: { '': '', customerId: '42' },
  });
  expect(call).toMatchObject({ method: 'POST', url: `${base}/v1/organizations/${org}/screen-pop` });
  expect(call.body).toEqual({
    transid: 't-1',
    agentId: 'a-1',
    screenPopUrl: 'www.example.com',
    target: 'insideDesktop',
    queryParameters: { customerId: '42' },
  });
});

describe.each(['v1.0', 'v1.1'])('Close Task %s', (version) => {
  const input = { taskId: 't-1', conversationId: 'c-1', mediaType: 'email' };
  const body = { id: 't-1', mediaResourceId: 'c-1', mediaType: 'email', orgid: org, href: callback };

  test('Closed Task on WxCC', async () => {
    const call = await wire('close-task', version, 'closed-task-on-wxcc', input);
    expect(call).toMatchObject({ method: 'POST', url: `${base}/v1/tasks/t-1/close` });
    expect(call.body).toEqual(body);
  });

  test('Close Task Accept adds the queue', async () => {
    const call = await wire('close-task', version, 'close-task-accept', {
      ...input,
      id: 'x',
      queueId: 'q-1',
    });
    expect(call.url).toBe(`${base}/v1/tasks/x/closed/accept`);
    expect(call.body).toEqual({ ...body, queueid: 'q-1' });
  });

  test('Close Task Reject sends agent, reason and mediaresource', async () => {
    const call = await wire('close-task', version, 'close-task-reject', {
      ...input,
      agentId: 'a-1',
      reason: 'R',
      reasonCode: '1',
    });
    expect(call.url).toBe(`${base}/v1/tasks/t-1/closed/reject`);
    expect(call.body).toEqual({
      id: 't-1',
      agent: 'a-1',
      mediaresource: 'c-1',
      mediaType: 'email',
      reason: 'R',
      reasoncode: '1',
      orgid: org,
      href: callback,
    });
  });
});

describe('Resolve Conversation', () => {
  // Spaces, an escape and a direction mark: re-written JSON would lose them.
  const text =
    '{ "messageDetails" : {"serviceNumber":"1","senderNumber":"2","message":"\\u05e9 👋 \u200fשלום","n":1.0} }';
  const input = {
    flowId: '170686',
    transId: 'tr-1',
    mediaType: 'social',
    mediaChannel: 'sms',
    details: text,
  };
  const body = {
    transId: 'tr-1',
    mediatype: 'social',
    channel: 'sms',
    details: text,
    orgid: org,
    href: callback,
  };

  test.each(['v1.0', 'v1.1'])('%s sends details byte for byte, and two headers', async (version) => {
    const call = await wire('resolve-conversation', version, 'resolve-conversation', input);
    expect(call).toMatchObject({ method: 'POST', url: `${base}/v1/conversations/resolve` });
    expect(call.headers).toMatchObject({ flowId: '170686', trackingId: 'tr-1' });
    expect(call.body).toEqual(body);
  });

  test('v1.2 adds overrideDefaultClose, false by default', async () => {
    const plain = await wire('resolve-conversation', 'v1.2', 'resolve-conversation', input);
    expect(plain.body).toEqual({ ...body, overrideDefaultClose: false });
    const over = await wire('resolve-conversation', 'v1.2', 'resolve-conversation', {
      ...input,
      overrideDefaultClose: 'True',
    });
    expect(over.body).toEqual({ ...body, overrideDefaultClose: true });
  });

  test('details given as an object become JSON text', async () => {
    const details = { messageDetails: { serviceNumber: '1', senderNumber: '2', message: 'Hi' } };
    const call = await wire('resolve-conversation', 'v1.1', 'resolve-conversation', { ...input, details });
    expect(call.body).toMatchObject({ details: JSON.stringify(details) });
  });
});
