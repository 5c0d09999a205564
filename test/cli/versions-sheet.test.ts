import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SheetStep } from '../../src/flow/upgrade/sheet.js';
import { mailFlow, queueInput } from '../flow-versions/flow-text.js';
import { futurePack } from '../flow-versions/future-pack.js';
import { temporaryFolder } from '../support/workshop.js';
import { jsonOf, type RunOptions, runCli } from './run-cli.js';

let file: string;
beforeEach(async () => {
  file = join(await temporaryFolder(), 'mail.flow.json');
});

const sheet = async (flow: object, args: string[] = [], options: RunOptions = {}) => {
  await writeFile(file, JSON.stringify(flow));
  return runCli(['flow', 'upgrade', file, '--sheet', ...args], options);
};

const steps = async (flow: object, args: string[] = [], options: RunOptions = {}) =>
  jsonOf<{ steps: SheetStep[] }>(await sheet(flow, [...args, '--json'], options)).steps;

test('each step shows the fields of the newer form with label and value, and where its outcomes lead', async () => {
  const { code, stdout } = await sheet(mailFlow());
  expect(code).toBe(0);
  expect(stdout).toContain('n3 Create: Create Task v1.0 → v1.2');
  expect(stdout).toContain('Node Runtime Authorization: main');
  expect(stdout).toMatch(/^Has Attachments +true +hasAttachments$/m);
  expect(stdout).toMatch(/^To Recipients +\(leave empty\) +toRecipients$/m);
  expect(stdout).toMatch(/^Contact Priority +\(leave empty\) +contactPriority$/m);
  expect(stdout).toMatch(/^Media Channel +Email \(email\) +mediaChannel$/m);
  expect(stdout).toMatch(/^onerror +Apologize$/m);
});

test('a sheet writes nothing', async () => {
  const flow = JSON.stringify(mailFlow());
  await sheet(mailFlow());
  expect(await readFile(file, 'utf8')).toBe(flow);
});

test('every value of the step is on the sheet, also where a reference makes the choice', async () => {
  const input = { ...queueInput, mediaType: '$(media)', mediaChannel: 'sms' };
  const [{ fields }] = (await steps(mailFlow({ queue: { input } }), ['--step', 'Queue'])) as [SheetStep];
  const shown = Object.fromEntries(fields.map(({ field, value }) => [field, value]));
  expect(shown).toMatchObject({ ...input, mediaChannel: 'SMS (sms)' });
});

test('lists and objects are spread into the fields of their parts', async () => {
  const variables = [
    { name: 'Topic', type: 'String', value: '$(topic)', agentViewable: true, desktopLabel: 'Topic' },
    { name: 'Age', type: 'Integer', value: 7 },
  ];
  const setter = {
    ...{ node: 'set-variable', version: 'v1.7', method: 'set-flow-variable' },
    input: { taskId: 't', variables },
  };
  const [{ fields, methodName }] = (await steps(mailFlow({ queue: setter }), ['--step', 'Queue'])) as [
    SheetStep,
  ];
  expect(methodName).toBe('Set Flow Variable');
  expect(fields).toContainEqual({
    ...{ field: 'variables[0].desktopLabel', label: 'Desktop Label', value: 'Topic', required: false },
  });
  expect(fields.find(({ field }) => field === 'variables[1].value')).toMatchObject({ value: '7' });
  expect(fields.find(({ field }) => field === 'variables[1].agentViewable')).toMatchObject({
    value: null,
    default: 'false',
  });
});

test('a value that the newer form needs and the step has not is marked', async () => {
  const { home } = await futurePack();
  const { code, stdout } = await sheet(mailFlow(), ['--step', 'Queue', '--to', 'v2.0'], { home });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^SLA +\(a value is needed\) +slaMinutes$/m);
  expect(stdout).toMatch(/^Queue +\$\(queue\) +queue$/m);
  expect(stdout).toContain('v2.0 needs values that the step does not have.');
});

test('as Markdown, values do not become markup and stay in their cells', async () => {
  const flow = mailFlow();
  (flow.steps[0] as { input: Record<string, string> }).input.subject = 'a | b <b>*x*</b>\nline';
  const { stdout } = await sheet(flow, ['--markdown']);
  expect(stdout).toContain('# Mail inbound');
  expect(stdout).toContain('| Subject | a \\| b \\<b\\>\\*x\\*\\</b\\><br>line | subject |');
});

test('control characters of a flow do not reach the terminal', async () => {
  const flow = mailFlow();
  (flow.steps[0] as { input: Record<string, string> }).input.subject = '\u001b[2Jgone';
  const { stdout } = await sheet(flow);
  expect(stdout).not.toContain('\u001b');
  expect(stdout).toContain('\\u001b[2Jgone');
});
