import type { Json } from '../../node-kit/method.js';
import type { Packages } from '../../package/package-set.js';
import { isObject, type Schema } from '../../schema/schema.js';
import { applicable, listOf, namesOf, propertyOf } from '../../schema/schema-rules.js';
import type { Transition } from '../types.js';
import type { NodeStep } from './plan-step.js';
import type { UpgradePlan } from './upgrade-flow.js';

/** A field of a node's form and what to type there. */
export interface SheetField {
  /** `variables[0].name` */
  field: string;
  label: string;
  /** The text to type or the choice to make; null where the field stays empty. */
  value: string | null;
  required: boolean;
  /** What the form shows when nothing is typed. */
  default?: string;
}

export interface SheetStep {
  id: string;
  name: string;
  node: string;
  nodeName: string;
  method: string;
  methodName: string;
  from: string;
  to: string;
  /** Node Runtime Authorization; null for the default one. */
  authorization: string | null;
  fields: SheetField[];
  /** Outcome and the step, or End, that it leads to. */
  transitions: { outcome: string; leadsTo: string }[];
  /** Why the step could not move by itself. */
  reason?: string;
}

const choiceTitle = (rules: Schema[], value: Json): string | undefined => {
  const branches = rules.flatMap((rule) => [rule, ...listOf(rule.oneOf)]);
  const title = branches.find((branch) => branch.const !== undefined && branch.const === value)?.title;
  return typeof title === 'string' ? title : undefined;
};

const typed = (rules: Schema[], value: Json | undefined): string | null => {
  if (value === undefined) return null;
  if (typeof value === 'string') {
    const title = choiceTitle(rules, value);
    return title === undefined || title === value ? value : `${title} (${value})`;
  }
  return JSON.stringify(value);
};

/** A property's rules; what chooses between variants offers the choices of all of them. */
const rulesOf = (rules: Schema[], name: string): Schema[] =>
  rules.flatMap((rule) => {
    const tag = (rule.discriminator as { propertyName?: string } | undefined)?.propertyName;
    const choices = tag === name ? listOf(rule.oneOf).map((branch) => propertyOf(branch, name)) : [];
    return [propertyOf(rule, name), ...choices].filter((one) => Object.keys(one).length > 0);
  });

/** Where a reference makes the choice, each of the variants may be the one: their rules for a value that is there. */
const openVariants = (rules: Schema[]): Schema[] =>
  rules
    .filter(({ discriminator }) => discriminator !== undefined)
    .flatMap(({ oneOf }) => listOf(oneOf).flatMap((branch) => [branch, ...openVariants([branch])]));

const fieldRows = (schemas: Schema[], value: { [key: string]: Json }, prefix: string): SheetField[] => {
  const rules = applicable(schemas, value);
  const required = new Set(rules.flatMap(({ required: names }) => (names as string[] | undefined) ?? []));
  const names = new Set([...namesOf(rules), ...Object.keys(value)]);
  return [...names].flatMap((name): SheetField[] => {
    const settled = rulesOf(rules, name);
    const own = settled.length > 0 ? settled : rulesOf(openVariants(rules), name);
    const child = value[name];
    const items = own.flatMap(({ items: item }) => (isObject(item) ? [item as Schema] : []));
    if (Array.isArray(child) && items.length > 0 && child.some(isObject))
      return child.flatMap((item, index) =>
        isObject(item) ? fieldRows(items, item, `${prefix}${name}[${index}].`) : [],
      );
    const hasParts = own.some(({ properties }) => properties !== undefined);
    if (isObject(child) && hasParts) return fieldRows(own, child, `${prefix}${name}.`);
    const fallback = own.find((rule) => rule.default !== undefined)?.default as Json | undefined;
    const titled = own.find(({ title, const: choice }) => title !== undefined && choice === undefined);
    return [
      {
        field: prefix + name,
        label: String(titled?.title ?? name),
        value: typed(own, child),
        required: required.has(name) && fallback === undefined,
        ...(fallback !== undefined && { default: typed(own, fallback)! }),
      },
    ];
  });
};

const leadsTo = (transition: Transition): string => {
  if ('to' in transition) return transition.to;
  const { exitResult } = transition.end;
  return exitResult === undefined ? 'End' : `End ${exitResult}`;
};

/**
 * What to type into the node designer's forms for the steps of a plan: each at the version that it moves to, or at its
 * own when it stays or is refused. Throws ToldError for a method that is not at hand.
 */
export const upgradeSheet = async (
  packages: Packages,
  { flow, plans }: Pick<UpgradePlan, 'flow' | 'plans'>,
): Promise<SheetStep[]> =>
  Promise.all(
    plans.map(async (plan): Promise<SheetStep> => {
      const { status, from, reason, id, name, node, method } = plan;
      const step = flow.steps[plan.index] as NodeStep;
      // A refusal for missing values still shows the newer form: its empty rows are what is to be given.
      const to = status === 'moves' || plan.missing.length > 0 ? plan.to : from;
      const version = await packages.find(node, to);
      const found = version.method(method);
      return {
        ...{ id, name, node, nodeName: version.node.name, method, methodName: found.name },
        ...{ from, to, authorization: step.authorization ?? null },
        fields: fieldRows([found.input], plan.input, ''),
        transitions: [
          ...Object.entries(step.transitions),
          ...plan.wired.map(({ outcome, transition }): [string, Transition] => [outcome, transition]),
        ].map(([outcome, transition]) => ({ outcome, leadsTo: leadsTo(transition) })),
        ...(status === 'refused' && reason && { reason: `${reason.message} ${reason.remedy}` }),
      };
    }),
  );
