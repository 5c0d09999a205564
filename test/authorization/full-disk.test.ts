import { readdir } from 'node:fs/promises';
import { describeWithSmallDisk } from '../support/small-disk.js';
import { Office } from './office.js';

describeWithSmallDisk('tokens on a disk that is full', (openDisk) => {
  const rejected = { rejected: 'access-token-1-of-the-test' };

  test.each([
    ['full', 0],
    ['nearly full', 8192],
  ])(
    'a disk that is %s is found out before the provider is asked, and nothing is lost',
    async (_how, left) => {
      const disk = openDisk();
      const office = await Office.open({}, disk.folder);
      await office.addAuthorized('main');
      await disk.fill(left);
      await expect(office.authorizations.test('main')).rejects.toMatchObject({
        code: 'vault.unwritable',
        message: expect.stringContaining(disk.code),
        remedy: expect.stringMatching(/Make room.*Nothing was lost/),
      });
      await expect(office.token(undefined, rejected)).rejects.toMatchObject({ code: 'vault.unwritable' });
      expect(office.server.refreshes).toEqual([]);
      await disk.clear();
      expect(await office.token(undefined, rejected)).toMatchObject({ token: 'access-token-2-of-the-test' });
      expect(office.server.refreshes).toHaveLength(1);
      expect((await readdir(disk.folder)).sort()).toEqual(['authorizations.json', 'authorizations.key']);
    },
  );

  test('a sign-in finds out before its code is spent', async () => {
    const disk = openDisk();
    const office = await Office.open({}, disk.folder);
    await office.add('main');
    await disk.fill();
    await expect(office.authorize('main')).rejects.toMatchObject({
      code: 'vault.unwritable',
      remedy: expect.stringContaining('Make room'),
    });
    expect(office.server.requests).toEqual([]);
    await disk.clear();
    expect(await office.authorize('main')).toMatchObject({ state: 'Authorized' });
    expect((await readdir(disk.folder)).sort()).toEqual(['authorizations.json', 'authorizations.key']);
  });

  test('a grant of a sign-in that cannot be stored is told as that', async () => {
    const disk = openDisk();
    const office = await Office.open({}, disk.folder);
    await office.add('main');
    office.server.next.push(async (request, response) => {
      disk.writable(false);
      await office.server.answer(request, response);
    });
    await expect(office.authorize('main')).rejects.toMatchObject({
      code: 'authorization.unkept',
      message: expect.stringMatching(/^The provider granted the sign-in/),
      remedy: expect.stringContaining('wxcc-nodes auth authorize main'),
    });
    disk.writable(true);
    expect(await office.authorize('main')).toMatchObject({ state: 'Authorized' });
  });

  test('room that was kept is there for the answer, though the rest of the disk is full by then', async () => {
    const disk = openDisk();
    const office = await Office.open({}, disk.folder);
    await office.addAuthorized('main');
    office.server.next.push(async (request, response) => {
      await disk.fill();
      await office.server.grant({ refresh_token: 'r'.repeat(4000) })(request, response);
    });
    expect(await office.token(undefined, rejected)).toMatchObject({ token: 'access-token-2-of-the-test' });
    expect(await office.secret('main', 'refreshToken')).toBe('r'.repeat(4000));
  });

  test('a grant that cannot be stored is used, told, and written when there is room', async () => {
    const disk = openDisk();
    const office = await Office.open({}, disk.folder);
    await office.addAuthorized('main');
    office.server.next.push(async (request, response) => {
      disk.writable(false);
      await office.server.answer(request, response);
    });
    await expect(office.authorizations.test('main')).rejects.toMatchObject({
      code: 'test.unsaved',
      message: expect.stringMatching(/has renewed.*may be spent/),
      remedy: expect.stringContaining('wxcc-nodes auth authorize main'),
    });
    expect(await office.secret('main', 'refreshToken')).toBe('refresh-token-1-of-the-test');
    // The old token is not sent again, and calls go on with the new one.
    expect(await office.token(undefined, rejected)).toMatchObject({ token: 'access-token-2-of-the-test' });
    expect(office.server.refreshes).toHaveLength(1);
    disk.writable(true);
    while ((await office.secret('main', 'refreshToken')) !== 'refresh-token-2-of-the-test')
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await office.authorizations.find('main')).toMatchObject({ state: 'Authorized' });
    await office.authorizations.test('main');
    expect(office.server.refreshes[1]?.form.refresh_token).toBe('refresh-token-2-of-the-test');
  });
});
