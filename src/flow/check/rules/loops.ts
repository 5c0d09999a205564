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

const slower = 'Put a Delay into the loop and count the rounds; documented for 429: 60, 120 and 180 seconds.';
const counted = 'Put a step between, for example an Evaluate that counts the rounds and leaves after a few.';

const waits = ({ flow }: Subject, place: number) => ['delay', 'receive'].includes(flow.steps[place]!.kind);

/** Steps that lead straight back to themselves, those that wait too. */
const straightBack: Rule = (subject) =>
  subject.flow.steps.flatMap((step, place): Draft[] =>
    subject.graph.leaving[place]!.some(({ to }) => to === place)
      ? [
          {
            rule: 'loop.straight-back',
            pointer: pointerOf(place),
            message: `The step ${nameOf(step)} leads straight back to itself, which the platform does not allow.`,
            remedy: waits(subject, place) ? counted : slower,
          },
        ]
      : [],
  );

/** Loops that nothing slows down: they exhaust the platform's executions within seconds. */
export const loopsWithoutDelay: Rule = async (subject) => [
  ...(await straightBack(subject)),
  ...cyclesOf(
    subject.flow.steps.length,
    targetsOf(subject, (place) => waits(subject, place)),
  )
    .filter((cycle) => cycle.length > 1)
    .map(
      (cycle): Draft => ({
        severity: 'warning',
        rule: 'loop.no-delay',
        pointer: pointerOf(cycle[0]!),
        message: `A loop without a Delay: ${around(subject, cycle)}.`,
        remedy: slower,
      }),
    ),
];

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
        remedy: counted,
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
