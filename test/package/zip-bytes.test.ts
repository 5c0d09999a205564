import { writeZip } from '../../src/package/zip.js';

test('a zip holds the first day that it can hold, whatever the time', async () => {
  const bytes = await writeZip([['a.txt', Buffer.from('a')]]);
  // Local file header: time and date stand at offsets 10 and 12.
  expect(bytes.readUInt16LE(10)).toBe(0);
  expect(bytes.readUInt16LE(12)).toBe((1 << 5) | 1);
});
