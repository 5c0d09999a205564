import type { QuickJSHandle } from 'quickjs-emscripten';
import { threadTime } from '../../ground/processor-time.js';
import type { Moment } from '../../ground/time-zone.js';
import { objectIn } from '../../schema/schema.js';
import { libraryScript } from '../script-library.js';
import { installTime } from './script-time.js';

/** What a script of an Evaluate came to. */
export type Evaluated =
  | {
      outcome: string;
      variables: Record<string, string>;
      /** The variables that held a list or an object: their text is not JSON. */
      objects?: string[];
      /** The variables that held a whole number of more digits than JavaScript keeps. */
      inexact?: string[];
      error?: undefined;
    }
  | { error: string };

export interface ScriptSurroundings {
  /** Custom variables: globals of the script. */
  variables: Record<string, string>;
  /** What the script takes for the time, and the zone of its clocks. */
  moment: Moment;
  /** What its random numbers come from. */
  seed: number;
}

/** What is asked of the thread that scripts run in. */
export interface Asked {
  script: string;
  surroundings: ScriptSurroundings;
}

/** A script that takes longer is stopped. Milliseconds. */
export const maxScriptMs = 1000;
/** A script that wants more fails. Bytes; as many as the engine's memory has before any script. */
const maxScriptBytes = 16 * 1024 * 1024;
export const scriptTooLong = `The script ran longer than ${maxScriptMs} ms and was stopped.`;
export const scriptTooLarge = `The script wanted more than ${maxScriptBytes} bytes of memory.`;
/** Where the engine has no room left for an error it throws null. */
export const scriptNullOrTooLarge = `The script threw null, or wanted more than ${maxScriptBytes} bytes of memory.`;
const maxStackBytes = 256 * 1024;
/** Characters that a script may leave in variables. */
const maxResult = 1024 * 1024;

/** The dice of the script: a run can be repeated. */
const dice = (seed: number) => `
(() => {
  let state = ${seed >>> 0};
  Math.random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
})()`;

/**
 * Gives the value of the script and its variables as JSON text; made before the script can change anything. Texts are
 * as the platform makes them: a number is a decimal one (documented), an object is not JSON.
 */
const collector = `
(() => {
  const names = Object.getOwnPropertyNames;
  const { stringify } = JSON;
  const text = String;
  const { abs } = Math;
  const mostDigits = Number.MAX_SAFE_INTEGER;
  const own = Object.create(null);
  for (const name of names(globalThis)) own[name] = true;
  const asText = (value) => {
    if (value === undefined || value === null) return '';
    const said = text(value);
    return typeof value === 'number' && /^-?[0-9]+$/.test(said) ? said + '.0' : said;
  };
  return (value) => {
    const variables = Object.create(null);
    const objects = [];
    const inexact = [];
    for (const name of names(globalThis))
      if (!own[name] && typeof globalThis[name] !== 'function' && /^[A-Za-z_][A-Za-z0-9_]{0,79}$/.test(name) && name !== '__proto__') {
        if (globalThis[name] !== null && typeof globalThis[name] === 'object') objects.push(name);
        if (typeof globalThis[name] === 'number' && abs(globalThis[name]) > mostDigits && globalThis[name] % 1 === 0) inexact.push(name);
        variables[name] = asText(globalThis[name]);
      }
    return stringify({ outcome: typeof value === 'string' ? value : text(value), variables, objects, inexact });
  };
})()`;

const isText = (value: unknown): value is string => typeof value === 'string';

/** Characters of what was thrown that are told. */
const maxToldText = 500;

/** Tells what was thrown as JSON text; made before the script can change anything. */
const describer = `
(() => {
  const { stringify } = JSON;
  const { apply } = Reflect;
  const { slice } = String.prototype;
  const text = String;
  const part = (value) => typeof value === 'string' ? apply(slice, value, [0, ${maxToldText}]) : undefined;
  return (thrown) => {
    const type = typeof thrown;
    if (type !== 'object' && type !== 'function')
      return stringify({ type, text: type === 'string' ? stringify(part(thrown)) : part(text(thrown)) });
    try {
      return stringify({ type, name: part(thrown.name), text: part(thrown.message) });
    } catch {
      return '{"type":"closed"}';
    }
  };
})()`;

const thrownWords = ({ type, name, text }: Record<string, unknown>): string => {
  if (type === 'closed') return 'The script threw an object that cannot be read.';
  if (type === 'object' || type === 'function') {
    if (name === 'InternalError' && text === 'out of memory') return scriptTooLarge;
    if (isText(text)) return `${isText(name) ? name : 'Error'}: ${text}`;
    return `The script threw ${type === 'function' ? 'a function' : 'an object without a message'}.`;
  }
  return `The script threw ${isText(text) ? text : 'what cannot be read'}.`;
};

