import { cyclesOf } from '../../graph.js';
import { type Draft, nameOf, pointerOf, type Rule, type Subject } from '../rule.js';

const targetsOf =
  ({ graph }: Subject, isLeftOut: (place: number) => boolean = () => false) =>
  (place: number) =>
    isLeftOut(place)
      ? []
      : graph.leaving[place]!.flatMap(({ to }) => (to === undefined || isLeftOut(to) ? [] : [to]));

const around = ({ flow }: Subject, cycle: number[]) =>
  cycle.map((place) => nameOf(flow.steps[place]!)).join(', ');

/** Loops that nothing slows down: they exhaust the platform's executions within seconds. */
export const loopsWithoutDelay: Rule = (subject) => {
  const waits = (place: number) => ['delay', 'receive'].includes(subject.flow.steps[place]!.kind);
  return cyclesOf(subject.flow.steps.length, targetsOf(subject, waits)).map((cycle): Draft => {
    const isStraightBack = cycle.length === 1;
    return {
      severity: isStraightBack ? 'error' : 'warning',
      rule: isStraightBack ? 'loop.straight-back' : 'loop.no-delay',
      pointer: pointerOf(cycle[0]!),
      message: isStraightBack
        ? `The step ${around(subject, cycle)} leads straight back to itself, which the platform does not allow.`
        : `A loop without a Delay: ${around(subject, cycle)}.`,
      remedy: 'Put a Delay into the loop and count the rounds; documented for 429: 60, 120 and 180 seconds.',
    };
  });
};

/** A Delay that leads back to the step before it: no connector may go back to the immediately preceding node (documented). */
export const delaysBack: Rule = ({ flow, graph }) =>
  flow.steps.flatMap((step, place): Draft[] => {
    if (step.kind !== 'delay') return [];
    const back = graph.leaving[place]!.find(
      ({ to }) => to !== undefined && to !== place && graph.leaving[to]!.some((edge) => edge.to === place),
    );
    if (back?.to === undefined) return [];
    return [
      {
        severity: 'warning',
        rule: 'loop.delay-only',
        pointer: pointerOf(place),
        message: `${nameOf(step)} leads straight back to ${nameOf(flow.steps[back.to]!)}, the step before it, which the platform does not allow.`,
        remedy:
          'Put a step between them, for example an Evaluate that counts the rounds and leaves after a few.',
      },
    ];
  });

/** Loops that no transition leaves: only the platform's limit ends them. */
export const endlessLoops: Rule = (subject) =>
  cyclesOf(subject.flow.steps.length, targetsOf(subject))
    .filter((cycle) => {
      const inside = new Set(cycle);
      return cycle.every((place) =>
        subject.graph.leaving[place]!.every(({ to }) => to !== undefined && inside.has(to)),
      );
    })
    .map((cycle) => ({
      rule: 'limit.executions',
      pointer: pointerOf(cycle[0]!),
      message: `No path leaves the loop ${around(subject, cycle)}; it runs until the platform's limit of 1000 executions.`,
      remedy: 'Let an outcome lead out of the loop.',
    }));
