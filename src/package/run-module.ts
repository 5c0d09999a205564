import { createContext, runInContext } from 'node:vm';

/**
 * Runs a file as CommonJS in a context that has JavaScript and nothing else: no Node.js, no network, no `require`.
 * It holds an honest handler to being pure; it is no prison for a hostile one.
 */
export const runModule = (code: string, filename: string): Record<string, unknown> => {
  const context = createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  const wrapped = `(() => { const module = { exports: {} }; ((module, exports) => {${code}\n})(module, module.exports); return module.exports; })()`;
  return runInContext(wrapped, context, { filename, timeout: 5000 });
};
