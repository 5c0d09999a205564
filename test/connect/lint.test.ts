import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildSheet } from '../../schemas/types.js';
import { limitsOf } from '../../src/connect/limits.js';
import { checkSheet } from '../../src/connect/lint/sheet-rules.js';
import { shapesOf } from '../../src/connect/shape.js';
import type { Finding } from '../../src/ground/finding.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { temporaryFolder } from '../support/workshop.js';
import { nodeVersions, serviceUrl, sheetOf } from './exported.js';

const serious = (sheet: BuildSheet) =>
  checkSheet(sheet)
    .filter(({ severity }) => severity !== 'note')
    .map(({ rule, pointer }) => `${rule} ${pointer}`);

test('no export of the pack has an error or a warning', async () => {
  for (const { node, version } of await nodeVersions())
    expect({ node: node.id, version, found: serious(await sheetOf(node.id, version)) }).toEqual({
      node: node.id,
      version,
      found: [],
    });
});

type Method = BuildSheet['methods'][number];

const body = (method: Method, text: string): Method['body'] => ({ ...method.body, format: 'JSON', text });

/** One fault each, and what lint must say of it and of nothing else. */
const faults: [string, (method: Method, sheet: BuildSheet) => void, string][] = [
  [
    '26 methods',
    (method, sheet) => {
      sheet.methods = Array.from({ length: 26 }, (_, index) => ({
        ...method,
        id: `m${index}`,
        request: { ...method.request, name: `M ${index}` },
      }));
      sheet.soap.operations = sheet.methods.map(({ id }) => id);
    },
    'too-many-methods /methods',
  ],
  [
    'a $(x) without a row',
    (method) => {
      method.request.resourceUrl += '/$(ghost)';
    },
    'parameter-without-row /methods/0/request/resourceUrl',
  ],
  [
    'a row that nothing uses',
    (method) => {
      method.request.parameters = [{ parameter: 'ghost', type: 'Static', value: 'x' }];
    },
    'row-unused /methods/0/request/parameters/0',
  ],
  [
    'a body without one of its rows',
    (method) => {
      const [, ...others] = method.body.parameters;
      method.body = body(
        method,
        JSON.stringify(Object.fromEntries(others.map(({ parameter }) => [parameter, `$(${parameter})`]))),
      );
    },
    'row-unused /methods/0/body/parameters/0',
  ],
  [
    'a dynamic row without a field',
    (method) => {
      method.headers.push({ parameter: 'X-Trace', type: 'Dynamic', fieldName: 'trace' });
    },
    'row-without-field /methods/0/headers/1',
  ],
  [
    'a field without a row',
    (method) => {
      method.body.parameters.pop();
    },
    'field-without-row /methods/0/ui/groups/0/fields/4',
  ],
  [
    'a field name used twice',
    (method) => {
      method.headers.push({ parameter: 'X-Task', type: 'Dynamic', fieldName: 'taskId' });
    },
    'field-name-twice /methods/0/body/parameters/0',
  ],
  [
    'an outcome without an event',
    (method) => {
      method.response.events.shift();
    },
    'outcome-without-event /methods/0/outcomes/0',
  ],
  [
    'an event on the wrong edge',
    (method) => {
      method.response.events[0]!.edge = 'Error';
    },
    'event-on-wrong-edge /methods/0/response/events/0/edge',
  ],
  [
    'no event for what is no 200',
    (method) => {
      method.response.events.pop();
    },
    'status-without-event /methods/0/response/events',
  ],
  [
    'a request time-out over 20 s',
    (method) => {
      method.request.requestTimeoutMs = 20_001;
    },
    'timeout-too-long /methods/0/request/requestTimeoutMs',
  ],
  [
    'a connection time-out over 20 s',
    (method) => {
      method.request.connectionTimeoutMs = 20_001;
    },
    'timeout-too-long /methods/0/request/connectionTimeoutMs',
  ],
  [
    'a key over the marker',
    (method) => {
      method.authorization.password = { parameter: 'Password', type: 'Static', value: 's3cret' };
    },
    'secret-in-export /methods/0/authorization/password/value',
  ],
  [
    'a token in a header',
    (method) => {
      method.headers.push({ parameter: 'X-Other', type: 'Static', value: 'Bearer abcdefgh12345678' });
    },
    'secret-in-export /methods/0/headers/1/value',
  ],
  [
    'a password in the address',
    (method) => {
      method.request.resourceUrl = 'https://a:b@nodes.example.com/';
    },
    'secret-in-export /methods/0/request/resourceUrl',
  ],
  [
    'an output called like a session variable',
    (method) => {
      method.response.outputs[0]!.parameterName = 'payload';
    },
    'reserved-name /methods/0/response/outputs/0/parameterName',
  ],
  [
    'two methods of one name',
    (method, sheet) => {
      sheet.methods.push({ ...method, id: 'other' });
      sheet.soap.operations.push('other');
    },
    'method-name-twice /methods/1/request/name',
  ],
  [
    'two methods whose elements are one',
    (method, sheet) => {
      sheet.methods.push({
        ...method,
        id: 'queue-task-response',
        request: { ...method.request, name: 'Other' },
      });
      sheet.soap.operations.push('queueTaskResponse');
    },
    'soap-element-twice /soap/operations',
  ],
  [
    'another SOAP address than the service has',
    (_method, sheet) => {
      sheet.soap.address = sheet.soap.address.replace('v1.3', 'v1.2');
    },
    'soap-differs /soap/address',
  ],
  [
    'an operation of no method',
    (_method, sheet) => {
      sheet.soap.operations.push('ghost');
    },
    'soap-differs /soap/operations',
  ],
  [
    'a WSDL elsewhere',
    (_method, sheet) => {
      sheet.soap.file = '../secret.zip';
    },
    'soap-differs /soap/file',
  ],
  [
    'a selection box without options',
    (method) => {
      delete method.ui.groups[0]!.fields.find(({ fieldName }) => fieldName === 'mediaType')!.options;
    },
    'field-type-wrong /methods/0/ui/groups/0/fields/3',
  ],
  [
    'a date without a format',
    (method) => {
      const field = method.ui.groups[0]!.fields[0]!;
      delete field.regex;
      Object.assign(field, { fieldType: 'Date and time', separator: 'T', timeFormat: 'HH:mm:ss' });
    },
    'field-type-wrong /methods/0/ui/groups/0/fields/0',
  ],
  [
    'a key name with a colon',
    (method) => {
      method.authorization.username = { parameter: 'Username', type: 'Static', value: 'a:b' };
    },
    'key-name-wrong /methods/0/authorization/username/value',
  ],
  [
    'a secret in the query of the address',
    (method) => {
      method.request.resourceUrl += '?access_token=hunter2';
    },
    'secret-in-export /methods/0/request/resourceUrl',
  ],
  [
    'a secret in the body',
    (method) => {
      const [row] = method.body.parameters;
      method.body = {
        ...body(method, `{"apiKey": "hunter2", "x": "$(${row!.parameter})"}`),
        parameters: [row!],
      };
      for (const group of method.ui.groups)
        group.fields = group.fields.filter((field) => field.fieldName === row!.parameter);
    },
    'secret-in-export /methods/0/body/text',
  ],
  [
    'two outputs of one name',
    (method) => {
      method.response.outputs[1]!.parameterName = method.response.outputs[0]!.parameterName;
    },
    'output-name-twice /methods/0/response/outputs/1/parameterName',
  ],
  [
    'an output without a path',
    (method) => {
      delete method.response.outputs[0]!.responsePath;
    },
    'response-path-missing /methods/0/response/outputs/0',
  ],
  [
    'an address that is not encrypted',
    (method) => {
      method.request.resourceUrl = 'http://nodes.example.com/';
    },
    'url-not-https /methods/0/request/resourceUrl',
  ],
  [
    'an address that is none',
    (method) => {
      method.request.resourceUrl = 'nodes';
    },
    'url-wrong /methods/0/request/resourceUrl',
  ],
  [
    'a regular expression that does not compile',
    (method) => {
      method.ui.groups[0]!.fields[0]!.regex = '(';
    },
    'regex-wrong /methods/0/ui/groups/0/fields/0/regex',
  ],
];

