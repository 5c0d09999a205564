import { screensOf } from '../../src/connect/screens.js';
import { sheetOf } from './exported.js';

const noteOf = async (node: string, version: string, title: string) =>
  screensOf(await sheetOf(node, version)).find((screen) => screen.title === title)!.note;

test('what Cisco’s pages do not show is said where it is to be typed: the edge Timeout, paths to names with spaces', async () => {
  expect(await noteOf('queue-task', 'v1.3', 'Node Events')).toContain('no Timeout to choose, choose Error');
  const outputs = 'Set data to be returned in a flow session';
  expect(await noteOf('create-task', 'v1.2', outputs)).toContain('keep what Parse writes');
  expect(await noteOf('queue-task', 'v1.3', outputs)).not.toContain('Parse');
});

test('nothing is said of an edge that no event has', async () => {
  const sheet = await sheetOf('queue-task', 'v1.3');
  sheet.methods[0]!.response.events = sheet.methods[0]!.response.events.filter(
    ({ edge }) => edge !== 'Timeout',
  );
  expect(screensOf(sheet).find(({ title }) => title === 'Node Events')!.note).not.toContain('Timeout');
});
