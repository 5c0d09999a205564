import { setTimeout } from 'node:timers/promises';
import { source as axe } from 'axe-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { hasBrowser, startBrowser } from '../../scripts/servers/browser.js';
import { leaveOut } from '../support/postgres.js';
import { type OpenConsole, openConsole } from './open-console.js';

// On a machine that has much else to do, axe-core takes seconds for a page.
jest.setTimeout(240_000);

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
  /** Presses the tabulator key until an element has the focus. */
  tabTo(element: Locator): Promise<void>;
  /** What does not fit the page as it is, or is not accessible, light and dark. */
  misfits(): Promise<string[]>;
  /** What axe-core finds on the page as it is; only one of its rules, where one is named. */
  violations(rule?: string): Promise<string[]>;
}

/** A telephone, a tablet, a wide screen; pixels. */
export const widths = [360, 800, 1600] as const;

/** What is wider than the window, and not in something that can be scrolled. */
export const overWidth = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  // What is placed absolutely is held by what is placed itself.
  const isFree = (one, from) =>
    !one ||
    (from.position === 'absolute' && getComputedStyle(one).position === 'static'
      ? isFree(one.parentElement, from)
      : getComputedStyle(one).overflowX === 'visible' && isFree(one.parentElement, getComputedStyle(one)));
  const wide = [...document.querySelectorAll('body *')].filter(
    (one) =>
      one.getBoundingClientRect().right > clientWidth && isFree(one.parentElement, getComputedStyle(one)),
  );
  const words = [...document.querySelectorAll('main *')].filter((one) => {
    const range = document.createRange();
    return (
      [...one.childNodes].some((node) => {
        if (node.nodeType !== 3) return false;
        range.selectNode(node);
        return range.getBoundingClientRect().right > clientWidth;
      }) && isFree(one, getComputedStyle(one))
    );
  });
  return [scrollWidth + ' pixels', ...words.map((one) => one.outerHTML.slice(0, 200)), ...wide.map((one) => one.outerHTML.slice(0, 200))];
})()`;

const closing: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Closed after the tests of the file. */
export const openPage = async (options?: Parameters<typeof openConsole>[0]): Promise<OpenPage> => {
  const [browser, open] = await Promise.all([startBrowser(), openConsole(options)]);
  closing.push(() => browser.close());
  const context = await browser.newContext({
    viewport: { width: 1200, height: 900 },
    // A colour on its way to another one is neither.
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.text()} ${message.location().url}`);
  });
  await page.goto(open.launchUrl);
  const violations: OpenPage['violations'] = async (rule) => {
    await page.evaluate(`window.axe || (() => { ${axe} })()`);
    const rules = rule === undefined ? '' : `, { runOnly: ${JSON.stringify([rule])} }`;
    const found = (await page.evaluate(`axe.run(document${rules})`)) as {
      violations: { id: string; nodes: { html: string }[] }[];
    };
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  };
  return {
    ...{ browser, open, context, page, complaints, violations },
    look: async (...parts) => {
      await page.goto(`${open.url}/#/${parts.map(encodeURIComponent).join('/')}`);
      await page.locator('main h1').waitFor();
    },
    press: (name) => page.getByRole('button', { name, exact: true }).first().click(),
    tabTo: async (element) => {
      for (let presses = 0; presses < 400; presses += 1) {
        if (await element.evaluate((one) => one === one.ownerDocument.activeElement)) return;
        await page.keyboard.press('Tab');
      }
      const at = await page.evaluate('document.activeElement.outerHTML.slice(0, 200)');
      throw new Error(`the tabulator key does not come to ${element}, but to ${at}`);
    },
    misfits: async () => {
      const { width } = page.viewportSize()!;
      const found = (await page.evaluate(overWidth)) as string[];
      await page.emulateMedia({ colorScheme: 'light' });
      const light = await violations();
      // Nothing but colours is otherwise in the dark, and looking for all of it twice takes its time.
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = (await violations('color-contrast')).map((one) => `dark: ${one}`);
      return [...found, ...light, ...dark].map((one) => `${width}: ${one}`);
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
