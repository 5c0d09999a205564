import { ExactNumber } from '../ground/exact-number.js';
import { resolvePointer } from '../ground/pointer.js';
import { oneOfType } from './field-text.js';
import { isObject, type Schema } from './schema.js';

/** Schemas of files refer to their own definitions, and these to others; what stands beside a reference goes before. */
const inlined = (rule: Schema, schema: Schema): Schema => {
  const { $ref, ...beside } = rule;
  if (typeof $ref !== 'string') return rule;
  const target = (resolvePointer(schema, $ref.slice(1)) ?? {}) as Schema;
  return { ...inlined(target, schema), ...beside };
};

/** The branches of a rule's `oneOf`. */
export const branchesOf = (rule: Schema, schema: Schema): Schema[] =>
  ((rule.oneOf ?? []) as Schema[]).map((branch) => inlined(branch, schema));

/** The branches of a choice without a tag, with those of branches that are such choices themselves. */
const formsOf = (rule: Schema, schema: Schema): Schema[] =>
  branchesOf(rule, schema).flatMap((branch) =>
    branch.oneOf && !branch.discriminator ? formsOf(branch, schema) : [branch],
  );

const propertiesOf = (branch: Schema) => (branch.properties ?? {}) as Record<string, Schema>;

const typeOf = (value: unknown) => {
  if (value instanceof ExactNumber) return 'number';
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
};

/** The branch that a value comes nearest to: that of its type, and among objects that with most of its members. */
const nearest = (branches: Schema[], value: unknown): Schema | undefined => {
  const scores = branches.map((branch) => {
    if (!isObject(value)) return branch.type === typeOf(value) ? 1 : 0;
    return Object.keys(value).filter((key) => Object.hasOwn(propertiesOf(branch), key)).length;
  });
  const best = Math.max(0, ...scores);
  return best === 0 ? undefined : branches[scores.indexOf(best)];
};

const tagged = (rule: Schema, value: unknown, schema: Schema): Schema | undefined => {
  const { propertyName } = rule.discriminator as { propertyName: string };
  const tag = isObject(value) ? value[propertyName] : undefined;
  return branchesOf(rule, schema).find((branch) => propertiesOf(branch)[propertyName]?.const === tag);
};

/** The rule for a member or an item, of the branch that its parent comes nearest to. */
const ruleOfChild = (rule: Schema, value: unknown, key: string, schema: Schema): Schema => {
  const branch = rule.oneOf
    ? rule.discriminator
      ? tagged(rule, value, schema)
      : nearest(formsOf(rule, schema), value)
    : undefined;
  for (const one of [rule, branch ?? {}]) {
    const { items, additionalProperties } = one;
    if (Object.hasOwn(propertiesOf(one), key)) return inlined(propertiesOf(one)[key]!, schema);
    if (Array.isArray(value) && isObject(items)) return inlined(items as Schema, schema);
    if (isObject(additionalProperties)) return inlined(additionalProperties as Schema, schema);
  }
  return {};
};

/** The rule at a place of a value; what a validator says of it does not always tell where in the schema it stands. */
export const ruleAt = (schema: Schema, value: unknown, pointer: string): Schema => {
  let rule = schema;
  let node = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    rule = ruleOfChild(rule, node, key, schema);
    node = (node as Record<string, unknown> | null)?.[key];
  }
  return rule;
};

const wordsFor = (branch: Schema): string[] => {
  if (Array.isArray(branch.required) && branch.required.length > 0)
    return [`an object with ${branch.required.map((name) => JSON.stringify(name)).join(' and ')}`];
  return typeof branch.type === 'string' && branch.type !== 'object' ? [oneOfType(branch.type)] : [];
};

/** A choice without a tag that a value fits in no way. */
export interface Choice {
  pointer: string;
  /** What fits there, for people; empty when the schema does not tell. */
  forms: string;
  /** Of the branch that the value comes nearest to: the members that it has, that it must have, and others. */
  nearest?: { names: string[]; missing: string[]; unknown: string[]; isObject: boolean };
}

export const choiceAt = (schema: Schema, value: unknown, pointer: string): Choice => {
  const branches = formsOf(ruleAt(schema, value, pointer), schema);
  const here = resolvePointer(value, pointer);
  const forms = branches.flatMap(wordsFor).join(' or ');
  const branch = nearest(branches, here);
  if (!branch) return { pointer, forms };
  const names = Object.keys(propertiesOf(branch));
  const keys = isObject(here) ? Object.keys(here) : [];
  return {
    pointer,
    forms,
    nearest: {
      names,
      missing: ((branch.required ?? []) as string[]).filter((name) => !keys.includes(name)),
      unknown: branch.additionalProperties === false ? keys.filter((key) => !names.includes(key)) : [],
      isObject: isObject(here),
    },
  };
};
