import { plain } from '../ground/plain-text.js';
import { fitted, painted } from './terminal.js';

interface LogLine {
  level: number;
  time: number;
  msg: string;
  [field: string]: unknown;
}

/** Of the process, and said in words already. */
const unshown = new Set(['level', 'time', 'msg', 'pid', 'hostname', 'reqId', 'reach', 'url']);

const severityOf = ({ level }: LogLine): string => (level >= 50 ? 'error: ' : level >= 40 ? 'warning: ' : '');

const textOf = (value: unknown): string => {
  if (value !== null && typeof value === 'object' && 'message' in value) return String(value.message);
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** One request: what was asked for, what came of it, and how long it took. */
const requestOf = ({ verb, route, status, ms, node, version, method, outcome, ...rest }: LogLine) => {
  const asked = [verb, route].filter(Boolean).join(' ') || 'what could not be read';
  const called = node === undefined ? asked : [node, version, method, '→', outcome].join(' ');
  const time = ms === undefined ? '' : ` in ${String(ms)} ms`;
  return { said: `${called}: ${String(status)}${time}`, rest };
};

const startOf = ({ callbackUrl, ...rest }: LogLine) => ({
  said: `${rest.msg}, callbacks at ${String(callbackUrl)}. Ctrl+C ends.`,
  rest,
});

const partsOf = (line: LogLine): { said: string; rest: object } => {
  if (line.msg === 'answered') return requestOf(line);
  return line.callbackUrl === undefined ? { said: line.msg, rest: line } : startOf(line);
};

/** A line of the service's log for a person at a terminal; nothing for what another line says as well. */
export const logWords = (text: string): string => {
  const line = JSON.parse(text) as LogLine;
  // The server's own word, without the callbacks.
  if (line.msg.startsWith('Server listening at ')) return '';
  const { said, rest } = partsOf(line);
  const more = Object.entries(rest)
    .filter(([name, value]) => !unshown.has(name) && value !== undefined)
    .map(([name, value]) => `${name} ${textOf(value)}`);
  const time = new Date(line.time).toTimeString().slice(0, 8);
  const whole = `${time} ${severityOf(line)}${[said, ...more].join(', ')}`;
  return `${fitted(plain(whole)).split('\n').map(painted).join('\n')}\n`;
};
