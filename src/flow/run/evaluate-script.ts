import type { QuickJSContext, QuickJSHandle } from 'quickjs-emscripten';
import type { Moment } from '../../ground/time-zone.js';
import { libraryScript } from '../script-library.js';
import { installTime } from './script-time.js';

/** What a script of an Evaluate came to. */
export type Evaluated =
  | {
      outcome: string;
      variables: Record<string, string>;
      /** The variables that held a list or an object: their text is not JSON. */
      objects?: string[];
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

/** A script that takes longer is stopped. Milliseconds. */
export const maxScriptMs = 1000;
/** A script that wants more fails. Bytes. */
const maxScriptBytes = 16 * 1024 * 1024;
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
    for (const name of names(globalThis))
      if (!own[name] && typeof globalThis[name] !== 'function' && /^[A-Za-z_][A-Za-z0-9_]{0,79}$/.test(name) && name !== '__proto__') {
        if (globalThis[name] !== null && typeof globalThis[name] === 'object') objects.push(name);
        variables[name] = asText(globalThis[name]);
      }
    return stringify({ outcome: typeof value === 'string' ? value : text(value), variables, objects });
  };
})()`;

const messageOf = (context: QuickJSContext, error: QuickJSHandle, isLate: () => boolean): string => {
  if (isLate()) return `The script ran longer than ${maxScriptMs} ms and was stopped.`;
  const dumped = context.dump(error) as { name?: unknown; message?: unknown } | null;
  if (dumped === null || String(dumped?.message).includes('out of memory'))
    return `The script wanted more than ${maxScriptBytes} bytes of memory.`;
  if (typeof dumped !== 'object') return `The script threw ${String(dumped).slice(0, 200)}.`;
  return `${String(dumped.name ?? 'Error')}: ${String(dumped.message ?? '').slice(0, 500)}`;
};

const parseResult = (text: string): Evaluated => {
  if (text.length > maxResult) return { error: `The script left over ${maxResult} characters in variables.` };
  const { objects, ...rest } = JSON.parse(text) as {
    outcome: string;
    variables: Record<string, string>;
    objects: string[];
  };
  return { ...rest, ...(objects.length > 0 && { objects }) };
};

/**
 * Runs a script in QuickJS, a JavaScript engine in WebAssembly: it reaches nothing of this program, and is stopped
 * when it takes too long or too much memory. Never throws.
 */
const runScript = async (
  script: string,
  { variables, moment, seed }: ScriptSurroundings,
): Promise<Evaluated> => {
  const { getQuickJS } = await import('quickjs-emscripten');
  const runtime = (await getQuickJS()).newRuntime();
  let deadline = Number.POSITIVE_INFINITY;
  const isLate = () => performance.now() > deadline;
  runtime.setMemoryLimit(maxScriptBytes);
  runtime.setMaxStackSize(maxStackBytes);
  runtime.setInterruptHandler(isLate);
  const context = runtime.newContext();
  try {
    installTime(context, moment);
    context.unwrapResult(context.evalCode(dice(seed))).dispose();
    context.unwrapResult(context.evalCode(libraryScript)).dispose();
    const collect = context.unwrapResult(context.evalCode(collector));
    for (const [name, value] of Object.entries(variables)) {
      const text = context.newString(value);
      context.setProp(context.global, name, text);
      text.dispose();
    }
    deadline = performance.now() + maxScriptMs;
    const value = context.evalCode(script, 'evaluate.js');
    if (value.error) {
      const error = messageOf(context, value.error, isLate);
      value.error.dispose();
      collect.dispose();
      return { error };
    }
    const collected = context.callFunction(collect, context.undefined, value.value);
    value.value.dispose();
    collect.dispose();
    if (collected.error) {
      const error = messageOf(context, collected.error, isLate);
      collected.error.dispose();
      return { error };
    }
    const text = context.getString(collected.value);
    collected.value.dispose();
    return parseResult(text);
  } catch (error) {
    return {
      error: isLate()
        ? `The script ran longer than ${maxScriptMs} ms and was stopped.`
        : (error as Error).message,
    };
  } finally {
    context.dispose();
    runtime.dispose();
  }
};

/** What scripts came to, by all that they depend on: explored and recorded runs repeat the same ones over and over. */
const remembered = new Map<string, Evaluated>();
const rememberedScripts = 500;
/** Characters; what is longer is not remembered. */
const rememberedLength = 20_000;

/**
 * What a script of an Evaluate comes to; the value of its last expression is the outcome. The same script in the same
 * surroundings comes to the same. Never throws.
 */
export const evaluateScript = async (
  script: string,
  surroundings: ScriptSurroundings,
): Promise<Evaluated> => {
  const key = JSON.stringify([script, surroundings]);
  const known = remembered.get(key);
  if (known) return known;
  const result = await runScript(script, surroundings);
  // An error may have come from a machine that was busy.
  if (result.error !== undefined || key.length + JSON.stringify(result).length > rememberedLength)
    return result;
  remembered.set(key, result);
  if (remembered.size > rememberedScripts) remembered.delete(remembered.keys().next().value!);
  return result;
};
