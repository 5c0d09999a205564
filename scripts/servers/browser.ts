import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Where Debian and others put it. */
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const executablePath = places.find((path) => existsSync(path));

/** Whether there is a browser to start. */
export const hasBrowser = executablePath !== undefined;

/**
 * Starts Chromium. As root it has no sandbox of its own. It resolves no name: a console works without a network.
 */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });

/** Resolves when nothing on the page is being loaded any more: one connection stays open, by which it hears of changes. */
export const loaded = async (page: Page): Promise<void> => {
  const isLoading =
    "[...document.querySelectorAll('.quiet')].some((one) => /^(Loading)?…$/.test(one.textContent))";
  while (await page.evaluate(isLoading)) await new Promise((resolve) => setTimeout(resolve, 20));
};
