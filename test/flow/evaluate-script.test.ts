import { evaluateScript, maxScriptMs } from '../../src/flow/run/evaluate-script.js';

const run = (script: string, variables: Record<string, string> = {}) =>
  evaluateScript(script, { variables, moment: { at: 0, timeZone: 'UTC' }, seed: 1 });

/** Milliseconds over the limit that starting the engine and a busy machine may take. */
const slackMs = 4000;

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
  ['a loop that catches everything', 'for (;;) { try { for (;;) {} } catch (e) {} }'],
])('%s is stopped', async (_what, script) => {
  const before = performance.now();
  expect(await run(script)).toEqual({ error: expect.stringContaining('longer than') });
  expect(performance.now() - before).toBeLessThan(maxScriptMs + slackMs);
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
  expect(await run("throw 'no'")).toEqual({ error: 'The script threw no.' });
  expect(await run('var = 1')).toEqual({ error: expect.stringContaining('SyntaxError') });
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
