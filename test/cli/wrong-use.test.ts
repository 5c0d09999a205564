import { expectRefusal } from './expect-refusal.js';
import { runCli } from './run-cli.js';

test('an unknown node is refused with the known ones', async () => {
  for (const args of [
    ['describe', 'queue-tusk'],
    ['invoke', 'queue-tusk', '--input', '-'],
  ]) {
    const error = await expectRefusal(args, /no node "queue-tusk"/, { stdin: '{}' });
    expect(error.remedy).toMatch(/piq-and-ewt.*queue-task.*set-variable/);
  }
});

test('an unknown version is refused with the known ones', async () => {
  for (const args of [
    ['describe', 'queue-task@v1.4'],
    ['invoke', 'queue-task@v1.4', '--input', '-'],
  ]) {
    const error = await expectRefusal(args, /queue-task has no version "v1\.4"/, { stdin: '{}' });
    expect(error.remedy).toContain('v1.0, v1.1, v1.2, v1.3, v1.5');
  }
});

test('an empty version is no version', async () => {
  await expectRefusal(['describe', 'queue-task@'], /queue-task has no version ""/);
});

test('an unknown method is refused with the known ones', async () => {
  const args = ['invoke', 'set-variable', '--method', 'set-it', '--input', '-'];
  const error = await expectRefusal(args, /no method "set-it"/, { stdin: '{}' });
  expect(error.remedy).toContain('set-flow-variable, set-global-variable');
});

test('a method that is needed and not named is refused with the known ones', async () => {
  const error = await expectRefusal(['invoke', 'set-variable', '--input', '-'], /several methods/, {
    stdin: '{}',
  });
  expect(error.remedy).toContain('set-flow-variable, set-global-variable');
});

test.each<[string, string[], RegExp]>([
  ['an unknown command', ['enqueue'], /enqueue/],
  ['an unknown option', ['list', '--colour'], /--colour/],
  ['an invocation without --input', ['invoke', 'queue-task'], /--input/],
  ['an invocation without a node', ['invoke', '--input', '-'], /node/],
  ['one argument too many', ['describe', 'queue-task', 'set-variable'], /argument/],
  [
    '--set without an equals sign',
    ['invoke', 'queue-task', '--input', '-', '--set', 'name'],
    /variable=value/,
  ],
  ['--set without a name', ['invoke', 'queue-task', '--input', '-', '--set', '=value'], /variable=value/],
  ['--set of __proto__', ['invoke', 'queue-task', '--input', '-', '--set', '__proto__=x'], /__proto__/],
  ['a port that is no number', ['sandbox', '--port', 'abc'], /port is 0 to 65535/i],
  ['a port that is too large', ['sandbox', '--port', '65536'], /port is 0 to 65535/i],
  ['a negative port', ['sandbox', '--port', '-1'], /port is 0 to 65535/i],
  ['an import of nothing', ['import'], /zip/],
  ['an import of a missing file', ['import', 'missing.zip'], /missing\.zip: ENOENT/],
])('%s is refused', async (_what, args, problem) => {
  await expectRefusal(args, problem, { stdin: '{}' });
});

/** Escape, its 8-bit form with a bracket, and a change of writing direction. */
const controls = ['\u001b', '\u009b', '\u202e'];
const control = controls.join('[31m');
const invokeWith = (...args: string[]) => ['invoke', 'queue-task', '--input', '-', ...args];

test.each<[string, string[]]>([
  ['a command', [`x${control}`]],
  ['an option', ['list', `--x${control}`]],
  ['a node', ['describe', `x${control}`]],
  ['a version', ['describe', `queue-task@${control}`]],
  ['a method', invokeWith('--method', control)],
  ['a connection', invokeWith('--connection', `x${control}`)],
  ['a file', ['invoke', 'queue-task', '--input', `x${control}`]],
  ['a package', invokeWith('--package', `x${control}`)],
  ['a setting', invokeWith('--set', control)],
  ['a port', ['sandbox', '--port', control]],
])('control characters in the name of %s are not printed raw', async (_what, args) => {
  const { code, stdout, stderr } = await runCli(args, { stdin: '{}' });
  expect(code).toBe(2);
  expect(stderr).not.toBe('');
  expect(controls.filter((one) => (stdout + stderr).includes(one))).toEqual([]);
});
