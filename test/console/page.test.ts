import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Locator, Page } from 'playwright-core';
import { loaded } from '../../scripts/servers/browser.js';
import { type Field, fieldOf, placesIn } from '../../src/schema/field.js';
import { nodeVersions } from '../connect/exported.js';
import { packDirectory } from '../support/workshop.js';
import type { OpenConsole } from './open-console.js';
import { describeInBrowser, type OpenPage, openPage, overWidth, until, widths } from './open-page.js';

test('the page is at most 60 kB compressed', async () => {
  const files = ['app.js', 'style.css'].map((name) => readFile(join(packDirectory, 'console', name)));
  const bytes = (await Promise.all(files)).map((one) => gzipSync(one).length);
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(60_000);
});

test('the page names no other place', async () => {
  for (const name of ['app.js', 'style.css']) {
    const text = await readFile(join(packDirectory, 'console', name), 'utf8');
    const elsewhere = text.match(/https?:\/\/[a-z0-9.-]+/gi) ?? [];
    // Names of XML, of which nothing is fetched.
    expect(elsewhere.filter((one) => one !== 'http://www.w3.org')).toEqual([]);
  }
});

describeInBrowser('the console in a browser', () => {
  let at: OpenPage;
  let open: OpenConsole;
  let page: Page;
  const look = (...parts: string[]) => at.look(...parts);
  const violations = () => at.violations();
  const lastTask = () =>
    page
      .getByRole('region', { name: /^Tasks/ })
      .locator('tr')
      .last();

  beforeAll(async () => {
    at = await openPage();
    ({ open, page } = at);
  });
  afterEach(() => expect(at.complaints.splice(0)).toEqual([]));

  test('the link opens the console once', async () => {
    expect(await page.title()).toBe('wxcc-nodes console');
    const other = await at.browser.newContext();
    const second = await other.newPage();
    expect((await second.goto(open.launchUrl))?.status()).toBe(403);
    await other.close();
    // The window that was let in stays in.
    await page.reload();
    await page.getByRole('heading', { name: 'Nodes' }).waitFor();
  });

  const places: [string, string[]][] = [
    ['the palette', ['nodes']],
    ['a node', ['nodes', 'queue-task', 'v1.5']],
    ['the flows', ['flows']],
    ['a flow', ['flows', 'sms-inbound.flow.json']],
    ['the authorizations', ['authorizations']],
    ['the sandbox', ['sandbox']],
    ['the runs', ['runs']],
  ];

  for (const width of widths)
    for (const colorScheme of ['light', 'dark'] as const)
      test(`every page is accessible and fits ${width} pixels, ${colorScheme}`, async () => {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme });
        for (const [name, parts] of places) {
          await look(...parts);
          await loaded(page);
          expect([name, await violations()]).toEqual([name, []]);
          expect([name, await page.evaluate(overWidth)]).toEqual([name, []]);
        }
      });

  describe.each(widths)('at %i pixels', (width) => {
    beforeAll(async () => {
      await page.setViewportSize({ width, height: 900 });
    });
    // The next width begins where this one did.
    afterAll(() => rm(join(open.home, 'authorizations.json'), { force: true }));
    const misfits = () => at.misfits();

    test('a method is tried, run and made to fail', async () => {
      await look('nodes', 'queue-task', 'v1.3');
      await page.getByLabel('Fill in').selectOption('0');
      await page.getByRole('button', { name: 'Dry run' }).click();
      await page.getByRole('heading', { name: 'Would be sent' }).waitFor();
      expect(await page.getByRole('region', { name: 'Request' }).innerText()).toContain('"POST"');
      await page.getByLabel('Force').selectOption('5xx');
      await page.getByRole('button', { name: 'Run', exact: true }).click();
      const outcome = page.locator('.result h3');
      await outcome.waitFor();
      expect(await outcome.innerText()).toContain('Error');
      expect(await page.getByRole('region', { name: 'Exchange' }).innerText()).toContain('503');
      expect(await misfits()).toEqual([]);
    });

    test('a variant of the form goes with its choice', async () => {
      await look('nodes', 'queue-task', 'v1.5');
      await page.getByLabel('Fill in').selectOption('0');
      await page.getByLabel('Queue Type').selectOption({ label: 'Dynamic (dynamic)' });
      await page.getByLabel('Dynamic Queue ID').waitFor();
      await page.getByLabel('Queue Type').selectOption({ label: 'Single (single)' });
      await expect(page.getByLabel('Dynamic Queue ID').count()).resolves.toBe(0);
      expect(await misfits()).toEqual([]);
    });

    test('two versions are compared', async () => {
      await look('nodes', 'queue-task', 'v1.3');
      await page.getByLabel('Compare v1.3 with').selectOption('v1.0');
      await page.getByRole('region', { name: 'From v1.0 to v1.3' }).waitFor();
      expect(await misfits()).toEqual([]);
    });

    test('the build sheet is a checklist that remembers what is ticked', async () => {
      const show = async () => {
        await look('nodes', 'screen-pop', 'v1.1');
        await page.getByLabel('Public https address').fill('https://nodes.example.com');
        await page.getByRole('button', { name: 'Show the build sheet' }).click();
        await page.locator('.checklist input').first().waitFor();
      };
      await show();
      await page.locator('.checklist input').first().check();
      await page.reload();
      await show();
      expect(await page.locator('.checklist input').first().isChecked()).toBe(true);
      const saving = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save the WSDL' }).click();
      expect((await saving).suggestedFilename()).toBe('screen-pop-v1.1.wsdl.zip');
      expect(await misfits()).toEqual([]);
    });

    test('a flow runs, is forced, explored and looked into, by keyboard alone', async () => {
      await look('flows', 'sms-inbound.flow.json');
      const press = async (name: string) => {
        await page.getByRole('button', { name, exact: true }).first().focus();
        await page.keyboard.press('Enter');
      };
      const step = page.locator('.drawing [data-step]').filter({ hasText: 'queue-task' });
      await step.focus();
      await page.keyboard.press('Enter');
      const details = page.getByRole('region', { name: 'Step queue' });
      await details.waitFor();
      await details.getByRole('button', { name: 'onTimeout' }).focus();
      await page.keyboard.press('Space');
      await press('Run');
      await page.locator('.drawing .with-run').waitFor();
      await details.getByText('Forced (wire): the callback never comes.').waitFor();
      expect(await details.getByRole('region', { name: /Variables before/ }).count()).toBe(1);
      await details.getByRole('button', { name: /Run again from #/ }).focus();
      await page.keyboard.press('Enter');
      await page.locator('.drawing [data-step]').filter({ hasText: 'Resolve' }).first().focus();
      await page.keyboard.press('Enter');
      await page.getByText('Kept from the run before.').first().waitFor();
      await press('Explore');
      await page.getByRole('heading', { name: /Explored: \d+ % of the outcomes/ }).waitFor();
      expect(await misfits()).toEqual([]);
    });

    test('what was run is listed, looked at, run again and taken over into the form', async () => {
      await look('runs');
      const rows = page.getByRole('region', { name: 'What was run here' }).locator('tbody tr');
      await rows.first().waitFor();
      // The newest first: the flow, then the call.
      expect(await rows.first().innerText()).toContain('sms-inbound.flow.json');
      const call = rows.filter({ hasText: 'queue-task v1.3 queue-task' }).first();
      await call.getByRole('link').click();
      await page.getByRole('heading', { name: 'queue-task v1.3 queue-task' }).waitFor();
      const first = page.url();
      expect(await misfits()).toEqual([]);
      const asked = await page.getByRole('region', { name: 'Asked' }).textContent();
      expect(asked).toContain('"fault": "5xx"');
      await page.getByRole('button', { name: 'Run again' }).click();
      await page.waitForURL((url) => url.href !== first);
      await page.locator('.result h3').waitFor();
      expect(await page.getByRole('region', { name: 'Asked' }).textContent()).toBe(asked);
      await page.getByRole('link', { name: 'Take over into the form' }).click();
      await page.getByRole('heading', { name: 'Queue Task v1.3' }).waitFor();
      // The faults come after the form.
      await page.getByLabel('Force').getByRole('option', { name: '5xx' }).waitFor({ state: 'attached' });
      expect(await page.getByLabel('Force').inputValue()).toBe('5xx');
      const { input } = JSON.parse(asked ?? '') as { input: object };
      expect(
        JSON.parse((await page.locator('pre[aria-label="Inputs as JSON"]').textContent()) ?? ''),
      ).toEqual(input);
      await look('runs');
      await rows.filter({ hasText: 'sms-inbound' }).first().getByRole('link').click();
      await page.getByRole('region', { name: 'Asked' }).getByText('"from":').waitFor();
      await page.getByRole('link', { name: 'Show on the picture' }).click();
      await page.locator('.drawing .with-run').waitFor();
      await page.getByRole('button', { name: /Do not force step=.*,outcome=onTimeout/ }).waitFor();
      await look('runs');
      await page.getByRole('button', { name: 'Forget all runs' }).click();
      await page.getByText('Nothing was run yet').waitFor();
    });

    test('a story is run, and each of its flows is shown', async () => {
      await look('flows');
      await page.getByRole('button', { name: 'Run live-chat.story.json' }).click();
      await page.getByRole('heading', { name: 'agent: connect' }).waitFor();
      await page.getByRole('heading', { name: 'Task routed: screen pop' }).waitFor();
      await page.getByText('No task is open at the end.').waitFor();
      expect(await misfits()).toEqual([]);
    });

    test('a story is run with what was chosen to go wrong in one of its flows', async () => {
      await look('flows');
      const choice = page.getByLabel('Force an outcome in live-chat.story.json');
      const fault = 'flow=task-routed,step=n11,outcome=onScreenPopFailure';
      await choice.locator(`option[value="${fault}"]`).waitFor({ state: 'attached' });
      for (const one of [fault, 'flow=live-chat-inbound,step=n11,outcome=taskFailed'])
        await choice.selectOption(one);
      await page.getByRole('button', { name: 'Do not force flow=live-chat-inbound' }).click();
      expect(await page.getByRole('button', { name: 'Do not force' }).allInnerTexts()).toEqual([
        `${fault} ×`,
      ]);
      expect(await misfits()).toEqual([]);
      await page.getByRole('button', { name: 'Run live-chat.story.json' }).click();
      await page.getByRole('heading', { name: 'Task routed: screen pop' }).waitFor();
      await page.getByText('onScreenPopFailure').first().waitFor();
    });

    test('an upgrade is shown, applied and taken back; nothing else writes a file', async () => {
      const file = join(open.flows, 'sms-inbound.flow.json');
      const before = await readFile(file, 'utf8');
      const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
      await look('flows', 'sms-inbound.flow.json');
      await page.getByLabel('To version').fill('v1.5');
      await press('Preview');
      await page.getByRole('cell', { name: 'moves' }).waitFor();
      expect(await misfits()).toEqual([]);
      expect(await readFile(file, 'utf8')).toBe(before);
      await press('Apply');
      await page.getByText('Written. The file as it was is').waitFor();
      expect(await readFile(file, 'utf8')).toContain('"v1.5"');
      await press('Undo the last one');
      await page.getByText('The file is what it was').waitFor();
      expect(await readFile(file, 'utf8')).toBe(before);
    });

    test('a flow that changes on disk shows by itself', async () => {
      const file = join(open.flows, 'sms-inbound.flow.json');
      const before = await readFile(file, 'utf8');
      const name = page.locator('main h1');
      await look('flows', 'sms-inbound.flow.json');
      await until(async () => (await name.innerText()) === 'SMS inbound');
      await loaded(page);
      const step = page.locator('.drawing [data-step]').filter({ hasText: 'queue-task' });
      const isHeld = () => step.evaluate((one) => one === one.ownerDocument.activeElement);
      // What the test before has written may be drawn just now, and a step that is drawn over takes no focus.
      await until(async () => {
        await step.focus();
        return isHeld();
      });
      await page.locator('.drawing svg').evaluate((svg) => svg.setAttribute('data-is-old', ''));
      // Read half written it would be a flow that is no JSON, and no picture of it would be there for a moment.
      await writeFile(`${file}.new`, before.replace('"name": "SMS inbound"', '"name": "Changed elsewhere"'));
      await rename(`${file}.new`, file);
      await until(async () => (await name.innerText()) === 'Changed elsewhere');
      // The picture is another one, and the keyboard is at the same step.
      await page.locator('.drawing svg:not([data-is-old])').waitFor();
      expect(await isHeld()).toBe(true);
      await look('flows');
      // From here on the list is another one because of what the page was told, not of when it asked.
      await loaded(page);
      await writeFile(join(open.flows, 'another.flow.json'), before);
      await page.getByRole('link', { name: 'another.flow.json' }).waitFor();
      await rm(join(open.flows, 'another.flow.json'));
      await until(async () => (await page.getByRole('link', { name: 'another.flow.json' }).count()) === 0);
      await writeFile(file, before);
      // A file that goes while it is checked is a 404, which the browser tells on its own.
      at.complaints.length = 0;
    });

    test('a flow that is broken or gone is a message on the page', async () => {
      const file = join(open.flows, 'broken.flow.json');
      await writeFile(file, '{ "id": ');
      await look('flows', 'broken.flow.json');
      await page.getByText('The file is not JSON').first().waitFor();
      await page.goto(`${open.url}/#/flows/none.flow.json`);
      await page.getByRole('alert').first().waitFor();
      // Nobody knows what a flow that cannot be read uses: that is told too.
      await look('authorizations');
      await page.getByText('Nobody knows which authorizations it uses').first().waitFor();
      expect(await misfits()).toEqual([]);
      await rm(file);
      // The browser tells a 404 on its own.
      at.complaints.length = 0;
    });

    test('an authorization is added, authorized in another window, and the list changes by itself', async () => {
      await look('authorizations');
      await page.getByText('Pending Authorization').first().waitFor();
      await page.locator('summary', { hasText: 'Add an authorization' }).click();
      await page.getByLabel('Redirect address').fill(open.redirect);
      await page.getByRole('button', { name: 'Add an authorization' }).click();
      await page.getByRole('button', { name: 'Authorize sandbox' }).waitFor();
      const opening = at.context.waitForEvent('page');
      await page.getByRole('button', { name: 'Authorize sandbox' }).click();
      const signIn = await opening;
      await signIn.getByLabel('E-mail address').fill('ada@example.com');
      await signIn.getByRole('button', { name: 'Sign in' }).click();
      await signIn.getByText('Authorized. You can close this page.').waitFor();
      await signIn.close();
      await page.getByText('sandbox is authorized.').waitFor();
      // The pack's flows use the default authorization: what would stop is told, and it cannot be removed.
      await page
        .getByRole('region', { name: 'What ends when' })
        .getByText('sms-inbound: resolve')
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Remove sandbox' }).click();
      await page.getByRole('alert').first().waitFor();
      await page.getByRole('button', { name: 'Authorize sandbox' }).waitFor();
      at.complaints.length = 0;
      expect(await misfits()).toEqual([]);
      expect(await page.locator('main').innerText()).not.toMatch(/access_token|refresh_token"/);
    });

    test('every page and its tasks by the keyboard alone', async () => {
      const button = (name: string) => page.getByRole('button', { name, exact: true }).first();
      const enter = async (element: Locator) => {
        await at.tabTo(element);
        await page.keyboard.press('Enter');
      };
      // Another window had the focus.
      await page.bringToFront();
      await page.reload();
      await look('nodes');
      await loaded(page);
      await enter(button('Skip to the content'));
      expect(await page.evaluate('document.activeElement.id')).toBe('main');
      await enter(page.getByRole('link', { name: /^Queue Task/ }));
      await at.tabTo(page.getByLabel('Fill in'));
      await page.keyboard.press('ArrowDown');
      await enter(button('Dry run'));
      await page.getByRole('heading', { name: 'Would be sent' }).waitFor();
      // The button that was pressed keeps the focus.
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Dry run');
      await enter(page.getByRole('link', { name: 'Flows', exact: true }));
      await enter(page.getByRole('link', { name: 'sms-inbound.flow.json' }));
      await enter(button('Run'));
      await page.locator('.drawing .with-run').waitFor();
      await enter(page.locator('.drawing [data-step]').filter({ hasText: 'queue-task' }));
      const details = page.getByRole('region', { name: 'Step queue' });
      await at.tabTo(details.getByRole('button', { name: 'onTimeout' }));
      await page.keyboard.press('Space');
      await page.getByRole('button', { name: /Do not force step=.*,outcome=onTimeout/ }).waitFor();
      await enter(button('Preview'));
      await page.getByRole('region', { name: 'What moves' }).waitFor();
      await enter(page.getByRole('link', { name: 'Sandbox', exact: true }));
      const connect = page.getByRole('button', { name: 'connect', exact: true });
      await loaded(page);
      const before = await connect.count();
      await enter(button('A customer writes (chat)'));
      await until(async () => (await connect.count()) === before + 1);
      await enter(connect.last());
      await lastTask().getByText('connected').waitFor();
      await enter(page.getByRole('link', { name: 'Authorizations', exact: true }));
      await enter(page.locator('summary', { hasText: 'Add an authorization' }));
      await at.tabTo(page.getByLabel('Name', { exact: true }).first());
      await page.keyboard.type('by keyboard');
      await at.tabTo(page.getByLabel('Redirect address'));
      await enter(button('Add an authorization'));
      await enter(button('Remove by keyboard'));
      await until(async () => (await button('Remove by keyboard').count()) === 0);
      await enter(page.locator('summary', { hasText: 'Add a Service App' }));
      const app = page.locator('details', { hasText: 'Add a Service App' });
      for (const [label, text] of [
        ['Name', 'app'],
        ['Client id', 'C1'],
        ['Client secret', 'S1'],
        ['Access token (without a refresh token)', 'T1'],
        ['Its end, for example 2026-12-01T10:00:00Z', '2999-01-01T00:00:00Z'],
      ] as const) {
        await at.tabTo(app.getByLabel(label, { exact: true }));
        await page.keyboard.type(text);
      }
      await enter(button('Add a Service App'));
      await page.getByText('app: Authorized.').waitFor();
      expect(await button('Authorize app').count()).toBe(0);
      expect(await misfits()).toEqual([]);
      await enter(page.getByRole('link', { name: 'Runs', exact: true }));
      await enter(button('Run again'));
      await page.getByRole('region', { name: 'Asked' }).waitFor();
    });

    test('the page asks nobody but the console, and says so when that does not answer', async () => {
      const elsewhere: string[] = [];
      page.on('request', (request) => {
        if (!request.url().startsWith(`${open.url}/`) && !request.url().startsWith('data:'))
          elsewhere.push(request.url());
      });
      for (const [, parts] of places) {
        await look(...parts);
        await loaded(page);
      }
      expect(elsewhere).toEqual([]);
      await at.context.setOffline(true);
      const alert = page.getByRole('alert').filter({ hasText: 'The console does not answer any more.' });
      for (const [, parts] of places) {
        await page.evaluate(`location.hash = ${JSON.stringify(`#/${parts.join('/')}`)}`);
        await alert.first().waitFor();
      }
      expect(await misfits()).toEqual([]);
      await at.context.setOffline(false);
      // What could not be asked is asked by itself.
      await until(async () => (await alert.count()) === 0);
      at.complaints.length = 0;
    });

    test('the sandbox is played', async () => {
      await look('sandbox');
      const connect = page.getByRole('button', { name: 'connect', exact: true });
      await loaded(page);
      const before = await connect.count();
      await page.getByRole('button', { name: 'A customer writes (chat)' }).click();
      await until(async () => (await connect.count()) === before + 1);
      await connect.last().click();
      await lastTask().getByText('connected').waitFor();
      // Played elsewhere, it is seen here.
      await open.sandbox!.people.addTask({ mediaType: 'email' });
      await until(async () => (await connect.count()) === before + 2);
      expect(await misfits()).toEqual([]);
    });
  });

  test('what is typed before the console has answered stays', async () => {
    let typed = () => {};
    const isTyped = new Promise<void>((resolve) => {
      typed = resolve;
    });
    const given = '**/api/authorizations/sandbox-client';
    await page.route(given, async (route) => {
      await isTyped;
      await route.continue();
    });
    await look('authorizations');
    await page.reload();
    const form = page.locator('details', { hasText: 'Add an authorization' });
    await form.locator('summary').click();
    const name = form.getByLabel('Name', { exact: true });
    await name.fill('typed early');
    typed();
    await until(async () => (await form.getByLabel('Client id').inputValue()) !== '');
    expect(await name.inputValue()).toBe('typed early');
    await page.unroute(given);
  });

  test('every filled field of every example has its input', async () => {
    for (const { node, version, methods } of await nodeVersions())
      for (const method of methods)
        for (const [at, example] of method.examples.entries()) {
          await look('nodes', node.id, version);
          const button = page.getByRole('button', { name: method.name, exact: true });
          if (methods.length > 1) await button.click();
          await page.locator(`#example-${method.id}`).selectOption(String(at));
          const shown = page.locator('pre[aria-label="Inputs as JSON"]');
          await until(async () => isDeepStrictEqual(JSON.parse((await shown.textContent()) ?? ''), example));
          const names = await page
            .locator('form [name]')
            .evaluateAll((fields) => fields.map((one) => one.getAttribute('name')));
          const known = placesIn(fieldOf(method.input)).filter(isSingle);
          const filled = known.filter(({ pointer }) => isFilled(example, pointer));
          const where = `${node.id} ${version} ${method.id} ${at}`;
          expect([where, filled.map(({ pointer }) => pointer).filter((one) => !names.includes(one))]).toEqual(
            [where, []],
          );
        }
  }, 180_000);
});

/** Whether it has one input, and not one for each thing in it. */
const isSingle = ({ kind, fields }: Field) =>
  kind !== 'object' && kind !== 'list' && kind !== 'map' && fields.length === 0;

/** Whether a value has something at a pointer; `*` stands for any item. */
const isFilled = (value: unknown, pointer: string): boolean => {
  const [key, ...rest] = pointer.slice(1).split('/');
  if (key === undefined || pointer === '') return value !== undefined;
  if (value === null || typeof value !== 'object') return false;
  const tail = rest.length > 0 ? `/${rest.join('/')}` : '';
  const inside = key === '*' ? Object.values(value) : [(value as Record<string, unknown>)[key]];
  return inside.some((one) => isFilled(one, tail));
};
