import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { root } from '../support/workshop.js';

const pagesIn = async (folder: string) =>
  (await readdir(join(root, folder)))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

const textOf = (page: string) => readFile(join(root, page), 'utf8');

/** The page without what is shown as code, where a bracket is no link. */
const prose = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');

/** As GitHub makes it from a heading. */
const anchorsOf = (text: string) =>
  [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const deadLinks = async (page: string): Promise<string[]> => {
  const dead: string[] = [];
  const text = prose(await textOf(page));
  for (const [, markdown, html] of text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)) {
    const link = (markdown ?? html)!;
    if (/^[a-z]+:/.test(link)) continue;
    const [path, anchor] = link.split('#');
    const target = path === '' ? page : normalize(join(dirname(page), path!));
    const isFolder = target.endsWith('/');
    const found = await (isFolder ? readdir(join(root, target)).then(() => '') : textOf(target)).catch(
      () => undefined,
    );
    if (found === undefined || (anchor !== undefined && !anchorsOf(found).includes(anchor)))
      dead.push(`${page}: ${link}`);
  }
  return dead;
};

test('every link of the pages leads to a file and a heading that are there', async () => {
  const pages = [...(await pagesIn('')), ...(await pagesIn('docs')), ...(await pagesIn('docs/nodes'))];
  expect(pages.length).toBeGreaterThan(20);
  expect((await Promise.all(pages.map(deadLinks))).flat()).toEqual([]);
});