test.each(faults)('%s is found, and nothing else is said', async (_name, seed, expected) => {
  const sheet = await sheetOf('queue-task', 'v1.3');
  seed(sheet.methods[0]!, sheet);
  const found = serious(sheet);
  expect(found).toEqual([expected]);
});

test('the edge of a time-out may be Error, where the designer has no other', async () => {
  const sheet = await sheetOf('queue-task', 'v1.3');
  for (const event of sheet.methods[0]!.response.events) if (event.edge === 'Timeout') event.edge = 'Error';
  expect(serious(sheet)).toEqual([]);
});

test('a JSON body that may need escaping is a warning', async () => {
  expect(serious(await sheetOf('queue-task', 'v1.3', { body: 'JSON' }))).toEqual([
    expect.stringMatching(/^not-expressed \/methods\/0\/limits\/[0-9]+$/),
  ]);
});

test('what a door cannot express is named, keywords that nobody has thought of too', () => {
  const input = {
    type: 'object',
    additionalProperties: false,
    properties: {
      a: { type: 'string', pattern: '^(?!x)y$' },
      b: { type: 'integer', multipleOf: 5, minimum: 0, maximum: 1000 },
      c: { type: 'string', maxLength: 3 },
      d: { type: 'array', uniqueItems: true, items: { type: 'string' } },
      e: { type: 'string', pattern: '^\\p{Lu}$' },
    },
    if: {},
  };
  const named = limitsOf(input, shapesOf(input)).map(
    ({ door, feature, pointers }) => `${door} ${feature} ${pointers.join(' ')}`,
  );
  expect(named.sort()).toEqual([
    'SOAP if ',
    'SOAP multipleOf /b',
    'SOAP pattern /a',
    'SOAP uniqueItems /d',
    'form if ',
    'form json-text /d',
    'form lengths /c',
    'form multipleOf /b',
    'form pattern /e',
    'form range /b',
    'form uniqueItems /d',
  ]);
});

