import type { Diagnostic } from '../ground/diagnostic.js';
import { rounded } from '../ground/exact-number.js';
import { keysOf } from '../ground/pointer.js';
import { jsonText } from '../node-kit/json-text.js';
import type { Json } from '../node-kit/method.js';
import type { CallableMethod } from '../package/method.js';
import { explainViolations, ruleOf } from '../schema/explain-violations.js';
import type { Schema, SchemaViolation } from '../schema/schema.js';

/** Where and for what the platform is known to be lenient, as `x-fallback` of a schema says it. */
interface Fallback {
  value: Json;
  /** What is documented. */
  reason: string;
}

const fallbackOf = (rule: Schema) => rule['x-fallback'] as Fallback | undefined;

const isOnlyAssumed = (rule: Schema, keyword: string) =>
  ((rule['x-lenient'] ?? []) as string[]).includes(keyword);

const withValueAt = (value: Json, [key, ...rest]: string[], replacement: Json): Json => {
  if (key === undefined) return replacement;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? withValueAt(item, rest, replacement) : item));
  const object = value as { [key: string]: Json };
  return { ...object, [key]: withValueAt(object[key] ?? null, rest, replacement) };
};

const onlyAssumed = (told: Diagnostic): Diagnostic => ({
  ...told,
  severity: 'warning',
  message: `${told.message} Nobody documents this rule: the value was sent as it is.`,
  remedy: 'When the API refuses it, correct the value.',
});

const fellBack = (told: Diagnostic, fallback: Fallback | undefined): Diagnostic => ({
  ...told,
  severity: 'warning',
  ...(fallback && {
    message: `${told.message} ${fallback.reason}: ${jsonText(fallback.value)} was sent.`,
    remedy: `Give what is expected, or ${jsonText(fallback.value)} to say the same.`,
  }),
});

/** What there is to say of an input. */
export interface Judgement {
  /** What must be mended before anything can be sent. */
  errors: Diagnostic[];
  /** What the platform takes as another value. */
  replaced: Diagnostic[];
  /** That value, by JSON pointer. */
  fallbacks: Map<string, Fallback>;
  /** What breaks a limit that nobody documents. */
  assumed: Diagnostic[];
}

/** Holds an input against its method's schema; `typed` is what coercion made of it. */
export const judgeInput = async (
  { checkInput, input: schema }: CallableMethod,
  typed: Json,
): Promise<Judgement> => {
  const violations = await checkInput(rounded(typed));
  const errors: SchemaViolation[] = [];
  const replaced: SchemaViolation[] = [];
  const assumed: SchemaViolation[] = [];
  const fallbacks = new Map<string, Fallback>();
  for (const violation of violations) {
    const rule = ruleOf(violation, schema);
    const fallback = fallbackOf(rule);
    if (fallback) fallbacks.set(violation.instancePath, fallback);
    (fallback ? replaced : isOnlyAssumed(rule, violation.keyword) ? assumed : errors).push(violation);
  }
  const explained = (some: SchemaViolation[]) => explainViolations(some, schema, typed);
  // A choice that may be another one: what each of its branches says is said by the choice.
  const open = new Set(assumed.flatMap((one) => (one.keyword === 'oneOf' ? one.instancePath : [])));
  return {
    errors: explained(errors.filter((one) => one.keyword !== 'const' || !open.has(one.instancePath))),
    replaced: explained(replaced),
    fallbacks,
    assumed: explained(assumed).map(onlyAssumed),
  };
};

/**
 * The input that is sent, with warnings for what was replaced and for what breaks a limit that is only assumed; without
 * `sent` it is not valid.
 */
export const validateInput = async (
  method: CallableMethod,
  typed: Json,
): Promise<{ sent?: Json; diagnostics: Diagnostic[] }> => {
  const { errors, replaced, fallbacks, assumed } = await judgeInput(method, typed);
  if (errors.length > 0) return { diagnostics: errors };
  return {
    sent: [...fallbacks].reduce(
      (value, [pointer, fallback]) => withValueAt(value, keysOf(pointer), fallback.value),
      typed,
    ),
    diagnostics: [...replaced.map((told) => fellBack(told, fallbacks.get(told.pointer))), ...assumed],
  };
};
