import { createHash } from 'node:crypto';
import { create } from 'xmlbuilder2';
import type { BuildSheet } from '../../schemas/types.js';
import { chosenColumns, introduction, type Screen, screensOf } from './screens.js';
import { withXmlText } from './xml-text.js';

type Html = { [name: string]: string | Html | Html[] } | string;

const style = `
:root { color-scheme: light dark; }
body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1.5rem; }
h2 { border-top: 2px solid; margin-top: 2.5rem; padding-top: 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #8886; padding: .35rem .5rem; text-align: left; vertical-align: top; }
th { font-size: .85rem; }
code, pre { font: .85rem/1.4 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
pre { border: 1px solid #8886; margin: .5rem 0; padding: .5rem; }
button { font: .75rem system-ui, sans-serif; margin-left: .4rem; }
@media print { button { display: none; } body { max-width: none; padding: 0; } tr, pre { break-inside: avoid; } }
`;

/** None of < > & may stand here: the page is written as XML, which escapes them, and read as HTML, which does not. */
const script = `
document.addEventListener('click', async function (event) {
  const button = event.target.closest('button');
  if (!button) return;
  const source = button.previousElementSibling;
  try {
    await navigator.clipboard.writeText(source.textContent);
    button.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(source);
    button.textContent = document.execCommand('copy') ? 'Copied' : 'Selected';
  }
});
`;

const scriptHash = createHash('sha256').update(script).digest('base64');

const copyButton = (what: string): Html => ({
  '@type': 'button',
  '@aria-label': `Copy ${what}`,
  '#': 'Copy',
});

const cell = (text: string, column: string): Html => {
  if (text === '' || chosenColumns.has(column)) return text;
  return { code: text, button: copyButton(column) };
};

const table = ({ columns, rows }: Screen): Html => ({
  thead: { tr: { th: columns } as unknown as Html } as Html,
  tbody: { tr: rows.map((row) => ({ td: row.map((text, at) => cell(text, columns[at]!)) as Html[] })) },
});

const section = (one: Screen): Html => ({
  h3: one.title,
  ...(one.note && { p: one.note }),
  table: table(one),
  ...(one.texts.length > 0 && {
    div: one.texts.map(({ label, file, text }) => ({
      p: `${label} (file ${file})`,
      pre: text.trimEnd(),
      button: copyButton(label),
    })),
  }),
});

const limits = ({ limits: all }: BuildSheet['methods'][number]): Html[] =>
  all.length === 0
    ? []
    : [
        {
          h3: 'Not expressed',
          ul: {
            li: all.map(
              ({ door, feature, pointers, message }) =>
                `${door}, ${feature} at ${pointers.map((pointer) => pointer || '/').join(', ')}: ${message}`,
            ) as unknown as Html[],
          },
        },
      ];

/**
 * The build sheet as one page that needs nothing from elsewhere: it prints, and every text has a button that copies it.
 * Written as a document, so that no text can become markup.
 */
export const sheetHtml = (original: BuildSheet): string => {
  const sheet = withXmlText(original);
  const screens = screensOf(sheet);
  const title = `${sheet.create.nodeName}: build sheet`;
  const page = {
    html: {
      '@lang': 'en',
      head: {
        meta: [
          { '@charset': 'utf-8' },
          {
            '@http-equiv': 'Content-Security-Policy',
            '@content': `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${scriptHash}'`,
          },
          { '@name': 'viewport', '@content': 'width=device-width, initial-scale=1' },
        ],
        title,
        style,
      },
      body: {
        h1: title,
        p: introduction(sheet),
        section: [
          ...screens.filter(({ method }) => method === '').map(section),
          ...sheet.methods.map((method) => ({
            h2: `Method ${method.request.name}`,
            section: [...screens.filter((one) => one.method === method.id).map(section), ...limits(method)],
          })),
        ],
        script,
      },
    },
  };
  const markup = create(page as object).end({ headless: true, allowEmptyTags: true, wellFormed: true });
  return `<!doctype html>\n${markup}\n`;
};
