import { whileHeld } from '../../src/files/while-held.js';

const failingAtFirst = (times: number, code: string) => {
  let tries = 0;
  return {
    work: async () => {
      tries += 1;
      if (tries <= times) throw Object.assign(new Error(code), { code });
      return 'done';
    },
    tries: () => tries,
  };
};

test.each(['EPERM', 'EACCES', 'EBUSY'])('on Windows %s is waited for', async (code) => {
  const { work, tries } = failingAtFirst(3, code);
  expect(await whileHeld(work, true)).toBe('done');
  expect(tries()).toBe(4);
});

test('on Windows, too, what does not pass is told in the end', async () => {
  const { work, tries } = failingAtFirst(Number.POSITIVE_INFINITY, 'EPERM');
  await expect(whileHeld(work, true)).rejects.toMatchObject({ code: 'EPERM' });
  expect(tries()).toBe(9);
});

test.each([
  ['a full disk', 'ENOSPC', true],
  ['rights on other systems', 'EACCES', false],
])('%s is told at once', async (_what, code, isWindows) => {
  const { work, tries } = failingAtFirst(1, code);
  await expect(whileHeld(work, isWindows)).rejects.toMatchObject({ code });
  expect(tries()).toBe(1);
});
