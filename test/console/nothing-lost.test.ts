import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { pathBelow } from '../../src/files/path-below.js';
import { packDirectory as builtPack, temporaryFolder } from '../support/workshop.js';
import type { OpenConsole } from './open-console.js';
import { describeInBrowser, type OpenPage, openPage, until } from './open-page.js';

const flow = 'sms-inbound.flow.json';

/** A flow that waits so often. */
const longFlow = (count: number): string =>
  JSON.stringify({
    ...{ id: 'long', name: 'Long', service: 'Care', start: { kind: 'webhook', outputs: [], to: 'n3' } },
    steps: Array.from({ length: count }, (_, at) => ({
      ...{ kind: 'delay', id: `n${at + 3}`, name: `Wait ${at + 1}`, seconds: 1 },
      transitions: { onTimeout: at + 1 < count ? { to: `n${at + 4}` } : { end: {} } },
    })),
  });

describeInBrowser('bad input in the console, and nothing lost', () => {
  let at: OpenPage;
  let open: OpenConsole;
  let page: Page;
  let file: string;
  let before: Map<string, string>;
  const look = (...parts: string[]) => at.look(...parts);
  const press = (name: string) => at.press(name);
  const heading = () => page.locator('main h1').innerText();

  /** Every file in the folder of the flows, with what stands in it. */
  const everyFile = async () => {
    const texts = new Map<string, string>();
    for (const entry of await readdir(open.flows, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) texts.set(pathBelow(open.flows, path), await readFile(path, 'utf8'));
    }
    return texts;
  };

  beforeAll(async () => {
    at = await openPage();
    ({ open, page } = at);
    file = join(open.flows, flow);
    before = await everyFile();
  });

  afterEach(async () => {
    // The browser tells what is refused on its own; what the page itself does wrong is none of that.
    const own = at.complaints.splice(0).filter((one) => !/^Failed to load resource/.test(one));
    expect(own).toEqual([]);
    const now = await everyFile();
    const changed = [...new Set([...before.keys(), ...now.keys()])].filter(
      (name) => before.get(name) !== now.get(name),
    );
    for (const name of changed) {
      const text = before.get(name);
      await (text === undefined ? rm(join(open.flows, name)) : writeFile(join(open.flows, name), text));
    }
    expect(changed).toEqual([]);
  });

  test('a flow that breaks while somebody looks at it, and is mended', async () => {
    const text = before.get(flow)!;
    await look('flows', flow);
    await until(async () => (await heading()) === 'SMS inbound');
    await press('Run');
    await page.locator('.drawing .with-run').waitFor();
    await writeFile(file, text.slice(0, 2000));
    await page.getByText('The file is not JSON').first().waitFor();
    expect(await page.locator('.drawing').count()).toBe(0);
    await writeFile(file, text);
    await page.locator('.drawing [data-step]').first().waitFor();
    expect(await heading()).toBe('SMS inbound');
  });

  test('a flow that is removed while somebody looks at it, and is there again', async () => {
    await look('flows', flow);
    await page.locator('.drawing [data-step]').first().waitFor();
    await rm(file);
    await page.getByText(`has no ${flow}. It was removed or renamed`).first().waitFor();
    await writeFile(file, before.get(flow)!);
    await page.locator('.drawing [data-step]').first().waitFor();
  });

  test('a flow of 5,000 steps is bounded, and says so', async () => {
    const path = join(open.flows, 'long.flow.json');
    await writeFile(path, longFlow(5000));
    await look('flows', 'long.flow.json');
    await page.getByText('The flow has 5000 steps; a picture holds 200.').waitFor();
    const rows = page.locator('#steps tbody tr');
    await page.getByText('200 of 5000 are shown.').waitFor();
    expect(await rows.count()).toBe(200);
    await press('Show 200 more');
    await page.getByText('400 of 5000 are shown.').waitFor();
    expect(await rows.count()).toBe(400);
    await press('Run');
    await page.getByText(/executions\.$/).waitFor();
    await page.getByRole('button', { name: 'Wait 7', exact: true }).click();
    await page.getByRole('region', { name: 'Step Wait 7' }).getByText('#7').first().waitFor();
    await rm(path);
  });

  test('an upgrade of a file that somebody else changed after the preview writes nothing', async () => {
    const text = before.get(flow)!;
    const changed = text.replace('"name": "SMS inbound"', '"name": "Changed elsewhere"');
    await look('flows', flow);
    await page.getByLabel('To version').fill('v1.5');
    await press('Preview');
    await page.getByRole('cell', { name: 'moves' }).waitFor();
    // A window that hears nothing of the change: what it applies is for the text that it has seen.
    await page.route('**/api/flow/upgrade', async (route) => {
      await writeFile(file, changed);
      await route.continue();
    });
    await press('Apply');
    await page.getByText('has changed since the upgrade was previewed; nothing was written.').waitFor();
    await page.unroute('**/api/flow/upgrade');
    await page.getByText('The file has changed on disk since the preview.').waitFor();
    expect(await readFile(file, 'utf8')).toBe(changed);
    await writeFile(file, text);
    await until(async () => (await heading()) === 'SMS inbound');
  });

  test('two windows apply the same upgrade and take it back: one of them is told', async () => {
    const other = await at.context.newPage();
    for (const one of [page, other]) {
      await one.goto(`${open.url}/#/flows/${flow}`);
      await one.getByLabel('To version').fill('v1.5');
      await one.getByRole('button', { name: 'Preview' }).click();
      await one.getByRole('cell', { name: 'moves' }).waitFor();
    }
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Written. The file as it was is').waitFor();
    await other.getByText('The file has changed on disk since the preview.').waitFor();
    expect(await other.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    await other.getByRole('button', { name: 'Undo the last one' }).click();
    await other.getByText('The file is what it was').waitFor();
    await page.getByRole('button', { name: 'Undo the last one' }).click();
    await page.getByText('There is no backup of').waitFor();
    await other.close();
  });

  test('eight windows, more than a browser has connections: all show what changes, and another hears it when one goes', async () => {
    const streams: string[] = [];
    at.context.on('request', (request) => {
      if (request.url().endsWith('/api/changes')) streams.push(request.url());
    });
    const windows = [page, ...(await Promise.all(Array.from({ length: 7 }, () => at.context.newPage())))];
    let tasks = open.sandbox!.people.state().tasks.length;
    const allShow = async (shown: Page[]) => {
      tasks += 1;
      for (const one of shown)
        await one.getByRole('region', { name: `Tasks: ${tasks}`, exact: true }).waitFor();
    };
    for (const one of windows) await one.goto(`${open.url}/#/sandbox`);
    await windows[7]!.getByRole('button', { name: 'A customer writes (chat)' }).click();
    await allShow(windows);
    expect(streams).toEqual([]);
    // Who heard for all of them was there first.
    await page.goto('about:blank');
    await until(async () => streams.length === 1);
    await open.sandbox!.people.addTask({ mediaType: 'chat' });
    await allShow(windows.slice(1));
    await look('sandbox');
    await open.sandbox!.people.addTask({ mediaType: 'chat' });
    await allShow(windows);
    expect(streams).toHaveLength(1);
    await Promise.all(windows.slice(1).map((one) => one.close()));
  });

  test('two windows add the same authorization: one of them is told, and loses nothing that it typed', async () => {
    const other = await at.context.newPage();
    const add = async (one: Page) => {
      await one.getByLabel('Redirect address').fill(open.redirect);
      await one.getByRole('button', { name: 'Add an authorization' }).click();
    };
    for (const one of [page, other]) {
      await one.goto(`${open.url}/#/authorizations`);
      await one.locator('summary', { hasText: 'Add an authorization' }).click();
    }
    await add(page);
    await page.getByRole('button', { name: 'Authorize sandbox' }).waitFor();
    await add(other);
    await other.getByRole('alert').filter({ hasText: 'sandbox' }).waitFor();
    expect(await other.getByLabel('Redirect address').inputValue()).toBe(open.redirect);
    await other.close();
  });

  test('a page that is loaded anew while somebody signs in elsewhere waits on', async () => {
    await look('authorizations');
    const opening = at.context.waitForEvent('page');
    await press('Authorize sandbox');
    const signIn = await opening;
    await signIn.getByLabel('E-mail address').waitFor();
    await page.reload();
    await page.getByText('Waiting for the sign-in of sandbox.').waitFor();
    // The same sign-in, not one that finds the redirect address taken.
    const second = at.context.waitForEvent('page');
    await press('Authorize sandbox');
    await signIn.close();
    const again = await second;
    await again.getByLabel('E-mail address').fill('ada@example.com');
    await again.getByRole('button', { name: 'Sign in' }).click();
    await again.getByText('Authorized. You can close this page.').waitFor();
    await again.close();
    await page.getByText('sandbox is authorized.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  test('a page that is loaded anew while a node runs tells where it ends, and it is kept', async () => {
    await look('nodes', 'queue-task', 'v1.3');
    await page.getByLabel('Fill in').selectOption('0');
    open.sandbox!.people.order('*', { kind: 'delay', ms: 8000 });
    await press('Run');
    // The sandbox has the call, and keeps it.
    await until(async () => open.sandbox!.people.state().faults.length === 0);
    await page.reload();
    await page.getByText('was loaded anew while queue-task v1.3 queue-task was run.').waitFor();
    await page.getByRole('button', { name: 'Understood' }).waitFor();
    await page.getByRole('status').getByRole('link', { name: 'Runs' }).click();
    const kept = page.getByRole('region', { name: 'What was run here' }).locator('tbody tr').first();
    await until(async () => {
      await page.reload();
      await page.locator('main h1').waitFor();
      return (await kept.innerText()).includes('queue-task v1.3');
    });
    expect(await page.getByText('was loaded anew').count()).toBe(0);
  });

  test('a home that cannot be written: what was run is shown, and what cannot be kept is told', async () => {
    // Rights do not keep the root of a machine from writing; a file in a folder's place does.
    const runs = join(open.home, 'runs');
    await rm(runs, { recursive: true, force: true });
    await writeFile(runs, 'no folder');
    await look('flows', flow);
    await press('Run');
    await page.locator('.drawing .with-run').waitFor();
    await page.getByText('This run is not kept:').waitFor();
    await rm(runs);
    const vault = join(open.home, 'authorizations.json');
    const kept = await readFile(vault);
    await rm(vault);
    await mkdir(vault);
    await look('authorizations');
    await page.getByRole('alert').first().waitFor();
    await page.locator('summary', { hasText: 'Add an authorization' }).click();
    await page.getByLabel('Name', { exact: true }).first().fill('another');
    await press('Add an authorization');
    await page.locator('form').getByRole('alert').waitFor();
    expect(await page.getByLabel('Name', { exact: true }).first().inputValue()).toBe('another');
    await rm(vault, { recursive: true });
    await writeFile(vault, kept, { mode: 0o600 });
  });

  test('a sandbox that ends is told on its page, and by what a call gives', async () => {
    await look('sandbox');
    await page.getByRole('button', { name: 'A customer writes (chat)' }).waitFor();
    await open.sandbox!.stop();
    await page.getByText('The sandbox of the console has ended').waitFor();
    await look('nodes', 'queue-task', 'v1.3');
    await page.getByLabel('Fill in').selectOption('0');
    await press('Run');
    await page.locator('.result h3').waitFor();
    expect(await page.locator('.result').innerText()).toMatch(/ECONNREFUSED|refused/);
  });

  test('a console that ends is told on every page', async () => {
    await look('flows');
    await open.close();
    await page.getByText('The console does not answer any more.').first().waitFor();
  });
});

describeInBrowser('a console whose pack is built anew', () => {
  test('loads its page anew, with what was built', async () => {
    const packDirectory = await temporaryFolder();
    await cp(builtPack, packDirectory, { recursive: true });
    const { page, look } = await openPage({ packDirectory });
    /** Puts a file in the place of one, as a build does. */
    const rebuild = async (name: string, change: (text: string) => string) => {
      const path = join(packDirectory, name);
      await writeFile(join(packDirectory, 'next'), change(await readFile(path, 'utf8')));
      await rename(join(packDirectory, 'next'), path);
    };
    // In the middle of it there is no page to ask.
    const isAnew = async () =>
      (await page.evaluate('window.isOld === undefined').catch(() => false)) === true;
    // What is built before the page hears of changes is not told to it.
    const hears = () => page.waitForResponse((answer) => answer.url().includes('/changes'));
    let hearing = hears();
    await page.reload();
    await hearing;
    await look('nodes');
    await page.evaluate('window.isOld = true');
    hearing = hears();
    await rebuild('console/app.js', (text) => text.replaceAll('Skip to the content', 'Past the header'));
    await page.getByRole('button', { name: 'Past the header' }).waitFor();
    expect(await isAnew()).toBe(true);
    await hearing;
    // A node that `npm run dev` has built.
    await page.evaluate('window.isOld = true');
    await rebuild('manifest.json', (text) => `${text}\n`);
    await until(isAnew);
    await page.getByRole('link', { name: /^Queue Task/ }).waitFor();
  });
});
