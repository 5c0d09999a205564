import type { Diagnostic } from '../ground/diagnostic.js';
import { rounded } from '../ground/exact-number.js';
import { appendPointer, keysOf, resolvePointer } from '../ground/pointer.js';
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

const lenientIn = (rule: unknown): string[] =>
  ((rule as Schema | undefined)?.['x-lenient'] ?? []) as string[];

/** Whether nobody documents the rule; `required` of a field stands at the field, and is for an empty text too. */
const isOnlyAssumed = (rule: Schema, { keyword, params, instancePath }: SchemaViolation, typed: Json) => {
  if (keyword === 'required') {
    const fields = (rule.properties ?? {}) as Record<string, unknown>;
    return lenientIn(fields[String(params.missingProperty)]).includes('required');
  }
  const lenient = lenientIn(rule);
  return (
    lenient.includes(keyword) || (lenient.includes('required') && resolvePointer(typed, instancePath) === '')
  );
};

/** As which variant an input is judged whose tag no variant has, as `x-otherwise` of a schema says it. */
interface Otherwise {
  by: string;
  as: Record<string, string>;
  /** Where not even that variant's rules count. */
  without?: string[];
}

/** What may stand for a variant that is not listed. */
const unlistedTag = /^[^\p{Cc}\p{Cs}]{1,80}$/u;

interface StandIn {
  /** The input, as if its tag were a listed one. */
  typed: Json;
  /** That the tag is not listed. */
  told: SchemaViolation;
  without: string[];
}

/** An input whose tag is not listed where nobody publishes the whole list; undefined where all is listed. */
const standInFor = (violations: SchemaViolation[], schema: Schema, typed: Json): StandIn | undefined => {
  const told = violations.find(({ keyword }) => keyword === 'discriminator');
  const otherwise = told && (ruleOf(told, schema)['x-otherwise'] as Otherwise | undefined);
  if (!told || !otherwise) return undefined;
  const tag = appendPointer(told.instancePath, String(told.params.tag));
  const given = resolvePointer(typed, tag);
  if (typeof given !== 'string' || !unlistedTag.test(given)) return undefined;
  const by = resolvePointer(typed, appendPointer(told.instancePath, otherwise.by));
  const as =
    typeof by === 'string' && Object.hasOwn(otherwise.as, by) ? by : Object.keys(otherwise.as).at(-1)!;
  const { without = [] } = otherwise;
  return { typed: withValueAt(typed, keysOf(tag), otherwise.as[as]!), told, without };
};

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
  ...(told.code === 'required'
    ? {
        message: `${told.message} Nobody documents that it must be there: the request went without it.`,
        remedy: 'When the API refuses it, give the value.',
      }
    : {
        message: `${told.message} Nobody documents this rule: the value was sent as it is.`,
        remedy: 'When the API refuses it, correct the value.',
      }),
});

const fellBack = (told: Diagnostic, fallback: Fallback | undefined): Diagnostic => ({
  ...told,
  severity: 'warning',
  ...(fallback && {
    message: `${told.message} ${fallback.reason}: ${jsonText(fallback.value)} was sent.`,
    remedy: `Give what is expected, or ${jsonText(fallback.value)} to say the same.`,
  }),
});

const isAt = (pointer: string, place: string) => `${pointer}/`.startsWith(`${place}/`);

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
  const given = await checkInput(rounded(typed));
  const standIn = standInFor(given, schema, typed);
  const violations = standIn
    ? (await checkInput(rounded(standIn.typed))).filter(
        ({ instancePath, keyword }) =>
          !standIn.without.some((place) =>
            keyword === 'type' ? instancePath.startsWith(`${place}/`) : isAt(instancePath, place),
          ),
      )
    : given;
  const errors: SchemaViolation[] = [];
  const replaced: SchemaViolation[] = [];
  const assumed: SchemaViolation[] = [];
  const fallbacks = new Map<string, Fallback>();
  for (const violation of violations) {
    const rule = ruleOf(violation, schema);
    const fallback = fallbackOf(rule);
    if (fallback) fallbacks.set(violation.instancePath, fallback);
    (fallback ? replaced : isOnlyAssumed(rule, violation, typed) ? assumed : errors).push(violation);
  }
  if (standIn) assumed.push(standIn.told);
  const explained = (some: SchemaViolation[]) => explainViolations(some, schema, typed);
  // A choice that may be another one: what each of its branches says is said by the choice.
  const open = new Set(assumed.flatMap((one) => (one.keyword === 'oneOf' ? one.instancePath : [])));
  const certain = explained(errors.filter((one) => one.keyword !== 'const' || !open.has(one.instancePath)));
  return {
    errors: certain,
    replaced: explained(replaced),
    fallbacks,
    // What is wrong for certain need not be doubted too.
    assumed: explained(assumed)
      .filter(({ pointer }) => !certain.some((one) => one.pointer === pointer))
      .map(onlyAssumed),
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
