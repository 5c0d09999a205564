import { appendPointer } from '../ground/pointer.js';
import type { Flow, Step } from './types.js';

/** A `$(name)` in a text of a flow. */
export interface Reference {
  name: string;
  /** Of the text that holds it. */
  pointer: string;
}

/** `$(n5.taskId)` taken apart. */
export interface OutputReference {
  step: string;
  output: string;
}

const pattern = /\$\(([^()]+)\)/g;

/** Names that the runner itself gives a value: the run's id, and the platform's word for empty text (observed). */
export const builtInVariables = ['transid', 'emptystring'];

/** Whether a name can be that of a custom variable. */
export const isVariableName = (name: string) => /^[A-Za-z_][A-Za-z0-9_]{0,79}$/.test(name);

/** The names in one text. */
export const namesIn = (text: string): string[] => [...text.matchAll(pattern)].map(([, name]) => name!);

/** The step and output of a reference to an output; undefined for a custom variable. */
export const outputReference = (name: string): OutputReference | undefined => {
  const [, step, output] = /^(n[0-9]+)\.(.+)$/s.exec(name) ?? [];
  return step !== undefined && output !== undefined ? { step, output } : undefined;
};

const collect = (value: unknown, pointer: string, into: Reference[]): void => {
  if (typeof value === 'string') {
    for (const name of namesIn(value)) into.push({ name, pointer });
    return;
  }
  if (value === null || typeof value !== 'object') return;
  for (const [key, child] of Object.entries(value)) collect(child, appendPointer(pointer, key), into);
};

/** All references in a value; pointers begin with `pointer`. */
export const referencesIn = (value: unknown, pointer = ''): Reference[] => {
  const found: Reference[] = [];
  collect(value, pointer, found);
  return found;
};

/** The parts of a step, besides its actions, whose texts are filled. */
const filledPart = (step: Step): unknown => {
  switch (step.kind) {
    case 'node':
      return { input: step.input };
    case 'branch':
      return { branches: step.branches.map(({ when }) => ({ when })) };
    case 'send':
      return { recipient: step.recipient, message: step.message };
    case 'call':
      return { variables: step.variables ?? {} };
    case 'delay':
      return { until: step.until ?? '' };
    case 'http':
      return { url: step.url, headers: step.headers ?? {}, body: step.body ?? '' };
    case 'dataParser':
      return { from: step.from };
    case 'appendConversation':
    case 'searchConversation':
    case 'aiAgent':
    case 'form':
      return { input: step.input ?? {} };
    default:
      return {};
  }
};

/** What a step reads before it does its work: entering actions in their order, then the step itself. */
export const readsOf = (step: Step, pointer: string): Reference[] => referencesIn(filledPart(step), pointer);

/** What the conditions of the start read; only the start's own outputs have a value then. */
export const startConditionReads = (flow: Flow): Reference[] =>
  referencesIn(flow.start.conditions ?? {}, '/start/conditions');
