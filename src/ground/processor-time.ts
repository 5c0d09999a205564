import { readFileSync } from 'node:fs';

const inMs = ({ user, system }: NodeJS.CpuUsage) => (user + system) / 1000;

/** Milliseconds of processor time that this program has had, all its threads together. */
export const processorTime = (): number => inMs(process.cpuUsage());

/** The same of this thread alone; of the whole program where nobody tells it. */
export const threadTime = (): number => {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  if (threadCpuUsage) return inMs(threadCpuUsage.call(process));
  try {
    // Linux says it in nanoseconds.
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return processorTime();
  }
};
