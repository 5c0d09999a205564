import { parentPort } from 'node:worker_threads';
import { DigitsLost, refusingLostDigits } from '../ground/exact-number.js';
import { isThrown, thrownText } from '../ground/thrown.js';
import type { AskedOfPackage, SaidByPackage } from './package-thread.js';
import { type Path, packData, unpackData } from './plain-data.js';
import { runModule } from './run-module.js';

// The thread that the code of one package runs in.

const exported = new Map<string, Record<string, unknown>>();

const load = ({ file, code }: AskedOfPackage): Record<string, unknown> => {
  const found = exported.get(file) ?? runModule(code!, file);
  exported.set(file, found);
  return found;
};

/** Thrown where a handler asks for a callback's address that cannot be had. */
class NoUrl extends Error {}

const withoutUrl = (call: unknown): void => {
  if (call === null || typeof call !== 'object' || !('orgId' in call) || 'callbackUrl' in call) return;
  Object.defineProperty(call, 'callbackUrl', {
    get: () => {
      throw new NoUrl('There is no callback URL.');
    },
  });
};

const callOf = (module: unknown, path: Path, parts: string): SaidByPackage => {
  const work = path.reduce((value, key) => (value as Record<string, unknown>)[key], module) as ((
    ...parts: unknown[]
  ) => unknown) & { errors?: unknown };
  const given = unpackData(parts) as unknown[];
  withoutUrl(given[1]);
  return {
    value: refusingLostDigits(() => {
      const gave = work(...given);
      // As the validators of ajv tell their findings.
      return packData(gave === false && work.errors ? work.errors : gave);
    }),
  };
};

const answer = (asked: AskedOfPackage): SaidByPackage => {
  try {
    const module = load(asked);
    if (!asked.call) return { value: packData(module, true) };
    return callOf(module, asked.call.path, asked.call.parts);
  } catch (error) {
    return {
      thrown: thrownText(error),
      isDigits: isThrown(error, DigitsLost),
      isUrl: isThrown(error, NoUrl),
    };
  }
};

parentPort!.on('message', (asked: AskedOfPackage) => {
  const said = answer(asked);
  // After the microtasks of the package: what never ends is seen to belong to this call.
  setImmediate(() => parentPort!.postMessage(said));
});
