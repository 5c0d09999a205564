import { dirname, join } from 'node:path';
import { type ReadFlow, readFlow } from './read-flow.js';
import type { Flow } from './types.js';

/** Flows that one flow may bring along through Call Workflow; more are not read. */
const maxCalledFlows = 100;

export const callsOf = (flow: Flow): string[] =>
  flow.steps.flatMap((step) => (step.kind === 'call' ? [step.flow] : []));

/** Reads the flows that a flow calls, and those that they call: file name → what was read. */
export const readCalledFlows = async (file: string, flow: Flow): Promise<Map<string, ReadFlow>> => {
  const read = new Map<string, ReadFlow>();
  const waiting = callsOf(flow);
  for (let name = waiting.pop(); name !== undefined && read.size < maxCalledFlows; name = waiting.pop()) {
    if (read.has(name)) continue;
    const called = await readFlow(join(dirname(file), name));
    read.set(name, called);
    if (called.value) waiting.push(...callsOf(called.value));
  }
  return read;
};
