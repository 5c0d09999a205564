import { checkReservedNames } from '../../src/connect/lint/reserved-names.js';
import { nodeVersions, sheetOf } from './exported.js';

/** The table of the page that the rule names, typed from the page and not from the rule. */
const documented =
  `ts servicekey key deliverychannel channels message destination appid notifyurl expiry payload
  senderid thread_id destinationType channelName identifier number country_code attachments template templateId
  contentType msisdn mid transid callbackdata evtid userid customerid otp srcreqorigintime`.split(/\s+/);

const method = async (name: string, version: string, body: 'auto' | 'JSON' = 'auto') =>
  (await sheetOf(name, version, { body })).methods[0]!;

test.each(documented)('an output variable called %s is a warning', async (name) => {
  const sheet = await method('queue-task', 'v1.3');
  sheet.response.outputs[0]!.parameterName = name;
  expect(checkReservedNames(sheet, '/methods/0')).toEqual([
    expect.objectContaining({
      rule: 'reserved-name',
      severity: 'warning',
      pointer: '/methods/0/response/outputs/0/parameterName',
    }),
  ]);
});

test.each(['Payload', 'transId', 'templateid'])(
  '%s is another variable, since names are case-sensitive: a note',
  async (name) => {
    const sheet = await method('queue-task', 'v1.3');
    sheet.response.outputs[0]!.parameterName = name;
    expect(checkReservedNames(sheet, '')).toEqual([
      expect.objectContaining({ rule: 'reserved-name', severity: 'note' }),
    ]);
  },
);

test.each(['payloads', 'n2.message', 'taskId', 'webex.transid', ''])('%s is nobody’s name', async (name) => {
  const sheet = await method('queue-task', 'v1.3');
  sheet.response.outputs[0]!.parameterName = name;
  expect(checkReservedNames(sheet, '')).toEqual([]);
});

test('a parameter of a JSON body that is called like a session variable is a warning, and form-data has none', async () => {
  expect(checkReservedNames(await method('create-task', 'v1.2', 'JSON'), '/methods/0')).toEqual([
    expect.objectContaining({
      rule: 'reserved-name',
      severity: 'warning',
      pointer: '/methods/0/body/text',
      message: expect.stringContaining('$(destination)'),
    }),
  ]);
  expect(checkReservedNames(await method('create-task', 'v1.2'), '/methods/0')).toEqual([]);
});

test('none of the pack’s own outputs is called like a session variable, and one nearly is', async () => {
  const found: string[] = [];
  for (const { node, version } of await nodeVersions())
    for (const one of (await sheetOf(node.id, version)).methods)
      found.push(...checkReservedNames(one, '').map(({ severity, message }) => `${severity} ${message}`));
  expect(found.filter((one) => !one.startsWith('note '))).toEqual([]);
  expect(found).toContain('note transId differs from the session variable transid by its capitals alone.');
});
