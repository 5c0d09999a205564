import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endedFlow, webhookFlow } from '../host/flow-desk.js';
import { temporaryFolder } from '../support/workshop.js';
import { cleanEnvironment, jsonOf, program, runCli } from './run-cli.js';

interface LogLine {
  msg: string;
  url?: string;
}

const folderWith = async (flows: Record<string, object>): Promise<string> => {
  const folder = await temporaryFolder();
  for (const [name, flow] of Object.entries(flows))
    await writeFile(join(folder, `${name}.flow.json`), JSON.stringify(flow));
  return folder;
};

test('serves what is sound, says what it is not, and keeps each run', async () => {
  const home = await folderWith({ good: webhookFlow(), ended: endedFlow(), broken: {} });
  const { key } = jsonOf<{ key: string }>(await runCli(['key', 'add', 'caller', '--json'], { home }));
  const files = ['good', 'ended', 'broken'].map((name) => join(home, `${name}.flow.json`));
  const child = spawn(process.execPath, [program, 'flow', 'serve', ...files, '--port', '0'], {
    env: cleanEnvironment(home),
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  let printed = '';
  const urlOf = (): string | undefined => {
    const whole = printed
      .slice(0, printed.lastIndexOf('\n') + 1)
      .split('\n')
      .filter(Boolean);
    return whole.map((line) => JSON.parse(line) as LogLine).find(({ url }) => url)?.url;
  };
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    printed += chunk;
    if (urlOf()) break;
  }
  expect(printed).toContain('it does not replace Webex Connect');
  expect(errors).toContain('broken.flow.json');
  const answer = await fetch(`${urlOf()}/flows/by-webhook`, {
    method: 'POST',
    headers: { 'x-api-key': `caller.${key}`, 'content-type': 'application/json' },
    body: '{"order": 12}',
  });
  expect(answer.status).toBe(202);
  const { run } = (await answer.json()) as { run: string };
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(0);
  const kept = jsonOf<{ id: string; to: string }>(await runCli(['runs', 'show', '--json'], { home }));
  expect(kept).toMatchObject({ id: run, to: 'sandbox', outcome: 'success' });
  const shown = await runCli(['runs', 'show', run], { home });
  expect(shown.stdout).toContain('"order 12"');
});

test('nothing is served where nothing is sound', async () => {
  const folder = await folderWith({ broken: {} });
  const { code, stderr } = await runCli(['flow', 'serve', join(folder, 'broken.flow.json')]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('Nothing is served')]);
});

test('two flows of one id are refused', async () => {
  const folder = await folderWith({ a: webhookFlow(), b: webhookFlow() });
  const { code, stderr } = await runCli([
    'flow',
    'serve',
    ...['a', 'b'].map((one) => join(folder, `${one}.flow.json`)),
  ]);
  expect([code, stderr]).toEqual([2, expect.stringContaining('by-webhook')]);
});
