import { evaluateScript } from '../../src/flow/run/evaluate-script.js';

const run = (script: string, variables: Record<string, string> = {}) =>
  evaluateScript(script, { variables, moment: { at: 0, timeZone: 'UTC' }, seed: 1 });

test('custom variables are globals, vars at the top become variables, the last value is the outcome', async () => {
  const result = await run(
    "var sum = Number(a) + 1; var list = [1, { b: true }]; a = 'changed'; sum > 1 ? 'big' : 'small';",
    { a: '1' },
  );
  expect(result).toEqual({
    outcome: 'big',
    variables: { a: 'changed', sum: '2.0', list: '1,[object Object]' },
    objects: ['list'],
  });
});

test('functions and what is declared inside them are no variables', async () => {
  const result = await run('function f() { var inner = 1; return inner; } var got = f(); let block = 2; 1;');
  expect(result).toEqual({ outcome: '1', variables: { got: '1.0' } });
});

test('nothing of the host is there', async () => {
  const names = [
    'process',
    'require',
    'fetch',
    'setTimeout',
    'console',
    'module',
    'WebAssembly',
    'std',
    'os',
  ];
  const script = `JSON.stringify([${names.map((name) => `typeof ${name}`).join()}])`;
  expect(await run(script)).toMatchObject({ outcome: JSON.stringify(names.map(() => 'undefined')) });
  expect(await run("(function () {}).constructor('return typeof process')()")).toMatchObject({
    outcome: 'undefined',
  });
});

test.each([
  ['a loop', 'for (;;) {}'],
  ['a loop in what makes the outcome a text', '({ toString() { for (;;) {} } })'],
  ['an expression that backtracks', "/^(a+)+$/.test('a'.repeat(40) + 'b')"],
  // The engine does not look at the time inside of one of its own functions.
  ['a search that never ends', 'Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)'],
  [
    'the same as what makes the outcome',
    '({ toString: () => Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1) })',
  ],
  [
    'a search from the end',
    'try { Array.prototype.lastIndexOf.call({ length: 2 ** 53 - 1 }, 1) } catch (e) {}',
  ],
  ['a loop that catches everything', 'for (;;) { try { for (;;) {} } catch (e) {} }'],
])('%s is stopped', async (_what, script) => {
  expect(await run(script)).toEqual({ error: expect.stringContaining('longer than') });
  expect(await run("'fine'")).toEqual({ outcome: 'fine', variables: {} });
});

test.each([
  ['a text that doubles', "var s = 'x'; for (;;) s += s;"],
  ['a list without end', 'var l = []; for (;;) l.push(new Array(1000).fill(1));'],
  ['one large buffer', 'new ArrayBuffer(1e9)'],
  ['a recursion', 'var f = () => f(); f();'],
])('%s fails without taking the memory', async (_what, script) => {
  const before = process.memoryUsage().rss;
  const result = await run(script);
  expect(result).toEqual({ error: expect.any(String) });
  expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
});

test('after a script that failed the next one runs as ever', async () => {
  await run("var s = 'x'; for (;;) s += s;");
  expect(await run("'fine'")).toEqual({ outcome: 'fine', variables: {} });
});

test('a megabyte in variables is too much', async () => {
  expect(await run("var big = 'x'.repeat(2e6); 1")).toEqual({ error: expect.stringContaining('characters') });
});

test('what a script throws is the error', async () => {
  expect(await run('missing')).toEqual({ error: "ReferenceError: 'missing' is not defined" });
  expect(await run("throw 'no'")).toEqual({ error: 'The script threw "no".' });
  expect(await run('var = 1')).toEqual({ error: expect.stringContaining('SyntaxError') });
});

