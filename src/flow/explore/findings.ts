import type { Finding } from '../../ground/finding.js';
import type { Positions } from '../positions.js';
import type { Flow } from '../types.js';
import type { Exploration } from './explore.js';
import { endlessAfter } from './explore.js';

type Draft = Omit<Finding, 'file' | 'line' | 'column'> & { way?: string };

/** One finding for all runs that end in the same way at the same step. */
const merged = (drafts: Draft[]): Draft[] => {
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const key = JSON.stringify([draft.rule, draft.pointer, draft.message]);
    groups.set(key, [...(groups.get(key) ?? []), draft]);
  }
  return [...groups.values()].map(([first, ...others]) => {
    const { way, ...draft } = first!;
    if (way === undefined) return draft;
    const more = others.length > 0 ? `; and in ${others.length} more runs` : '';
    return { ...draft, message: `${draft.message} (${way}${more})` };
  });
};

/** How people can see it for themselves. */
const wayOf = ({ event, faults }: Exploration) =>
  [`event ${event.name}`, ...faults.map(({ text }) => `--fault "${text}"`)].join(', ');

/** States in which nobody looks at a task: it waits for the flow alone. */
const forgotten: Record<string, string> = {
  created: 'was created and never queued: no agent will ever see it',
  closing: 'waits for the answer to Task Closed',
};

/** A success that only the callback told: what the sandbox has is another story. */
const isInvented = ({ forced, type }: Exploration['report']['steps'][number]) =>
  forced?.by === 'wire' && type === 'success';

/** The flow has done what it can: it asked for the task to be closed, in vain. */
const isTried = (steps: Exploration['report']['steps']) =>
  steps.some(({ node, type }) => node === 'close-task' && type !== 'success');

/** A task that was created for a call whose answer went astray: no flow can close what it was not told of. */
const isUntold = (steps: Exploration['report']['steps'], id: string, state: string) =>
  state === 'created' &&
  !steps.some(({ outputs }) => Object.values(outputs).some((text) => text.includes(id)));

const ofRun = (exploration: Exploration, pointer: string): Draft[] => {
  const { end, openTasks = [], steps } = exploration.report;
  const way = wayOf(exploration);
  const drafts: Draft[] = [];
  if (end.reason === 'dead-end')
    drafts.push({
      severity: 'error',
      rule: 'explore.dead-end',
      pointer,
      message: end.message,
      way,
      remedy: 'Add a transition for the outcome.',
    });
  if (end.reason === 'execution-limit')
    drafts.push({
      severity: 'error',
      rule: 'explore.endless-loop',
      pointer,
      message: `The run does not leave a loop within ${endlessAfter} executions; its last step is ${end.step ?? 'none'}.`,
      way,
      remedy: 'Count the rounds and leave the loop after a few.',
    });
  if (end.reason === 'too-large')
    drafts.push({
      severity: 'error',
      rule: 'explore.too-large',
      pointer,
      message: end.message,
      way,
      remedy: 'Keep the texts short.',
    });
  if (end.reason !== 'not-started' && !steps.some(isInvented) && !isTried(steps))
    for (const { id, state } of openTasks)
      if (Object.hasOwn(forgotten, state) && !isUntold(steps, id, state))
        drafts.push({
          severity: 'warning',
          rule: 'explore.task-left-open',
          pointer,
          message: `After ${steps.at(-1)?.name ?? 'the start'} the task ${id} ${forgotten[state]}.`,
          way,
          remedy: 'Close the task on this path (Close Task), or queue it.',
        });
  return drafts;
};

/** What an exploration found: dead ends, endless loops, tasks that nobody looks after, steps that no run reached. */
export const explorationFindings = (
  flow: Flow,
  file: string,
  explorations: Exploration[],
  positions: Positions,
): Finding[] => {
  const placeOf = new Map(flow.steps.map(({ id }, place) => [id, place]));
  const pointerOf = (id: string | undefined) => (id === undefined ? '' : `/steps/${placeOf.get(id)}`);
  const reached = new Set(explorations.flatMap(({ report }) => report.steps.map(({ id }) => id)));
  const drafts = [
    ...explorations.flatMap((one) => {
      const last = one.report.steps.filter((step) => step.flow === flow.id).at(-1);
      return ofRun(one, pointerOf(last?.id));
    }),
    ...flow.steps
      .filter(({ id }) => !reached.has(id))
      .map(
        ({ id, name }): Draft => ({
          severity: 'warning',
          rule: 'explore.not-reached',
          pointer: pointerOf(id),
          message: `No run reached the step ${name} (${id}).`,
          remedy: 'Give an event that leads to it.',
        }),
      ),
  ];
  return merged(drafts).map((draft) => ({ ...draft, file, ...positions.ofPointer(draft.pointer) }));
};
