import { createHash, randomUUID } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Note } from '../store/stores.js';

/** So long a process that stands still may yet go on and store what the provider answered; milliseconds. */
const patienceMs = 10 * 60_000;

/** The same where nothing tells whether the process still exists: on another machine, in another container. */
const blindPatienceMs = 60_000;

const processSpace = (): string => {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
};

/** Process ids mean nothing elsewhere. */
const here = `${hostname()} ${processSpace()}`;

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/** What the turn to ask the provider for an authorization is called; any name makes a name of a file. */
export const turnName = (work: 'refresh' | 'sign-in', authorization: string): string =>
  `${work}-${createHash('sha256').update(authorization).digest('hex').slice(0, 16)}`;

/** A question to the provider, noted before it is asked: until its answer is stored, the refresh token may be spent. */
export const newQuestion = (refreshToken: string): Note => ({
  id: randomUUID(),
  about: createHash('sha256').update(refreshToken).digest('hex'),
  at: Date.now(),
  host: here,
  pid: process.pid,
});

/** Whether somebody who asked with the same refresh token may still store an answer. */
export const isOpen = ({ about, at, host, pid }: Note, question: Note): boolean => {
  const age = Date.now() - at;
  if (about !== question.about || age < 0) return false;
  return host === here ? age < patienceMs && isAlive(pid) : age < blindPatienceMs;
};
