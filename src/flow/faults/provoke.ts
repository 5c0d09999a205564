import { authorizationOutcome, type Json } from '../../node-kit/method.js';
import type { CallableMethod, Method } from '../../package/method.js';
import { fieldOf, typesOf } from '../../schema/field.js';
import { sampleOutput } from './made-up-outputs.js';
import { late, type Way } from './wire-faults.js';

type Definition = CallableMethod['definition'];

/** How an outcome is brought about without putting it in the place of the real one. */
export interface Provocation {
  way: Way;
  by: 'wire' | 'input' | 'itself';
  how: string;
}

const itself = (how: string): Provocation => ({ way: {}, by: 'itself', how });

const status = (code: number): Provocation => ({
  way: { order: { kind: 'status', status: code } },
  by: 'wire',
  how: `the API answers ${code}`,
});

const callback = (fields: Record<string, Json>): Provocation => ({
  way: { order: { kind: 'callback', change: 'fields', fields } },
  by: 'wire',
  how: `the callback brings ${JSON.stringify(fields)}`,
});

/**
 * Bodies that a method's reader may tell apart: the members that its outputs are taken from, as the contract has them and
 * with the outcome's own name, and the reason that the name of a failure begins with. The reader itself says what they
 * lead to. A failure brings no outputs of a success where it can do without.
 */
const trialBodies = (
  { outputs, output, outcomes }: Method,
  outcome: string,
  /** Whether the body stands alone; that of a callback is laid over its own, whose ids stay as they are. */
  isWhole: boolean,
): Record<string, Json>[] => {
  const { fields } = fieldOf(output);
  const members = Object.entries(outputs).flatMap(([name, path]) => {
    const [, member] = /^\$\.(\w+)$/.exec(path) ?? [];
    const field = fields.find((one) => one.name === name);
    return member !== undefined && field ? [{ member, field }] : [];
  });
  const numbers = members.filter(({ field }) => !typesOf([field]).includes('string'));
  const whole = Object.fromEntries(
    members.flatMap(({ member, field }) => {
      const value = numbers.some((one) => one.member === member) ? 1 : sampleOutput(field, outcome);
      return value === undefined ? [] : [[member, value]];
    }),
  );
  const single = members.map(({ member }) => ({ [member]: outcome }));
  const failures = [{ reason: outcome.replace(/ ?failed$/i, '') }, {}];
  const successes = [
    whole,
    ...members.map(({ member }) => ({ ...whole, [member]: outcome })),
    ...numbers.map(({ member }) => ({ ...whole, [member]: -1 })),
  ];
  if (!isWhole) return [...failures, ...single, ...successes];
  return outcomes.find(({ name }) => name === outcome)?.type === 'success'
    ? [...successes, ...failures]
    : [...failures, ...successes];
};

/** The body, of those that are tried, which a reader takes for the outcome. */
const bodyFor = async (
  rule: (body: Json) => string | Promise<string>,
  outcome: string,
  bodies: Record<string, Json>[],
): Promise<Record<string, Json> | undefined> => {
  for (const body of bodies)
    try {
      if ((await rule(body)) === outcome) return body;
    } catch {
      // A reader may take no other body than those of the API.
    }
  return undefined;
};

const byCallback = async (
  method: Method,
  words: Definition['callback'],
  outcome: string,
): Promise<Provocation | undefined> => {
  for (const [word, rule] of Object.entries(words ?? {})) {
    if (rule === outcome) return callback({ status: word });
    if (typeof rule !== 'function') continue;
    const bodies = trialBodies(method, outcome, false).map((one) => ({ status: word, ...one }));
    const body = await bodyFor(rule, outcome, bodies);
    if (body) return callback(body);
  }
  return undefined;
};

const isSuccessStatus = (key: string) => /^2[0-9]{2}$/.test(key);

const byBody = async (
  method: Method,
  answers: Definition['answers'],
  outcome: string,
): Promise<Provocation | undefined> => {
  for (const [key, rule] of Object.entries(answers)) {
    if (!isSuccessStatus(key) || typeof rule !== 'function') continue;
    const body = await bodyFor(rule, outcome, trialBodies(method, outcome, true));
    if (body)
      return {
        way: { order: { kind: 'body', body } },
        by: 'wire',
        how: `the answer is ${JSON.stringify(body)}`,
      };
  }
  return undefined;
};

const classes = ['4xx', '5xx'];

/** Statuses that may stand for `other`. */
const otherStatuses = [409, 404, 400, 422, 500, 503];

const byStatus = ({ answers, outcomes }: Definition, outcome: string): Provocation | undefined => {
  const entries = Object.entries(answers);
  const exact = entries.find(([key, rule]) => rule === outcome && /^[345][0-9]{2}$/.test(key));
  if (exact) return status(Number(exact[0]));
  if (outcome === authorizationOutcome && Object.hasOwn(outcomes, outcome)) {
    const free = [403, 401].find((code) => !Object.hasOwn(answers, code));
    if (free !== undefined) return status(free);
  }
  const byClass = entries.find(([key, rule]) => rule === outcome && classes.includes(key));
  if (byClass) {
    const first = Number(byClass[0][0]) * 100 + 3;
    return status(Object.hasOwn(answers, first) ? first + 6 : first);
  }
  if (answers.other !== outcome) return undefined;
  const other = otherStatuses.find(
    (code) => !Object.hasOwn(answers, code) && !Object.hasOwn(answers, `${Math.floor(code / 100)}xx`),
  );
  return other === undefined ? undefined : status(other);
};

const builtIn = ({ answers, callback: words }: Definition, outcome: string): Provocation | undefined => {
  switch (outcome) {
    case 'onInvalidData':
      return { way: { noInput: true }, by: 'input', how: 'the call gets no inputs' };
    case 'onError':
      return { way: { order: { kind: 'cut' } }, by: 'wire', how: 'the connection breaks before the answer' };
    case 'onTimeout':
      return words
        ? {
            way: { order: { kind: 'callback', change: 'lost' } },
            by: 'wire',
            how: 'the callback never comes',
          }
        : {
            way: { order: { kind: 'delay', ms: late } },
            by: 'wire',
            how: 'the answer is later than the deadline',
          };
    case 'onInvalidChoice':
      if (words) return callback({ status: 'perhaps' });
      return Object.hasOwn(answers, '2xx') || Object.hasOwn(answers, 206) ? undefined : status(206);
    default:
      return undefined;
  }
};

/** How an outcome of a method is brought about at the sandbox; undefined when only putting it in place helps. */
export const provocationOf = async (method: Method, outcome: string): Promise<Provocation | undefined> => {
  const { definition } = await method.callable();
  if (method.wire.waits?.intermediate === outcome) return itself('the step tells it on the way');
  return (
    builtIn(definition, outcome) ??
    byStatus(definition, outcome) ??
    (await byCallback(method, definition.callback, outcome)) ??
    (await byBody(method, definition.answers, outcome)) ??
    (definition.outcomes[outcome] === 'success' ? itself('nothing goes wrong') : undefined)
  );
};
