import type { Task } from './tasks.js';

export interface Queue {
  id: string;
  name: string;
  mediaType: string;
  /** How long one place in the queue took, for each contact that an agent has answered. */
  served: { at: number; millisecondsPerPlace: number }[];
  /** The same for the contacts of every day, that were answered so long ago at any time; see the scenario. */
  usual: { agoMs: number; millisecondsPerPlace: number }[];
}

export interface Position {
  piq: number;
  ewt: number;
  status: string;
  reasonCode: string;
  reason: string;
}

/** Highest priority first (1), then the longest waiting. */
export const inOrder = (tasks: Iterable<Task>, queueId: string): Task[] =>
  [...tasks]
    .filter((task) => task.state === 'queued' && task.queueId === queueId)
    .sort((a, b) => a.priority - b.priority || a.queuedAt! - b.queuedAt!);

/** What waits are estimated from. */
export const samplesOf = ({ served, usual }: Queue, now: number): Queue['usual'] => [
  ...usual,
  ...served.map(({ at, millisecondsPerPlace }) => ({ agoMs: now - at, millisecondsPerPlace })),
];

/** The mean time of one place over the last minutes, or undefined without data. */
export const millisecondsPerPlace = (
  queue: Queue,
  lookbackMinutes: number,
  now: number,
): number | undefined => {
  const recent = samplesOf(queue, now).filter(({ agoMs }) => agoMs <= lookbackMinutes * 60_000);
  if (recent.length === 0) return undefined;
  return recent.reduce((sum, sample) => sum + sample.millisecondsPerPlace, 0) / recent.length;
};

/**
 * Position and wait of a task. A task that is not queued yet gets the place it would get; one that went straight to an
 * agent gets -1. Without answered contacts in the look-back there is no estimate: -1.
 */
export const positionOf = (
  task: Task,
  queue: Queue,
  tasks: Iterable<Task>,
  lookbackMinutes: number,
  now: number,
): Position => {
  const waiting = inOrder(tasks, queue.id);
  const place = waiting.findIndex(({ id }) => id === task.id) + 1;
  const isWithAgent = task.state === 'connected' || task.state === 'closing';
  const piq = isWithAgent ? -1 : place || waiting.length + 1;
  const each = millisecondsPerPlace(queue, lookbackMinutes, now);
  if (each === undefined)
    return {
      piq,
      ewt: -1,
      status: 'Success',
      reasonCode: 'INSUFFICIENT_DATA',
      reason: 'Not enough answered contacts.',
    };
  return { piq, ewt: Math.round(each * Math.max(piq, 0)), status: 'Success', reasonCode: '', reason: '' };
};
