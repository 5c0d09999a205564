import { readFile } from 'node:fs/promises';
import { verifyPackage } from '../../src/package/verify.js';
import { writePackage } from '../../src/package/write.js';
import { builtPackage, writeZip } from '../cli/rewrite-package.js';
import { Workshop } from '../support/workshop.js';
import { callsOf, positionCall, taskIdOf } from './calls.js';

let workshop: Workshop;
beforeAll(async () => {
  workshop = await Workshop.simulate();
});

/** The package of PIQ and EWT with another handler: JavaScript that changes `method`, its definition. */
const packageWith = async (change: string, file = 'handler.js'): Promise<string> => {
  const { manifest, files } = await verifyPackage(await readFile(await builtPackage('piq-and-ewt')));
  const { files: _, ...facts } = manifest;
  const contents = new Map(files);
  contents.delete('manifest.json');
  const [path] = [...contents.keys()].filter((name) => name.endsWith(file));
  const code = `${contents.get(path!)!.toString('utf8')}\n;((exported) => { const method = { ...exported }; ${change}\nmodule.exports = { default: method }; })(module.exports.default);`;
  contents.set(path!, Buffer.from(code));
  return writeZip(await writePackage(facts, contents));
};

const call = async (change: string) => {
  const asked = { ...(await positionCall(workshop)), packageFile: await packageWith(change) };
  return { result: await workshop.invoke(asked), sent: await callsOf(workshop, taskIdOf(asked)) };
};

test.each([
  ['throws null', 'method.build = () => { throw null; };', 'it threw null'],
  ['throws nothing', 'method.build = () => { throw undefined; };', 'it threw undefined'],
  ['throws text', "method.build = () => { throw 'no'; };", 'it threw "no"'],
  [
    'throws what answers no question',
    `method.build = () => { throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } }); };`,
    'a value of type object',
  ],
  [
    'throws a long text',
    "method.build = () => { throw new Error('x'.repeat(3e6)); };",
    `: ${'x'.repeat(500)}`,
  ],
  [
    'throws what cannot be read',
    'method.build = () => { throw { get message() { throw 1; } }; };',
    'a value of type object',
  ],
  ['gives nothing', 'method.build = () => undefined;', ''],
  [
    'gives a header with a line break',
    "const { build } = method; method.build = (...all) => ({ ...build(...all), headers: { 'x-a': 'a\\r\\nb: c' } });",
    'header content',
  ],
  [
    'gives a header without a name',
    "const { build } = method; method.build = (...all) => ({ ...build(...all), headers: { '': 'a' } });",
    'Header name',
  ],
  [
    'gives a body that JSON cannot hold',
    'const { build } = method; method.build = (...all) => ({ ...build(...all), body: { n: BigInt(1) } });',
    'BigInt',
  ],
])('a handler that %s ends in onError with a reason, and nothing is sent', async (_what, change, reason) => {
  const { result, sent } = await call(change);
  expect(result).toMatchObject({
    outcome: 'onError',
    effect: 'none',
    diagnostics: [{ code: 'handler.failed', message: expect.stringContaining(reason) }],
  });
  expect(sent).toEqual([]);
});

test.each([
  ['null', 'null', 'it threw null'],
  ['text', "'no'", 'it threw "no"'],
  [
    'a revoked proxy',
    '(() => { const p = Proxy.revocable({}, {}); p.revoke(); return p.proxy; })()',
    'type object',
  ],
])('a package that throws %s when it loads is told as that', async (_what, thrown, reason) => {
  const asked = { ...(await positionCall(workshop)), packageFile: await packageWith(`throw ${thrown};`) };
  await expect(workshop.invoke(asked)).rejects.toMatchObject({
    code: 'package.load',
    message: expect.stringContaining(reason),
  });
});

test('a handler without answers ends in onError with a reason', async () => {
  const { result } = await call('delete method.answers;');
  expect(result).toMatchObject({
    outcome: 'onError',
    effect: 'possible',
    diagnostics: [{ code: 'handler.failed' }],
  });
});

test('a reader of answers that throws null gives onInvalidChoice', async () => {
  const { result } = await call('method.answers = { 200: () => { throw null; } };');
  expect(result).toMatchObject({ outcome: 'onInvalidChoice', effect: 'possible' });
});

