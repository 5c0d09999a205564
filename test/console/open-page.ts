import { setTimeout } from 'node:timers/promises';
import { source as axe } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { hasBrowser, startBrowser } from '../../scripts/servers/browser.js';
import { leaveOut } from '../support/postgres.js';
import { type OpenConsole, openConsole } from './open-console.js';

/** `describe` where there is a browser; elsewhere the tests are left out, which is said once, and with CI set is a failure. */
export const describeInBrowser = (title: string, tests: () => void): void =>
  hasBrowser ? describe(title, tests) : leaveOut(title, 'Chromium');

/** A console with a window of a browser at it. */
export interface OpenPage {
  browser: Browser;
  open: OpenConsole;
  context: BrowserContext;
  page: Page;
  /** What the browser's console has told as an error; none may be left after a test. */
  complaints: string[];
  /** Goes to a page of the console, and waits for its heading. */
  look(...parts: string[]): Promise<void>;
  press(name: string | RegExp): Promise<void>;
  /** What axe-core finds on the page as it is; only one of its rules, where one is named. */
  violations(rule?: string): Promise<string[]>;
}

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Closed after the tests of the file. */
export const openPage = async (options?: Parameters<typeof openConsole>[0]): Promise<OpenPage> => {
  const [browser, open] = await Promise.all([startBrowser(), openConsole(options)]);
  closing.push(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  await page.goto(open.launchUrl);
  return {
    ...{ browser, open, context, page, complaints },
    look: async (...parts) => {
      await page.goto(`${open.url}/#/${parts.map(encodeURIComponent).join('/')}`);
      await page.locator('main h1').waitFor();
    },
    press: (name) => page.getByRole('button', { name, exact: true }).first().click(),
    violations: async (rule) => {
      await page.evaluate(`window.axe || (() => { ${axe} })()`);
      const rules = rule === undefined ? '' : `, { runOnly: ${JSON.stringify([rule])} }`;
      const found = (await page.evaluate(`axe.run(document${rules})`)) as {
        violations: { id: string; nodes: { html: string }[] }[];
      };
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    },
  };
};

/** Resolves when it is so; a page needs a moment. Rejects after twenty seconds. */
export const until = async (isSo: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await isSo()) return;
    await setTimeout(50);
  }
  throw new Error('it did not come to be so');
};
