import { evaluateScript } from '../../src/flow/run/evaluate-script.js';
import { readScript } from '../../src/flow/script-source.js';
import { chatEvent, end, evaluateStep, findingsOf, flowOf, placesOf, runAtSandbox } from './flow-fixtures.js';

const run = (script: string, variables: Record<string, string> = {}) => {
  const { code, bare } = readScript(script, (name) => variables[name] ?? '');
  const stand = Object.fromEntries([...bare].map(([place, name]) => [place, variables[name] ?? '']));
  return evaluateScript(code, { variables: stand, moment: { at: 0, timeZone: 'UTC' }, seed: 1 });
};
const textOf = async (script: string, variables: Record<string, string> = {}) => {
  const result = await run(`var x = ${script}; 1;`, variables);
  return result.error ?? result.variables.x;
};

test.each([
  ["'' + (parseInt($(a), 10) - parseInt($(b), 10))", { a: '7', b: '2' }, '5'],
  ['$(n2.sms.message)', { 'n2.sms.message': 'hi' }, 'hi'],
  ['\'$(a)\' + "$(a)"', { a: 'it\'s "so"\n\\' }, 'it\'s "so"\n\\it\'s "so"\n\\'],
  ["'[$(n5.Task ID)]' + $(n5.Task ID)", { 'n5.Task ID': 'T' }, '[T]T'],
  ['`a $(a) b`', { a: '`$\x7b1}`' }, 'a `$\x7b1}` b'],
  ["'x'.replace(/$(a)/, 'y')", { a: 'x' }, 'x'],
  ["/* $(a) */ 'x' // $(a)\n", { a: '*/ bad' }, 'x'],
  ["$( a ) + '$( a )'", { a: 'v' }, 'vv'],
])('%s', async (script, variables, value) => {
  expect(await textOf(script, variables)).toBe(value);
});

test('a function called $ is one', async () => {
  expect(await run("function $(a) { return a + '!'; } var y = $('x') + $(1); 1;")).toMatchObject({
    variables: { y: 'x!1!' },
  });
});

test.each([
  ['5', '5.0'],
  ["'' + 5", '5'],
  ['10 / 4', '2.5'],
  ['-3', '-3.0'],
  ['NaN', 'NaN'],
  ['true', 'true'],
  ['null', ''],
  ["'5'", '5'],
  ['[1, 2]', '1,2'],
  ['{ a: 1 }', '[object Object]'],
])('%s leaves a script as %s', async (script, value) => {
  expect(await textOf(script)).toBe(value);
});

test.each([
  [
    "IMI_GENERAL.typeof([]) + IMI_GENERAL.typeof(null) + IMI_GENERAL.typeof('') + IMI_GENERAL.typeof({})",
    'ArraystringObject',
  ],
  ["'' + IMI_GENERAL.length({ a: 1, b: 2 })", '2'],
  ["IMI_GENERAL.encodeURIComponent('https://a b')", 'https%3A%2F%2Fa%20b'],
  ["IMI_GENERAL.unicodeToString(IMI_GENERAL.stringToUnicode('né', 'array'))", 'né'],
  [
    "decodeURIComponent(escape(base64decode(base64encode(unescape(encodeURIComponent('注文開始'))))))",
    '注文開始',
  ],
  ["base64encode('any')", 'YW55'],
  ["IMI_STRINGS.substr(1, 2, 'abcd') + IMI_STRINGS.replace(/a/g, 'b', 'aa')", 'bcbb'],
  ["IMI_ARRAY.join(IMI_ARRAY.concat([[1], [2, 3]]), '-')", '1-2-3'],
])('%s is %s', async (script, value) => {
  const result = await run(
    `includeJs(imi_general, imi_base64,imi_strings,imi_array);\nvar x = ${script}; 1;`,
  );
  expect(result).toEqual({ outcome: '1', variables: { x: value } });
});

test('another library, and what the page does not say, is told as not simulated', async () => {
  expect(await run('includeJs(my_library); 1')).toEqual({
    error: 'Error: my_library: a library of Webex Connect, not simulated',
  });
  expect(await run("includeJs(imi_general); IMI_GENERAL.stringToUnicode('a', 'object')")).toMatchObject({
    error: expect.stringContaining('not simulated'),
  });
  const findings = await findingsOf(flowOf([evaluateStep('includeJs(my_library, imi_general);\n1')]));
  expect(findings).toMatchObject([{ severity: 'warning', rule: 'evaluate.library' }]);
});