const endless = 'for (;;);';

test.each([
  ['never ends while it builds', `method.build = () => { ${endless} };`],
  ['never ends when it loads', endless],
  [
    'never ends in microtasks',
    'method.build = (...all) => { const on = () => Promise.resolve().then(on); on(); return {}; };',
  ],
  ['never ends in a getter', `method.build = () => ({ get path() { ${endless} } });`],
  ['never ends in toJSON', `method.build = () => ({ path: {}, body: { a: { get b() { ${endless} } } } });`],
  [
    'wants ever more memory',
    'method.build = () => { const all = []; for (;;) all.push(new Array(1000).fill({})); };',
  ],
  ['gives too much', "method.build = () => ({ path: {}, body: { a: 'a'.repeat(2 ** 23) } });"],
])(
  'a handler that %s ends its call, with the name of the package, and nothing else',
  async (_what, change) => {
    const asked = { ...(await positionCall(workshop)), packageFile: await packageWith(change) };
    await expect(workshop.invoke(asked)).rejects.toMatchObject({
      code: expect.stringMatching(/^package\.(stopped|load)$/),
      message: expect.stringContaining('piq-and-ewt'),
    });
    expect(await callsOf(workshop, taskIdOf(asked))).toEqual([]);
    expect(await workshop.invoke(await positionCall(workshop))).toMatchObject({ outcome: 'Success' });
  },
);

test('calls of others go on while a handler never ends', async () => {
  // Not one of those above: they rest.
  const packageFile = await packageWith('method.build = () => { while (true); };');
  const ends: string[] = [];
  const bad = workshop
    .invoke({ ...(await positionCall(workshop)), packageFile })
    .catch(() => {})
    .then(() => ends.push('bad'));
  for (let call = 1; call <= 3; call += 1) {
    const { outcome } = await workshop.invoke(await positionCall(workshop));
    ends.push(outcome);
  }
  await bad;
  expect(ends).toEqual(['Success', 'Success', 'Success', 'bad']);
});

test('calls of one package wait for each other, and each has its own answer', async () => {
  const packageFile = await packageWith(
    'const { build } = method; method.build = (...all) => build(...all);',
  );
  const calls = await Promise.all(
    Array.from({ length: 20 }, async () => ({ ...(await positionCall(workshop)), packageFile })),
  );
  const results = await Promise.all(calls.map((one) => workshop.invoke(one)));
  expect(results.map(({ outcome }) => outcome)).toEqual(calls.map(() => 'Success'));
  for (const one of calls) expect(await callsOf(workshop, taskIdOf(one))).toHaveLength(1);
});

test('a validator that never ends does the same', async () => {
  const packageFile = await packageWith(
    'module.exports = { input: () => { for (;;); }, output: () => true }; return;',
    'validators.js',
  );
  const asked = { ...(await positionCall(workshop)), packageFile };
  await expect(workshop.invoke(asked)).rejects.toMatchObject({
    code: 'package.stopped',
    message: expect.stringContaining('piq-and-ewt'),
  });
});

test('a check of outputs that never ends changes nothing of what was done', async () => {
  const packageFile = await packageWith(
    'const { input } = module.exports; module.exports = { input, output: () => { for (;;); } }; return;',
    'validators.js',
  );
  const result = await workshop.invoke({ ...(await positionCall(workshop)), packageFile });
  expect(result).toMatchObject({
    outcome: 'Success',
    diagnostics: [{ code: 'output.unchecked', message: expect.stringContaining('piq-and-ewt') }],
  });
});

const outside =
  "method.build = (input) => { const outside = input.constructor.constructor('return process')();";

test('code that leaves its context ends its own thread, not the program', async () => {
  await expect(call(`${outside} outside.exit(3); };`)).rejects.toMatchObject({ code: 'package.stopped' });
});

test('code that leaves its context does not see the environment', async () => {
  const { result } = await call(`${outside} throw new Error(JSON.stringify(outside.env)); };`);
  expect(result.diagnostics).toMatchObject([{ code: 'handler.failed', message: 'The handler failed: {}' }]);
});
