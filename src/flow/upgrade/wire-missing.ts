import type { Packages } from '../../package/package-set.js';
import { unwrittenTransition, writtenTransition } from '../expand.js';
import type { Outcome } from '../outcomes.js';
import { readFlow } from '../read-flow.js';
import { wirableOutcomes } from '../script-outcomes.js';
import { findMethods } from '../step-methods.js';
import type { Flow, Step, Transition } from '../types.js';
import { replaceWithBackup } from './backup.js';
import { type AddedTransition, addTransitions } from './edit-text.js';

/** What was wired in a flow file. */
export interface WiredFlow {
  file: string;
  /** The file as it was. */
  backup?: string;
  added: (Pick<Step, 'id' | 'name'> & Omit<AddedTransition, 'index'>)[];
}

/** A success goes on to the next step; what went wrong ends the flow with an error; an intermediate outcome ends its own branch. */
const placeFor = ({ type, isIntermediate }: Outcome, next: Step | undefined): Transition => {
  if (isIntermediate) return { end: {} };
  if (type !== 'success') return { end: { exitResult: 102 } };
  return next ? { to: next.name } : { end: { exitResult: 101 } };
};

const missingIn = async (flow: Flow, packages: Packages): Promise<AddedTransition[]> => {
  const methods = await findMethods(flow, packages);
  return flow.steps.flatMap((step, index): AddedTransition[] => {
    if (step.kind === 'end') return [];
    return wirableOutcomes(step, methods.get(index)?.found)
      .filter((one) => !writtenTransition(step, one.name) && !unwrittenTransition(flow, index, one))
      .map((one) => ({ index, outcome: one.name, transition: placeFor(one, flow.steps[index + 1]) }));
  });
};

/**
 * Gives every outcome that leads nowhere a transition, and leaves the rest of the file as it is; the old file stays
 * beside it, and `flow upgrade --undo` takes it back. A file that cannot be read as a flow is left alone. Throws
 * ToldError when it cannot be written.
 */
export const wireMissing = async (file: string, packages: Packages): Promise<WiredFlow> => {
  const { value: flow, source } = await readFlow(file);
  const missing = flow ? await missingIn(flow, packages) : [];
  if (!flow || missing.length === 0) return { file, added: [] };
  const backup = await replaceWithBackup(file, source, addTransitions(source, missing));
  const added = missing.map(({ index, ...one }) => {
    const { id, name } = flow.steps[index]!;
    return { id, name, ...one };
  });
  return { file, backup, added };
};