const check = (script: string, change = {}) => findingsOf(flowOf([evaluateStep(script)], change));

test('references of a script are looked at like all others, and a bare name is no $()', async () => {
  expect(await check("var x = '$(n2.inappmessaging.message)' + $(n2.inappmessaging.userId); 1")).toEqual([]);
  expect(await check("var x = '$(n2.inappmessaging.mesage)'; 1")).toMatchObject([
    { severity: 'error', rule: 'variable.unknown', remedy: 'Did you mean "inappmessaging.message"?' },
  ]);
  expect(await check('var x = n2.inappmessaging.message; 1')).toMatchObject([
    {
      rule: 'variable.never-set',
      message: expect.stringContaining('reads n2,'),
      remedy: expect.stringContaining('$(n2.<output>)'),
    },
  ]);
  expect(await check("var x = $('x'); 1")).toMatchObject([
    { rule: 'variable.never-set', message: expect.stringContaining('reads $,') },
  ]);
  expect(await check('var x = IMI_STRINGS.length(1); 1')).toMatchObject([
    { remedy: 'Begin the script with includeJs(imi_strings).' },
  ]);
});

test.each([
  ['var f = function () { return 1; }; let a = 1; 1', []],
  ['var f = () => 1; 1', ['an arrow function (=>)']],
  ['var s = `x`; 1', ['a template (`…`)']],
  ['var o = {}; var p = o?.a ?? 1; 1', ['??', '?.']],
  ['var [q] = [1]; class A {} 1', ['destructuring', 'a class']],
])('%s: what an older JavaScript lacks is a warning', async (script, what) => {
  const findings = await check(script as string);
  expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual(
    (what as string[]).map(() => ['evaluate.modern', 'warning']),
  );
  for (const one of what as string[]) expect(findings.map(({ message }) => message).join()).toContain(one);
});

test('a script sees a variable that a step before it mentions', async () => {
  const variables = { variables: { taskId: 't-1', seen: '' } };
  for (const script of ['var x = seen; 1', 'var seen = seen + 1; 1', "var x = '$(seen)'; 1"])
    expect(placesOf(await check(script, variables))).toEqual([
      ['warning', 'evaluate.not-populated', '/steps/0/script'],
    ]);
  expect(await check("seen = 'x'; var y = seen; 1", variables)).toEqual([]);
  const set = [{ when: 'leave', set: 'seen', value: '1' }];
  const start = { kind: 'channelMessage', channel: 'inappmessaging', to: 'evaluate' };
  expect(await check('var x = seen; 1', { ...variables, start: { ...start, actions: set } })).toEqual([]);
  const enter = { actions: [{ when: 'enter', set: 'seen', value: '1' }] };
  expect(await findingsOf(flowOf([evaluateStep('var x = seen; 1', enter)], variables))).toEqual([]);
});

test('a variable that held an object and is read as text is a warning of the run', async () => {
  const script = 'var list = [1]; var other = {}; 1';
  const step = evaluateStep(script, {
    actions: [{ when: 'leave', set: 'copy', value: '$(list)' }],
    transitions: { '1': end(101), onInvalidChoice: end(), onError: end() },
  });
  const report = await runAtSandbox(flowOf([step]), { event: chatEvent });
  expect(report.steps[0]?.diagnostics).toMatchObject([
    { severity: 'warning', code: 'evaluate.object', message: expect.stringContaining('list') },
  ]);
  expect(report.variables.copy).toBe('1');
});

test('a reference is read, not set', async () => {
  expect(await check("$(taskId) = 'x'; 1")).toMatchObject([
    { severity: 'warning', rule: 'evaluate.assigns', remedy: expect.stringContaining('taskId = ') },
  ]);
});

test('what a customer wrote stands in JSON text of a script', async () => {
  expect(await check(`var x = '{"a": "$(n2.inappmessaging.message)"}'; 1`)).toMatchObject([
    { severity: 'warning', rule: 'text.in-json', pointer: '/steps/0/script' },
  ]);
  for (const script of [
    `var x = '{"a": "$(n2.inappmessaging.userId)"}'; 1`,
    "var x = JSON.stringify({ a: '$(n2.inappmessaging.message)' }); 1",
  ])
    expect(await check(script)).toEqual([]);
});
