import { suggestion } from '../../../ground/nearest.js';
import { appendPointer } from '../../../ground/pointer.js';
import { customVariables } from '../../custom-variables.js';
import { canonicalOutcome } from '../../outcomes.js';
import { readsOf, referencesIn } from '../../references.js';
import { knownLibraries } from '../../script-library.js';
import { type Step, transitionsOf } from '../../types.js';
import { type Draft, nameOf, pointerOf, type Rule, type Subject, stepsOf } from '../rule.js';

const lineOf = (script: string | string[], pointer: string, line: number) =>
  Array.isArray(script) ? `${pointer}/${line - 1}` : pointer;

/** The names that a step mentions: in its configuration, in its script, in its actions. */
const mentionsOf = ({ scripts }: Subject, step: Step, place: number): string[] => {
  const { reads = [], references = [], sets = [] } = scripts.get(place) ?? {};
  return [
    ...readsOf(step, '').map(({ name }) => name),
    ...referencesIn(step.actions ?? []).map(({ name }) => name),
    ...(step.actions ?? []).map(({ set }) => set),
    ...reads,
    ...references,
    ...sets,
  ];
};

/** For each step which of the names a step before it mentions, on some path; those of the start too. */
const mentionedBefore = (subject: Subject, names: Set<string>): Set<string>[] => {
  const { flow, graph } = subject;
  const own = flow.steps.map((step, place) =>
    mentionsOf(subject, step, place).filter((name) => names.has(name)),
  );
  const starts = [
    ...referencesIn([flow.start.actions ?? [], flow.start.conditions ?? {}]).map(({ name }) => name),
    ...(flow.start.actions ?? []).map(({ set }) => set),
  ];
  const before = flow.steps.map(() => new Set<string>());
  if (graph.first === undefined) return before;
  const work = [graph.first];
  for (const name of starts.filter((one) => names.has(one))) before[graph.first]!.add(name);
  const seen = new Set(work);
  for (let place = work.pop(); place !== undefined; place = work.pop())
    for (const { to } of graph.leaving[place]!) {
      if (to === undefined) continue;
      const there = before[to]!;
      const size = there.size;
      for (const name of before[place]!) there.add(name);
      if (to !== place) for (const name of own[place]!) there.add(name);
      if (seen.has(to) && there.size === size) continue;
      seen.add(to);
      work.push(to);
    }
  return before;
};

/** The vendor's rule for what a script sees: variables that a step before it mentions. A default counts as a value. */
const notPopulated = (subject: Subject): Draft[] => {
  const custom = customVariables(subject.flow);
  const evaluates = stepsOf(subject.flow, 'evaluate');
  const needs = evaluates.map(({ place, step }) => {
    const facts = subject.scripts.get(place);
    const entered = (step.actions ?? []).filter(({ when }) => when === 'enter').map(({ set }) => set);
    // What the script sets itself it does not wait for.
    const read = (facts?.reads ?? []).filter((name) => !facts?.sets.includes(name));
    const all = new Set([...read, ...(facts?.references ?? []), ...(facts?.takes ?? [])]);
    const names = [...all].filter(
      (name) => custom.has(name) && (subject.flow.variables?.[name] ?? '') === '' && !entered.includes(name),
    );
    return { place, step, names };
  });
  // A long flow has thousands of names; those that no script waits for need not be followed.
  const asked = new Set(needs.flatMap(({ names }) => names));
  if (asked.size === 0) return [];
  const before = mentionedBefore(subject, asked);
  return needs.flatMap(({ place, step, names }) => {
    return names
      .filter((name) => !before[place]!.has(name))
      .map((name) => ({
        severity: 'warning' as const,
        rule: 'evaluate.not-populated',
        pointer: `${pointerOf(place)}/script`,
        message: `The script of ${nameOf(step)} reads ${name}, which has no default and which no step before it mentions; the platform gives it no value there.`,
        remedy: `Set ${name} in a transition action of a step before it, or of the start; or give it a default.`,
      }));
  });
};

const ownOutcomes = ['onInvalidChoice', 'onError'];

