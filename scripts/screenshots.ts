import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startConsole } from '../src/console/console.js';
import { openLocalSandbox } from '../src/stage/local-sandbox.js';
import { openWorkspace } from '../src/workspace/workspace.js';
import { readOptions } from './options.js';
import { loaded, startBrowser } from './servers/browser.js';

// Takes the pictures of docs/console.md from a running console, and writes down what is read on each. --check takes them
// too and compares the text; exit 1 when it differs. Pictures differ from machine to machine, texts do not.
const { root, check } = readOptions('npm run screenshots -- [--root DIR] [--check]', ['check']);

interface Shot {
  name: string;
  /** Behind #/. */
  parts: string[];
  act(page: Page): Promise<void>;
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();

const shots: Shot[] = [
  { name: 'nodes', parts: ['nodes'], act: (page) => page.locator('.cards img').last().waitFor() },
  {
    name: 'node',
    parts: ['nodes', 'queue-task', 'v1.5'],
    act: async (page) => {
      await page.getByLabel('Fill in').selectOption('0');
      await press(page, 'Dry run');
      await page.getByRole('heading', { name: 'Would be sent' }).waitFor();
      await page.getByRole('region', { name: 'Versions', exact: true }).waitFor();
    },
  },
  {
    name: 'flow',
    parts: ['flows', 'sms-inbound.flow.json'],
    act: async (page) => {
      const queue = page.locator('.drawing [data-step]').filter({ hasText: 'queue-task' });
      await queue.click();
      await page
        .getByRole('region', { name: 'Step queue' })
        .getByRole('button', { name: 'onTimeout' })
        .click();
      await press(page, 'Run');
      await page.locator('.drawing .with-run').waitFor();
      await page.locator('.drawing').scrollIntoViewIfNeeded();
      await page.evaluate("document.querySelector('.picture').scrollIntoView()");
    },
  },
  {
    name: 'authorizations',
    parts: ['authorizations'],
    act: async (page) => {
      await page.locator('summary', { hasText: 'Add an authorization' }).click();
      await page.getByRole('region', { name: 'Integrations' }).waitFor();
    },
  },
];

/** What is read on the page, without what differs from start to start. */
const textOf = async (page: Page): Promise<string> => {
  const text = await page.locator('#app').innerText();
  return `${text.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:0').trim()}\n`;
};

const place = (name: string, ending: string) => join(root, 'docs/images', `console-${name}.${ending}`);

const home = await mkdtemp(join(tmpdir(), 'wxcc-nodes-screenshots-'));
const sandbox = await openLocalSandbox({ port: 0 });
const workspace = await openWorkspace({ home, packDirectory: join(root, 'dist') });
const running = await startConsole({
  ...{
    workspace,
    sandbox,
    port: 0,
    keepRuns: 100,
    flows: join(root, 'flows'),
    packDirectory: join(root, 'dist'),
  },
});
const browser = await startBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: 'light' });
  await page.goto(running.launchUrl);
  for (const { name, parts, act } of shots) {
    await page.goto(`${running.url}/#/${parts.map(encodeURIComponent).join('/')}`);
    await page.locator('main h1').waitFor();
    await act(page);
    await loaded(page);
    const picture = await page.screenshot();
    const text = await textOf(page);
    if (!check) {
      await writeFile(place(name, 'png'), picture);
      await writeFile(place(name, 'txt'), text);
      console.log(`wrote ${name}`);
    } else if ((await readFile(place(name, 'txt'), 'utf8').catch(() => '')) !== text) {
      console.log(`${place(name, 'txt')} is not what the page says: run npm run screenshots.`);
      process.exitCode = 1;
    }
  }
} finally {
  await browser.close();
  await running.close();
  await sandbox.stop();
  await workspace.close();
  await rm(home, { recursive: true, force: true });
}