describe('the files of an export', () => {
  const seeded = async (seed: (folder: string) => Promise<void>) => {
    const folder = join(await temporaryFolder(), 'out');
    await runCli(['connect', 'export', 'queue-task@v1.3', '--out', folder, '--service-url', serviceUrl]);
    await seed(folder);
    const run = await runCli(['connect', 'lint', folder, '--json']);
    const errors = jsonOf<Finding[]>(run).filter(({ severity }) => severity === 'error');
    return { code: run.code, errors: errors.map(({ rule, file }) => `${rule} ${file}`) };
  };

  test('whole, they have no error', async () => {
    expect(await seeded(async () => {})).toEqual({ code: 0, errors: [] });
  });

  test('an icon with a script is an error', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><script>alert(1)</script></svg>';
    const found = await seeded((folder) => writeFile(join(folder, 'icon.svg'), svg));
    expect(found).toEqual({ code: 1, errors: ['icon-unsafe icon.svg'] });
  });

  test('a text to paste that was changed or lost is an error, and so is a lost WSDL', async () => {
    const found = await seeded(async (folder) => {
      await writeFile(join(folder, 'paste/queue-task/resource-url.txt'), 'https://elsewhere.example');
      await rm(join(folder, 'paste/queue-task/response-sample.json'));
      await rm(join(folder, 'queue-task-v1.3.wsdl.zip'));
    });
    expect(found.code).toBe(1);
    expect(found.errors.sort()).toEqual([
      'file-differs paste/queue-task/resource-url.txt',
      'file-missing paste/queue-task/response-sample.json',
      'file-missing queue-task-v1.3.wsdl.zip',
    ]);
  });

  test('what is no build sheet is refused', async () => {
    const file = join(await temporaryFolder(), 'sheet.json');
    await writeFile(file, '{"format":1}');
    const refused = await runCli(['connect', 'lint', file, '--json']);
    expect(refused.code).toBe(2);
    expect(jsonOf<{ error: { code: string } }>(refused).error.code).toBe('export.unreadable');
  });
});
