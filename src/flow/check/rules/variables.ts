import { suggestion } from '../../../ground/nearest.js';
import { customVariables } from '../../custom-variables.js';
import { referenceTo, unknownOutput } from '../../known-outputs.js';
import { outcomesOf } from '../../outcomes.js';
import {
  builtInVariables,
  isVariableName,
  outputReference,
  type Reference,
  readsOf,
  referencesIn,
  startConditionReads,
} from '../../references.js';
import { libraryOf } from '../../script-library.js';
import { type Action, startId } from '../../types.js';
import { definiteFacts } from '../definite.js';
import { type Draft, foundMethod, nameOf, pointerOf, type Rule, type Subject } from '../rule.js';

/** The fact that an output of a step, or a custom variable, has a value. */
const factName = (name: string): string => outputReference(name)?.step ?? `:${name}`;

const sourcesOf = (subject: Subject) => ({
  ...subject,
  method: (place: number) => foundMethod(subject, place),
});

const unknownName = (subject: Subject, { name, pointer }: Reference): Draft | undefined => {
  const unknown = unknownOutput(sourcesOf(subject), outputReference(name)!);
  return unknown && { rule: 'variable.unknown', pointer, ...unknown };
};

/** What a step adds to the facts on the way out. */
const addedBy = (subject: Subject, place: number, outcome: string): string[] => {
  const step = subject.flow.steps[place]!;
  if (step.kind === 'end') return [];
  const declared = outcomesOf(step, foundMethod(subject, place))?.find(({ name }) => name === outcome);
  const isDone = declared === undefined || (declared.type === 'success' && !declared.isIntermediate);
  return [
    ...(step.actions ?? []).map(({ set }) => `:${set}`),
    ...(step.kind === 'evaluate' && outcome !== 'onError'
      ? (subject.scripts.get(place)?.sets ?? []).map((name) => `:${name}`)
      : []),
    ...(isDone ? [step.id] : []),
  ];
};

/** A bare name in a script is JavaScript's, and a variable of the flow only if the flow has it. */
type Named = Reference & { isBare?: true };

interface Read extends Named {
  /** Set earlier in the same step. */
  own: Set<string>;
}

/** What a step reads, in its order: entering actions, its work, leaving actions. */
const readsInOrder = (subject: Subject, place: number): Read[] => {
  const step = subject.flow.steps[place]!;
  const own = new Set<string>();
  const reads: Read[] = [];
  const add = (references: Named[]) => {
    for (const reference of references) reads.push({ ...reference, own: new Set(own) });
  };
  const act = (when: Action['when']) => {
    for (const [index, action] of (step.actions ?? []).entries()) {
      if (action.when !== when) continue;
      add(referencesIn(action.value, `${pointerOf(place)}/actions/${index}/value`));
      own.add(`:${action.set}`);
    }
  };
  act('enter');
  add(readsOf(step, pointerOf(place)));
  const script = subject.scripts.get(place);
  const inScript = (name: string) => ({ name, pointer: `${pointerOf(place)}/script` });
  add((script?.references ?? []).map(inScript));
  add((script?.reads ?? []).map((name) => ({ ...inScript(name), isBare: true as const })));
  for (const name of script?.sets ?? []) own.add(`:${name}`);
  own.add(step.id);
  act('leave');
  return reads;
};

/** What the start reads of itself: conditions on other things are told as too early. */
const startReads = ({ flow }: Subject): Reference[] => [
  ...startConditionReads(flow).filter(({ name }) => outputReference(name)?.step === startId),
  ...(flow.start.actions ?? []).flatMap(({ value }, index) =>
    referencesIn(value, `/start/actions/${index}/value`),
  ),
];

const remedyFor = (subject: Subject, { name, isBare }: Named, settable: string[]): string => {
  const library = libraryOf(name);
  const output = isBare ? undefined : referenceTo(sourcesOf(subject), name);
  if (output) return `An output is named with its step: ${output}.`;
  if (isBare && library) return `Begin the script with includeJs(${library}).`;
  if (isBare && /^n[0-9]+$/.test(name)) return `Write an output of a step as $(${name}.<output>).`;
  if (!isVariableName(name)) return 'A variable is a letter or _, then letters, digits and _.';
  return `${suggestion(name, settable)} Else declare it in variables.`;
};

/** Variables that are read but never set, or not set on some path that leads to where they are read. */
export const variables: Rule = (subject) => {
  const { flow, graph } = subject;
  const settable = customVariables(flow);
  const declared = new Set([...Object.keys(flow.variables ?? {}), ...builtInVariables]);
  const isAlwaysSet = (name: string) => declared.has(name) || outputReference(name)?.step === startId;
  const drafts: Draft[] = [];
  const refuse = (reference: Named, where: string): boolean => {
    if (outputReference(reference.name)) {
      const draft = unknownName(subject, reference);
      if (draft) drafts.push(draft);
      return draft !== undefined;
    }
    if (settable.has(reference.name) || builtInVariables.includes(reference.name)) return false;
    drafts.push({
      rule: 'variable.never-set',
      pointer: reference.pointer,
      message: `${where} reads ${reference.isBare ? reference.name : `$(${reference.name})`}, which nothing sets.`,
      remedy: remedyFor(subject, reference, [...settable]),
    });
    return true;
  };
  for (const reference of startReads(subject)) refuse(reference, 'The start');

  const reads = flow.steps.map((_, place) => readsInOrder(subject, place));
  const facts = new Map<string, number>();
  for (const { name } of reads.flat())
    if (!isAlwaysSet(name) && !facts.has(factName(name))) facts.set(factName(name), facts.size);
  const numbers = (names: string[]) => names.flatMap((name) => facts.get(name) ?? []);
  const before = definiteFacts(graph, {
    size: facts.size,
    initial: numbers((flow.start.actions ?? []).map(({ set }) => `:${set}`)),
    added: ({ from, outcome }) => numbers(addedBy(subject, from, outcome)),
  });
  for (const [place, own] of reads.entries())
    for (const read of own) {
      const step = flow.steps[place]!;
      if (refuse(read, `The step ${nameOf(step)}`) || isAlwaysSet(read.name)) continue;
      const fact = factName(read.name);
      const known = before[place];
      if (!known || read.own.has(fact) || known.has(facts.get(fact)!)) continue;
      drafts.push({
        severity: 'warning',
        rule: 'variable.unset-on-a-path',
        pointer: read.pointer,
        message: `$(${read.name}) has no value on some path that leads to the step ${nameOf(step)}.`,
        remedy: outputReference(read.name)
          ? 'The step that gives it has not succeeded on that path; lead the path elsewhere, or copy the output into a variable with a default.'
          : 'Declare the variable with a default in variables, or set it on every path.',
      });
    }
  return drafts;
};
