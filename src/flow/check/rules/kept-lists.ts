import { inTurns } from '../../../ground/in-turns.js';
import type { Flow, StepOf } from '../../types.js';
import { type Draft, nameOf, pointerOf, type Rule, type Subject, stepsOf } from '../rule.js';

/** The variables whose default nothing changes. */
const constantsOf = ({ flow, scripts }: Subject): Map<string, string> => {
  const actions = [flow.start.actions ?? [], ...flow.steps.map((step) => step.actions ?? [])].flat();
  const set = new Set([
    ...actions.map((one) => one.set),
    ...[...scripts.values()].flatMap(({ sets }) => sets),
  ]);
  return new Map(Object.entries((flow as Flow).variables ?? {}).filter(([name]) => !set.has(name)));
};

const filled = (value: unknown, constants: Map<string, string>): unknown => {
  if (typeof value === 'string')
    return value.replace(/\$\(([^()]+)\)/g, (text, name: string) => constants.get(name) ?? text);
  if (Array.isArray(value)) return value.map((one) => filled(one, constants));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, constants)]));
};

/** What the kept lists of queues, skills and variables say of the inputs; nothing where none are kept. */
export const keptLists: Rule = async (subject) => {
  const { flow, methods, checkInput } = subject;
  if (!checkInput) return [];
  const constants = constantsOf(subject);
  const ofStep = async ({ place, step }: { place: number; step: StepOf<'node'> }): Promise<Draft[]> => {
    const method = methods.get(place);
    if (!method || method.problem !== undefined || !method.version.package.manifest.lookups) return [];
    const { manifest } = method.version.package;
    const said = await checkInput({ manifest, method: step.method, input: filled(step.input, constants) });
    return said.map(({ code, pointer, message, remedy }) => ({
      severity: 'warning',
      rule: code,
      pointer: `${pointerOf(place)}/input${pointer}`,
      message: `${nameOf(step)}: ${message}`,
      remedy,
    }));
  };
  return (await inTurns(stepsOf(flow, 'node'), ofStep, subject.signal)).flat();
};
