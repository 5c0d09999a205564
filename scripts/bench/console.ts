import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { hasBrowser, startBrowser } from '../servers/browser.js';
import { median } from './pairs.js';
import { Program } from './program.js';
import { fixed, type Section } from './section.js';
import type { Tree } from './tree.js';

const stepCount = 60;

/** Delays and Evaluates in turn, the last one back at the first. */
const longFlow = () => ({
  id: 'sixty',
  name: 'Sixty steps',
  service: 'Bench',
  start: { kind: 'channelMessage', channel: 'inappmessaging', to: 'step 1' },
  steps: Array.from({ length: stepCount }, (_, index) => {
    const step = { id: `n${index + 3}`, name: `step ${index + 1}` };
    const next = index + 1 < stepCount ? { to: `step ${index + 2}` } : { end: { exitResult: 101 } };
    const far = { to: `step ${((index + 11) % stepCount) + 1}` };
    return index % 2 === 0
      ? { kind: 'delay', ...step, seconds: 1, transitions: { onSuccess: next } }
      : { kind: 'evaluate', ...step, script: '"a"', transitions: { a: next, b: far } };
  }),
});

/** What an expression of the page comes to, once it comes to something; the page lets nobody make code of text in it. */
const until = async (page: Page, expression: string): Promise<number> => {
  for (;;) {
    const value = await page.evaluate<number | undefined>(expression);
    if (value) return value;
    await pause(5);
  }
};

/** How soon the console's pages are there, in a real browser. */
export const measureConsole = async ({ program, surroundings }: Tree, rounds: number): Promise<Section> => {
  const about = [
    'In Chromium without a window, over the console of this machine: the first paint with content of its first page, as the browser tells it, and the time from the address of a flow until its picture has every step. Medians and the most of the rounds, milliseconds.',
  ];
  const section = { title: 'Console', about, head: ['what', 'ms', 'most, ms'] };
  if (!hasBrowser) return { ...section, rows: [], notes: ['There is no browser here.'] };
  const folder = await mkdtemp(join(tmpdir(), 'wxcc-nodes-bench-flows-'));
  await writeFile(join(folder, 'sixty.flow.json'), JSON.stringify(longFlow()));
  const console = await Program.start(
    program,
    ['console', '--port', '0', '--no-open', '--json', '--flows', folder],
    { WXCC_NODES_HOME: surroundings.home },
    (value) => Object.hasOwn(value, 'launchUrl'),
  );
  const browser = await startBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(String(console.ready.launchUrl));
    const paints: number[] = [];
    const flows: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      await page.goto('about:blank');
      await page.goto(String(console.ready.url));
      paints.push(await until(page, "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"));
      await page.goto('about:blank');
      const started = performance.now();
      await page.goto(`${console.ready.url}/#/flows/sixty.flow.json`);
      await until(page, `document.querySelectorAll('svg [data-step]').length >= ${stepCount}`);
      flows.push(performance.now() - started);
    }
    // The first round warmed up.
    const row = (what: string, [, ...times]: number[]) => [
      what,
      fixed(median(times), 0),
      fixed(Math.max(...times), 0),
    ];
    return {
      ...section,
      rows: [row('first paint', paints), row(`a flow of ${stepCount} steps`, flows)],
      notes: [],
    };
  } finally {
    await browser.close();
    await console.stop();
    await rm(folder, { recursive: true, force: true });
  }
};
