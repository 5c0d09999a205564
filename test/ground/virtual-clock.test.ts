import fc from 'fast-check';
import { type Clock, sleep, systemClock } from '../../src/ground/clock.js';
import { VirtualClock } from '../../src/ground/virtual-clock.js';

const day = 86_400_000;

describe('a virtual clock', () => {
  test('a sleep of many days takes no real time and moves the clock by just that', async () => {
    const clock = new VirtualClock();
    const start = clock.now();
    await clock.work(() => sleep(clock, 60 * day));
    expect(clock.now() - start).toBe(60 * day);
  });

  test('wakes in the order of time, whatever the order of asking', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(10_000), { maxLength: 20 }), async (times) => {
        const clock = new VirtualClock(0);
        const woken: number[] = [];
        await Promise.all(
          times.map((time) =>
            clock.work(async () => {
              await sleep(clock, time);
              woken.push(time);
              expect(clock.now()).toBe(time);
            }),
          ),
        );
        expect(woken).toEqual([...times].sort((a, b) => a - b));
      }),
    );
  });

  test('stands still while somebody works, however long that takes', async () => {
    const clock = new VirtualClock(0);
    const worker = clock.work(async () => {
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return clock.now();
    });
    const sleeper = clock.work(async () => {
      await sleep(clock, 10);
      return clock.now();
    });
    expect(await worker).toBe(0);
    expect(await sleeper).toBe(10);
  });

  test('a timer that is taken back does not move the clock', async () => {
    const clock = new VirtualClock(0);
    await clock.work(async () => {
      const cancel = clock.after(5000, () => {});
      cancel();
      await sleep(clock, 10);
    });
    expect(clock.now()).toBe(10);
  });

  test('what ends a wait before its time leaves the later timer alone', async () => {
    const clock = new VirtualClock(0);
    await clock.work(async () => {
      let answer = (_value: string) => {};
      const answered = new Promise<string>((resolve) => {
        answer = resolve;
      });
      clock.after(20, () => answer('in time'));
      const late = clock.after(18_000, () => answer('late'));
      expect(await clock.wait(answered)).toBe('in time');
      late();
    });
    expect(clock.now()).toBe(20);
  });
});

test.each<[string, Clock]>([
  ['virtual', new VirtualClock()],
  ["system's", systemClock],
])('the %s clock passes on what work and waiting come to, errors too', async (_name, clock) => {
  expect(await clock.work(() => clock.wait(Promise.resolve(7)))).toBe(7);
  await expect(clock.work(() => clock.wait(Promise.reject(new Error('why'))))).rejects.toThrow('why');
});

test("the system's clock tells the time of day and wakes by itself", async () => {
  expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(60_000);
  const before = systemClock.now();
  await sleep(systemClock, 20);
  expect(systemClock.now() - before).toBeGreaterThanOrEqual(19);
  const fired = jest.fn();
  systemClock.after(1, fired)();
  await sleep(systemClock, 20);
  expect(fired).not.toHaveBeenCalled();
});
