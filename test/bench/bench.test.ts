import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { peakMemory, processorTime } from '../../scripts/bench/command.js';
import { needs } from '../../scripts/bench/needs.js';
import { page } from '../../scripts/bench/page.js';
import { inTurns, median, ratio } from '../../scripts/bench/pairs.js';
import { root, temporaryFolder } from '../support/workshop.js';

test('the median is the middle one, or the mean of the two in the middle', () => {
  expect(median([9])).toBe(9);
  expect(median([10, 1, 2])).toBe(2);
  expect(median([4, 1, 10, 2])).toBe(3);
});

test('a ratio compares what was measured in the same round', () => {
  expect(ratio([2, 30, 8], [1, 10, 2])).toBe(3);
});

test('things are measured in turns, each first once, after a round that does not count', async () => {
  const order: string[] = [];
  const measure = (name: string) => async () => order.push(name);
  const found = await inTurns(2, { a: measure('a'), b: measure('b') });
  expect(order).toEqual(['a', 'b', 'a', 'b', 'b', 'a']);
  expect(found).toEqual({ a: [3, 6], b: [4, 5] });
});

test('memory and processor time are those of the program', async () => {
  const surroundings = { folder: root, home: await temporaryFolder() };
  const small = await peakMemory(['-e', '0'], surroundings);
  const large = await peakMemory(['-e', 'Buffer.alloc(200 * 2 ** 20, 1)'], surroundings);
  expect(large - small).toBeGreaterThan(150);
  const busy = 'const end = process.cpuUsage().user + 500000; while (process.cpuUsage().user < end);';
  const inChild = `require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(busy)}]); process.exit(3)`;
  const { seconds, exitCode } = await processorTime(['-e', inChild], surroundings);
  expect(seconds).toBeGreaterThanOrEqual(0.5);
  expect(exitCode).toBe(3);
});

test('what calls need is reckoned from what one costs, and from nothing where that was not measured', () => {
  const database = { ms: 1, statements: 4, notifications: 1, logged: 1000, kept: 500 };
  const cost = (name: string) => ({ name, perSecond: 1, serviceMs: 2, printed: 0, database });
  const costs = [cost('PostgreSQL, Idempotency-Key'), cost('PostgreSQL, callback handed over')];
  const [section] = needs(costs, [{ perSecond: 10 }, { perSecond: 100_000 }]);
  expect(section!.rows).toEqual([
    ['10', 'under 1', 'under 1', '80', '20', '20.0 kB/s', '432.0 MB', '1'],
    ['100,000', '800', '400', '800,000', '200,000', '200.0 MB/s', '4.3 TB', '13'],
  ]);
  expect(needs(costs.slice(1), [{ perSecond: 10 }])).toEqual([]);
});

test('the page keeps the sections that were not measured anew', () => {
  const section = (title: string, figure: number) => ({
    title,
    about: [],
    head: ['what', 's'],
    rows: [['this', figure]],
    notes: ['So it is.'],
  });
  const first = page('# Figures\n', '', 'Monday.', [section('Start', 1), section('Build', 2)]);
  const then = page('# Figures\n', first, 'Tuesday.', [section('Start', 3), section('Watching', 4)]);
  expect(then.match(/^(## .*|.*day\.|\| this.*)$/gm)).toEqual([
    ...['## Start', 'Tuesday.', '| this | 3 |'],
    ...['## Build', 'Monday.', '| this | 2 |'],
    ...['## Watching', 'Tuesday.', '| this | 4 |'],
  ]);
  expect(page('# Figures\n', then, 'Tuesday.', [])).toBe(then);
});

const tsx = createRequire(join(root, 'package.json')).resolve('tsx/cli');
const bench = (...options: string[]) =>
  spawnSync(process.execPath, [tsx, 'scripts/bench.ts', ...options], { cwd: root, encoding: 'utf8' });

test('without history the figures stand alone', () => {
  const { status, stdout, stderr } = bench('--only', 'start', '--rounds', '1', '--against', 'nowhere');
  expect(stderr).toContain('no commit nowhere');
  expect(stdout).toMatch(/^command +ms here +over bare\s*$/m);
  expect(stdout).toMatch(/^list +\d+ +\d+\.\d\d\s*$/m);
  expect(status).toBe(0);
});

test('what watches is measured from a touched file to its answer', () => {
  const { status, stdout } = bench('--only', 'watch', '--rounds', '1');
  expect(stdout).toMatch(/^flow watch +a flow +\d+\.\d\d +\d+\.\d\d\s*$/m);
  expect(stdout).toMatch(/^npm run dev +a handler +\d+\.\d\d +\d+\.\d\d\s*$/m);
  expect(status).toBe(0);
});

test.each([
  ['--only', 'everything'],
  ['--rounds', '0'],
  ['--rouns', '1'],
])('%s %s is wrong use', (...options) => {
  const { status, stderr } = bench(...options);
  expect(stderr).toContain('Usage: npm run bench');
  expect(status).toBe(2);
});
