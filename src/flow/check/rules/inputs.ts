import type { Diagnostic } from '../../../ground/diagnostic.js';
import { inTurns } from '../../../ground/in-turns.js';
import { jsonObject } from '../../../ground/json-limits.js';
import { ToldError } from '../../../ground/told-error.js';
import type { Json } from '../../../node-kit/method.js';
import type { CallableMethod, Method } from '../../../package/method.js';
import { coerce } from '../../../runtime/coerce.js';
import { judgeInput } from '../../../runtime/validate-input.js';
import type { StepOf } from '../../types.js';
import { type Draft, foundMethod, nameOf, pointerOf, type Rule, type Subject, stepsOf } from '../rule.js';
import { possibleInputs, unknownLeaves } from '../unknown-leaves.js';

/** The platform's form takes no value that falls back; only what a variable holds can. */
const violationsOf = async (method: CallableMethod, input: Json): Promise<Diagnostic[]> => {
  const { errors, replaced, assumed } = await judgeInput(method, coerce(input, method.input));
  return [...errors, ...replaced, ...assumed];
};

/** What the variants say of one place, as the mildest of them says it; an error that is no matter of choice before others. */
const mildest = (some: Diagnostic[]): Diagnostic =>
  some.find(({ severity }) => severity !== 'error') ?? some.find(({ code }) => code !== 'enum') ?? some[0]!;

/**
 * What is wrong with an input whose `$()` texts are not known yet. What holds in every variant that they may choose is
 * certain; what lies at such a text, or in one variant only, shows at run time.
 */
export const inputFindings = async (
  method: Method,
  input: { [key: string]: Json },
): Promise<{ certain: Diagnostic[]; atRunTime: Diagnostic[] }> => {
  const leaves = unknownLeaves(input);
  const isUnknown = ({ pointer, expected }: Diagnostic) =>
    expected !== 'no such input' && leaves.some((leaf) => pointer === leaf || pointer.startsWith(`${leaf}/`));
  const { inputs, isComplete } = possibleInputs(input, method.input);
  const callable = await method.callable();
  const byVariant = await Promise.all(inputs.map((one) => violationsOf(callable, one)));
  const certain: Diagnostic[] = [];
  const atRunTime: Diagnostic[] = [];
  for (const pointer of new Set(byVariant.flat().map((one) => one.pointer))) {
    const found = byVariant.flatMap((some) => some.find((one) => one.pointer === pointer) ?? []);
    const one = mildest(found);
    const isEverywhere = isComplete && found.length === byVariant.length;
    (isEverywhere && !isUnknown(one) ? certain : atRunTime).push(one);
  }
  return { certain, atRunTime };
};

/** The inputs of each node step against the schema of its pinned version. */
export const inputs: Rule = async (subject) =>
  (await inTurns(stepsOf(subject.flow, 'node'), (at) => ofStep(subject, at), subject.signal)).flat();

const ofStep = async (
  subject: Subject,
  { place, step }: { place: number; step: StepOf<'node'> },
): Promise<Draft[]> => {
  const method = foundMethod(subject, place);
  if (!method) return [];
  const base = `${pointerOf(place)}/input`;
  const what = `${step.node} ${step.version} of the step ${nameOf(step)}`;
  try {
    const { certain, atRunTime } = await inputFindings(method, jsonObject(step.input, 'input'));
    return [
      ...certain.map(({ severity, pointer, message, remedy }) => ({
        ...(severity === 'warning' && { severity }),
        rule: severity === 'warning' ? 'input.lenient' : 'input.invalid',
        pointer: base + pointer,
        message: `${what}: ${message}`,
        remedy,
      })),
      ...atRunTime.map(({ pointer, expected }) => ({
        severity: 'note' as const,
        rule: 'input.run-time',
        pointer: base + pointer,
        message: `${what}: ${pointer || 'the whole'} is checked at run time: expected ${expected}.`,
        remedy: 'Nothing, if the variable will hold that; a run tells.',
      })),
    ];
  } catch (error) {
    if (!(error instanceof ToldError)) throw error;
    const { message, remedy } = error;
    return [{ rule: 'input.invalid', pointer: base, message: `${what}: ${message}`, remedy }];
  }
};
