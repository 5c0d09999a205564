import { checkPurity } from '../../scripts/build/purity.js';

const check = (code: string) => () => checkPurity('nodes/my-node/v1.0/my-method.ts', code);

describe('code that needs more than its input is refused, and what it names is said', () => {
  test.each([
    ['the environment', 'module.exports = () => process.env.HOME', 'process'],
    ['the clock', 'module.exports = () => Date.now()', 'Date'],
    ['a new date', 'module.exports = () => new Date()', 'Date'],
    ['the network', "module.exports = () => fetch('http://localhost')", 'fetch'],
    ['a module', "const fs = require('node:fs'); module.exports = fs", 'require'],
    ['a timer', 'module.exports = () => setTimeout(() => {}, 1)', 'setTimeout'],
    ['every global', "module.exports = () => globalThis['proc' + 'ess']", 'globalThis'],
    ['chance', 'module.exports = () => Math.random()', 'random'],
    ['chance by another spelling', "module.exports = () => Math['random']()", 'random'],
    ['chance, taken out of Math', 'const { random } = Math; module.exports = random', 'random'],
    ['chance, taken out under another name', 'const { random: r } = Math; module.exports = r', 'random'],
    ['the locale', "module.exports = (a, b) => a.localeCompare(b, 'en')", 'localeCompare'],
    ['the locale of a number', 'module.exports = (a) => a.toLocaleString()', 'toLocaleString'],
    ['the locale behind ?.', 'module.exports = (a) => a?.toLocaleUpperCase()', 'toLocaleUpperCase'],
    ['code made of text', "module.exports = eval('1')", 'eval'],
    ['a function made of text', "module.exports = new Function('return 1')", 'Function'],
    ['the console', "module.exports = () => console.log('x')", 'console'],
    ['a buffer', "module.exports = Buffer.from('x')", 'Buffer'],
    ['a promise of the runtime', 'module.exports = () => Promise.resolve()', 'Promise'],
    ['formats of the locale', 'module.exports = new Intl.NumberFormat()', 'Intl'],
    ['a module at run time', "module.exports = () => import('node:fs')", 'import'],
  ])('%s', (_what, code, named) => {
    expect(check(code)).toThrow(new RegExp(`^nodes/my-node/v1\\.0/my-method\\.ts: .*\\b${named}\\b`));
  });

  test('the message says what to do', () => {
    expect(check('module.exports = () => process.pid')).toThrow(
      expect.objectContaining({ remedy: expect.stringMatching(/^A handler is a pure function/) }),
    );
  });

  test('every name is said, and each once', () => {
    expect(check('module.exports = () => [process, process, fetch]')).toThrow(/names process, fetch$/);
  });
});

describe('code that needs nothing but its input passes', () => {
  test.each([
    ['arithmetic', 'module.exports = (a) => Math.max(a, parseInt("1", 10), Number.MAX_SAFE_INTEGER)'],
    ['texts and JSON', 'module.exports = (a) => JSON.stringify(encodeURIComponent(String(a).toUpperCase()))'],
    [
      'collections',
      'module.exports = (a) => [...new Set(Object.entries(a))].map(([k]) => new Map([[k, 1]]))',
    ],
    [
      'its own names that sound impure',
      'const process = 1, fetch = (Date) => Date; module.exports = fetch(process)',
    ],
    ['keys that sound impure', 'module.exports = (input) => ({ process: input.Date, fetch: input.process })'],
    ['errors', 'module.exports = () => { throw new TypeError("x") }'],
  ])('%s', (_what, code) => {
    expect(check(code)).not.toThrow();
  });
});
