import { AnsweringThread, type ThreadEnded } from '../../ground/answering-thread.js';
import {
  type Asked,
  type Evaluated,
  maxScriptMs,
  type ScriptSurroundings,
  scriptNullOrTooLarge,
  scriptTooLarge,
  scriptTooLong,
} from './script-engine.js';

/** The engine looks at the time between two steps of a script, but not inside of one: this is for what stays in one. */
const patienceMs = 3 * maxScriptMs;

let thread: AnsweringThread | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Beside the engine's own memory, which is limited apart. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32 };

const whyEnded = ({ isSilent, message }: ThreadEnded): Evaluated => {
  thread = undefined;
  return { error: isSilent ? scriptTooLong : `The script broke its engine: ${message}` };
};

const spentErrors = new Set([scriptTooLong, scriptTooLarge, scriptNullOrTooLarge]);

/** Runs a script in the thread that is kept for it. A thread that fails or does not answer is ended, and replaced. */
const runInThread = async (asked: Asked): Promise<Evaluated> => {
  thread ??= new AnsweringThread('script-worker', resourceLimits);
  const result = (await thread.ask(asked, patienceMs).catch(whyEnded)) as Evaluated;
  // An engine that came to its limits does not give back what it took.
  if (result.error !== undefined && spentErrors.has(result.error)) {
    await thread?.end();
    thread = undefined;
  }
  return result;
};

/** What scripts came to, by all that they depend on: explored and recorded runs repeat the same ones over and over. */
const remembered = new Map<string, Evaluated>();
const rememberedScripts = 500;
/** Characters; what is longer is not remembered. */
const rememberedLength = 20_000;

/**
 * What a script of an Evaluate comes to; the value of its last expression is the outcome. The same script in the same
 * surroundings comes to the same. One at a time. Never throws.
 */
export const evaluateScript = async (
  script: string,
  surroundings: ScriptSurroundings,
): Promise<Evaluated> => {
  const key = JSON.stringify([script, surroundings]);
  const known = remembered.get(key);
  if (known) return known;
  const running = last.then(() => runInThread({ script, surroundings }));
  last = running;
  const result = await running;
  // An error may have come from a machine that was busy.
  if (result.error !== undefined || key.length + JSON.stringify(result).length > rememberedLength)
    return result;
  remembered.set(key, result);
  if (remembered.size > rememberedScripts) remembered.delete(remembered.keys().next().value!);
  return result;
};
