import { setImmediate as turn } from 'node:timers/promises';
import { inTurns } from '../../src/ground/in-turns.js';

/** What the work takes is its own: a machine that stands still for a moment must not make it long. */
let now = 0;
beforeEach(() => {
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

/** Holds everything up for so many milliseconds. */
const hold = (milliseconds: number) => {
  now += milliseconds;
};

/** What comes first, the end of the work or the next turn. */
const firstOf = (work: Promise<unknown>) =>
  Promise.race([work.then(() => 'work'), turn().then(() => 'turn')]);

test('short work goes through at once, in its order', async () => {
  const given = inTurns([1, 2, 3], async (one) => one * 2);
  expect(await firstOf(given)).toBe('work');
  expect(await given).toEqual([2, 4, 6]);
});

test('long work lets everything else have its turn', async () => {
  const given = inTurns([1, 2, 3], (one) => {
    hold(25);
    return one * 2;
  });
  expect(await firstOf(given)).toBe('turn');
  expect(await given).toEqual([2, 4, 6]);
});

test('what one piece throws ends the work', async () => {
  const done: number[] = [];
  const given = inTurns([1, 2, 3], (one) => {
    if (one === 2) throw new Error('two');
    done.push(one);
  });
  await expect(given).rejects.toThrow('two');
  expect(done).toEqual([1]);
});