test.each([
  ['throw null', 'The script threw null.'],
  ['throw undefined', 'The script threw undefined.'],
  ["throw ''", 'The script threw "".'],
  ["throw Symbol('s')", 'The script threw Symbol(s).'],
  ['throw () => 1', 'The script threw a function.'],
  ['throw {}', 'The script threw an object without a message.'],
  ["throw new Error('the printer is out of memory')", 'Error: the printer is out of memory'],
  ['throw { get message() { throw null } }', 'The script threw an object that cannot be read.'],
  [
    'throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } })',
    'The script threw an object that cannot be read.',
  ],
  [
    'var p = Proxy.revocable({}, {}); p.revoke(); throw p.proxy',
    'The script threw an object that cannot be read.',
  ],
  ['throw { get message() { for (;;); } }', 'The script ran longer than 1000 ms and was stopped.'],
  ['var x = { toString() { throw null } }; 1', 'The script threw null.'],
  ['Object.prototype.toJSON = () => null; throw {}', 'The script threw what cannot be read.'],
])('%s is told as what it is', async (script, error) => {
  expect(await run(script)).toEqual({ error });
});

test('null after much memory may be either, and says so', async () => {
  const script = "var a = ['x'.repeat(7e6), 'y'.repeat(7e6)]; throw null";
  expect(await run(script)).toEqual({
    error: expect.stringMatching(/threw null, or wanted more than \d+ bytes/),
  });
  expect(await run('throw null')).toEqual({ error: 'The script threw null.' });
});

test.each([
  ['ten thousand brackets', "try { JSON.parse('['.repeat(10_000)) } catch (e) {} 'done'"],
  ['a hundred thousand brackets', "try { JSON.parse('['.repeat(100_000)) } catch (e) {} 'done'"],
  ['a deep expression', "try { (0, eval)('('.repeat(100_000)) } catch (e) {} 'done'"],
  ['a deep regular expression', "try { new RegExp('('.repeat(100_000)) } catch (e) {} 'done'"],
])('%s end nothing but the script', async (_what, script) => {
  const result = await run(script);
  expect(result.error ?? result).toEqual(result.error ?? { outcome: 'done', variables: {} });
  expect(await run("'fine'")).toEqual({ outcome: 'fine', variables: {} });
});

test.each([
  [
    "RegExp.prototype.test = () => true; RegExp.prototype.exec = () => ['x']; globalThis['n2.webex.taskId'] = 'T'; 'a'",
  ],
  [
    "var o; Object.prototype.toJSON = function () { return o ? this : (o = { outcome: 'a', variables: { 'n2.webex.taskId': 'T' }, objects: [] }) }; 'a'",
  ],
  [
    "var o; Object.prototype.toJSON = function () { return o ? this : (o = { outcome: 'a', variables: { x: { y: 1 }, z: 1 }, objects: 7 }) }; 'a'",
  ],
])('what leaves a script is data, and no output of a step: %s', async (script) => {
  const result = await run(script);
  expect(result.error).toBeUndefined();
  const { variables } = result as { variables: Record<string, unknown> };
  expect(Object.keys(variables).filter((name) => name.includes('.'))).toEqual([]);
  expect(Object.values(variables).every((value) => typeof value === 'string')).toBe(true);
});

test('a script that spoils the language spoils only itself', async () => {
  expect(
    await run('JSON.stringify = null; Object.getOwnPropertyNames = null; String = null; var x = {}; 1'),
  ).toEqual({
    outcome: '1',
    variables: { x: '[object Object]' },
    objects: ['x'],
  });
});

test('time and chance are the same each time', async () => {
  const script = 'new Date().toISOString() + Math.random()';
  expect(await run(script)).toEqual(await run(script));
  expect(await run('Date.now()')).toMatchObject({ outcome: '0' });
  expect(await run("new Date('2026-02-03').getUTCDate()")).toMatchObject({ outcome: '3' });
});

test('whole numbers of more digits than JavaScript keeps are named', async () => {
  const script = `var a = 7615917337495251231; var b = JSON.parse('{"id":9007199254740993}').id; var c = 9007199254740991; var d = 1e300 * 1e300; a = '' + a; 1`;
  expect(await run(script)).toMatchObject({ inexact: ['b'] });
});