/** What a script gives has a transition, and what has a transition is given, as far as its text tells. */
const results = ({ flow, written, scripts }: Subject): Draft[] =>
  stepsOf(written, 'evaluate').flatMap(({ place, step }): Draft[] => {
    const given = scripts.get(place)?.results;
    if (!given) return [];
    const ownOf = (one: Step) =>
      Object.keys(transitionsOf(one)).filter((name) => !ownOutcomes.includes(canonicalOutcome(name)));
    const wired = ownOf(step);
    // The order of the flow or `otherwise` leads on what has no transition of its own.
    const led = ownOf(flow.steps[place]!);
    const lost = given.filter((one) => !led.includes(one) && !ownOutcomes.includes(one));
    const idle = wired.filter((one) => !given.includes(one));
    return [
      ...lost.map((one) => ({
        severity: 'warning' as const,
        rule: 'evaluate.outcome',
        pointer: `${pointerOf(place)}/script`,
        message: `The script of ${nameOf(step)} gives ${JSON.stringify(one)}, which leads nowhere: the outcome is onInvalidChoice.`,
        remedy: `Give it a transition, or correct it.${wired.length > 0 ? ` ${suggestion(one, idle.length > 0 ? idle : wired)}` : ''}`,
      })),
      // One mistake: the transition that was meant is not told as well.
      ...(lost.length > 0 ? [] : idle).map((one) => ({
        severity: 'warning' as const,
        rule: 'evaluate.outcome',
        pointer: appendPointer(`${pointerOf(place)}/transitions`, one),
        message: `The script of ${nameOf(step)} never gives ${JSON.stringify(one)}.`,
        remedy: `Remove the transition, or let the script give it. It gives ${given.map((text) => JSON.stringify(text)).join(', ')}.`,
      })),
    ];
  });

/** The scripts of Evaluate are JavaScript that the platform takes, and read variables that it gives them. */
export const scripts: Rule = (subject) => [
  ...stepsOf(subject.flow, 'evaluate').flatMap(({ place, step }): Draft[] => {
    const {
      syntax,
      modern = [],
      inexact = [],
      libraries = [],
      assigns = [],
    } = subject.scripts.get(place) ?? {};
    const pointer = `${pointerOf(place)}/script`;
    const drafts: Draft[] = modern.map(({ what, line }) => ({
      severity: 'warning',
      rule: 'evaluate.modern',
      pointer: lineOf(step.script, pointer, line),
      message: `The script of ${nameOf(step)} has ${what} in its line ${line}; the platform's JavaScript is older and may not take it.`,
      remedy: 'Write it as ECMAScript 5 does; let is fine.',
    }));
    for (const { what, line } of inexact)
      drafts.push({
        severity: 'warning',
        rule: 'evaluate.digits',
        pointer: lineOf(step.script, pointer, line),
        message: `The script of ${nameOf(step)} has ${what.slice(0, 40)} in its line ${line}: too many digits to be carried exactly.`,
        remedy: 'Write it as text, inside of quotes.',
      });
    for (const library of libraries.filter((one) => !knownLibraries.includes(one)))
      drafts.push({
        severity: 'warning',
        rule: 'evaluate.library',
        pointer,
        message: `${library}: a library of Webex Connect, not simulated.`,
        remedy: `A local run ends this script with an error. Simulated: ${knownLibraries.join(', ')}.`,
      });
    for (const name of assigns)
      drafts.push({
        severity: 'warning',
        rule: 'evaluate.assigns',
        pointer,
        message: `The script of ${nameOf(step)} sets $(${name}), which is read only; the variable keeps its value.`,
        remedy: `Set a custom variable by its bare name: ${name.replace(/\W.*/s, '')} = ….`,
      });
    if (syntax)
      drafts.push({
        rule: 'evaluate.syntax',
        pointer: lineOf(step.script, pointer, syntax.line),
        message: `The script of ${nameOf(step)} is no JavaScript: ${syntax.message} in its line ${syntax.line}.`,
        remedy: 'Correct the script.',
      });
    return drafts;
  }),
  ...notPopulated(subject),
  ...results(subject),
];
