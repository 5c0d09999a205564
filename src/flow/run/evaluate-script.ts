import { Worker } from 'node:worker_threads';
import { threadFile } from '../../ground/thread-file.js';
import {
  type Asked,
  type Evaluated,
  maxScriptMs,
  type ScriptSurroundings,
  scriptTooLarge,
  scriptTooLong,
} from './script-engine.js';

/** The engine looks at the time between two steps of a script, but not inside of one: this is for what stays in one. */
const patienceMs = 2 * maxScriptMs;

let idle: Worker | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Beside the engine's own memory, which is limited apart. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32 };

const newWorker = (): Worker =>
  // What an engine that breaks says is nothing for a terminal; an error after the answer must not end the program.
  new Worker(threadFile('script-worker'), { resourceLimits, env: {}, stdout: true, stderr: true }).on(
    'error',
    () => {},
  );

/** Runs a script in the thread that is kept for it. A thread that fails or does not answer is ended, and replaced. */
const runInThread = (asked: Asked): Promise<Evaluated> =>
  new Promise((resolve) => {
    const worker = idle ?? newWorker();
    idle = undefined;
    worker.ref();
    const end = (result: Evaluated, isWell: boolean) => {
      clearTimeout(timer);
      worker.off('message', answered).off('error', failed).off('exit', ended);
      worker.unref();
      if (isWell) idle = worker;
      const settle = () => resolve(result);
      // What it took is free again before anybody goes on.
      if (isWell) settle();
      else worker.terminate().then(settle, settle);
    };
    const failed = (error: Error) => end({ error: `The script broke its engine: ${error.message}` }, false);
    let timer: NodeJS.Timeout | undefined;
    // Counted from when the thread is there: starting it is not the script's fault.
    const start = () => {
      timer = setTimeout(() => end({ error: scriptTooLong }, false), patienceMs);
      worker.postMessage(asked);
    };
    // An engine that came to its limits does not give back what it took.
    const answered = (result: Evaluated) =>
      end(result, result.error !== scriptTooLong && result.error !== scriptTooLarge);
    const ended = () => failed(new Error('it ended'));
    worker.on('message', answered).on('error', failed).on('exit', ended);
    if (started.has(worker)) start();
    else
      worker.once('online', () => {
        started.add(worker);
        start();
      });
  });

const started = new WeakSet<Worker>();

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