/** What the describer gave, if it is that: the script may have changed how its engine writes JSON. */
const described = (json: string): Record<string, unknown> => objectIn(json) ?? {};

/** Variables of a flow; outputs of steps have a dot. */
const variableName = /^[A-Za-z_][A-Za-z0-9_]{0,79}$/;

/** The script may have changed everything that its result was made with: only what is plain data gets out. */
const parseResult = (text: string): Evaluated => {
  if (text.length > maxResult) return { error: `The script left over ${maxResult} characters in variables.` };
  const { outcome, variables, objects, inexact } = JSON.parse(text) as Record<string, unknown>;
  const entries = Object.entries((variables ?? {}) as object).filter(
    (entry): entry is [string, string] => variableName.test(entry[0]) && isText(entry[1]),
  );
  const namesOf = (value: unknown) => (Array.isArray(value) ? value : []).filter(isText);
  const [known, large] = [namesOf(objects), namesOf(inexact)];
  return {
    outcome: isText(outcome) ? outcome : '',
    variables: Object.fromEntries(entries),
    ...(known.length > 0 && { objects: known }),
    ...(large.length > 0 && { inexact: large }),
  };
};

/**
 * Runs a script in QuickJS, a JavaScript engine in WebAssembly: it reaches nothing of this program, and is stopped
 * when it takes too long or too much memory. Never throws.
 */
export const runScript = async (
  script: string,
  { variables, moment, seed }: ScriptSurroundings,
): Promise<Evaluated> => {
  const { getQuickJS } = await import('quickjs-emscripten');
  const quickJs = await getQuickJS();
  const runtime = quickJs.newRuntime();
  let deadline = Number.POSITIVE_INFINITY;
  let workedBefore = 0;
  // On a machine that is busy no script runs, however short: what counts is what the thread has had of the processor.
  const isLate = () => performance.now() > deadline && threadTime() - workedBefore > maxScriptMs;
  runtime.setMemoryLimit(maxScriptBytes);
  runtime.setMaxStackSize(maxStackBytes);
  runtime.setInterruptHandler(isLate);
  const context = runtime.newContext();
  /** What a failure of the script is called; ends its handle. */
  const failed = (thrown: QuickJSHandle, describe: QuickJSHandle): Evaluated => {
    if (isLate()) return { error: scriptTooLong };
    if (context.typeof(thrown) === 'object' && context.sameValue(thrown, context.null)) {
      const isGrown = quickJs.getWasmMemory().buffer.byteLength > maxScriptBytes;
      if (!isGrown) return { error: 'The script threw null.' };
      return { error: script.includes('throw') ? scriptNullOrTooLarge : scriptTooLarge };
    }
    const said = context.callFunction(describe, context.undefined, thrown);
    if (!said.error)
      return { error: thrownWords(described(said.value.consume((value) => context.getString(value)))) };
    said.error.dispose();
    return { error: isLate() ? scriptTooLong : 'The script threw what cannot be read.' };
  };
  try {
    installTime(context, moment);
    context.unwrapResult(context.evalCode(dice(seed))).dispose();
    context.unwrapResult(context.evalCode(libraryScript)).dispose();
    const collect = context.unwrapResult(context.evalCode(collector));
    const describe = context.unwrapResult(context.evalCode(describer));
    for (const [name, value] of Object.entries(variables)) {
      const text = context.newString(value);
      context.setProp(context.global, name, text);
      text.dispose();
    }
    workedBefore = threadTime();
    deadline = performance.now() + maxScriptMs;
    const value = context.evalCode(script, 'evaluate.js');
    if (value.error) {
      const told = value.error.consume((thrown) => failed(thrown, describe));
      describe.dispose();
      collect.dispose();
      return told;
    }
    const collected = context.callFunction(collect, context.undefined, value.value);
    value.value.dispose();
    collect.dispose();
    if (collected.error) {
      const told = collected.error.consume((thrown) => failed(thrown, describe));
      describe.dispose();
      return told;
    }
    describe.dispose();
    const text = context.getString(collected.value);
    collected.value.dispose();
    return parseResult(text);
  } catch (error) {
    return {
      error: isLate() ? scriptTooLong : (error as Error).message,
    };
  } finally {
    context.dispose();
    runtime.dispose();
  }
};
