import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import type { Result } from '../../schemas/types.js';
import { temporaryFolder } from '../support/workshop.js';
import { cleanEnvironment, type Finished, jsonOf, program } from './run-cli.js';

const limitMs = 55_000;

const isAlive = (group: number): boolean => {
  try {
    return process.kill(-group, 0);
  } catch {
    return false;
  }
};

/** In a process group of its own, so that what it leaves behind can be found. */
const runTour = async (temporary: string): Promise<Finished & { leftBehind: boolean }> => {
  const env = cleanEnvironment(await temporaryFolder(), { TMPDIR: temporary });
  const child = spawn(process.execPath, [program, 'tour', '--json'], { env, detached: true });
  const group = child.pid!;
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.end();
  const timer = setTimeout(() => process.kill(-group, 'SIGKILL'), limitMs);
  let leftBehind = false;
  child.once('exit', () => {
    leftBehind = isAlive(group);
    if (leftBehind) process.kill(-group, 'SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr, leftBehind });
    });
  });
};

let tour: Awaited<ReturnType<typeof runTour>>;
let temporary: string;
beforeAll(async () => {
  temporary = await temporaryFolder();
  tour = await runTour(temporary);
});

test('the tour ends with exit code 0 and a Result for each step', () => {
  expect(tour).toMatchObject({ code: 0, stderr: '' });
  const results = jsonOf<Result[]>(tour);
  expect(results.length).toBeGreaterThan(0);
  for (const result of results)
    expect(result).toMatchObject({
      node: expect.stringMatching(/^[a-z-]+$/),
      version: expect.stringMatching(/^v[0-9]+\.[0-9]+$/),
      method: expect.stringMatching(/^[a-z-]+$/),
      outcome: expect.stringMatching(/./),
      timings: { total: expect.any(Number) },
    });
});

test('the tour runs the packages of its own fresh catalog, over the wire', () => {
  const results = jsonOf<Result[]>(tour);
  expect(new Set(results.map(({ package: { origin } }) => origin))).toEqual(new Set(['catalog']));
  expect(results.some(({ timings }) => timings.send > 0 && timings.wait > 0)).toBe(true);
});

test('its third contact goes over the published APIs, whose events come back', () => {
  const outcomes = jsonOf<Result[]>(tour).map(({ node, outcome }) => `${node} ${outcome}`);
  expect(outcomes.slice(-5)).toEqual([
    'resolve-conversation created',
    'resolve-conversation appended',
    'set-variable Task Updated',
    'close-task Success',
    'queue-task Error',
  ]);
});

test('the tour leaves no temporary folder behind', async () => {
  expect(await readdir(temporary)).toEqual([]);
});

test('the tour leaves no process behind', () => {
  expect(tour.leftBehind).toBe(false);
});
