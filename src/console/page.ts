import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pictureStyle } from '../flow/picture/svg.js';
import { problem } from '../ground/problem.js';

const consolePage = problem(500, 'console.page', 'The files of the page are not there.');

const styleHash = createHash('sha256').update(pictureStyle).digest('base64');

/** What the page may do: its own files and nothing else, from nowhere else. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // The style of a picture of a flow stands in it, as `flow draw` writes it.
  `style-src 'self' 'sha256-${styleHash}'`,
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types wxcc-nodes-picture',
].join('; ');

export const pageHeaders = {
  'Content-Security-Policy': policy,
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

const types: Record<string, string> = { 'app.js': 'text/javascript', 'style.css': 'text/css' };

/** The page and its files, as the build has left them in a folder. */
export class Page {
  constructor(private readonly folder: string) {}

  html(key: string): string {
    return [
      '<!doctype html>',
      '<html lang="en">',
      '<meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      '<meta name="color-scheme" content="light dark">',
      `<meta name="console-key" content="${key}">`,
      '<title>wxcc-nodes console</title>',
      '<link rel="icon" href="data:,">',
      '<link rel="stylesheet" href="/style.css">',
      '<div id="app"><p>Loading…</p></div>',
      '<script type="module" src="/app.js"></script>',
      '</html>',
      '',
    ].join('\n');
  }

  async file(name: string): Promise<{ type: string; bytes: Buffer }> {
    const bytes = await readFile(join(this.folder, name)).catch((error: Error) => {
      throw consolePage(`${name} of the console is not there: ${error.message}`, 'Build the program again.');
    });
    return { type: `${types[name]}; charset=utf-8`, bytes };
  }

  get names(): string[] {
    return Object.keys(types);
  }
}
