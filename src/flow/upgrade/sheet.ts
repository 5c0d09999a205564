import { jsonText } from '../../node-kit/json-text.js';
import type { Json } from '../../node-kit/method.js';
import type { Packages } from '../../package/package-set.js';
import { defaultOf, type Field, fieldOf, fieldsFor, groupedBy, itemsOf } from '../../schema/field.js';
import { isObject } from '../../schema/schema.js';
import { expandStep } from '../expand.js';
import { leadsTo, type Transition, transitionsOf } from '../types.js';
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

const typed = (fields: Field[], value: Json | undefined): string | null => {
  if (value === undefined) return null;
  if (typeof value !== 'string') return jsonText(value);
  const title = fields.flatMap(({ choices }) => choices).find((choice) => choice.value === value)?.title;
  return title === undefined || title === value ? value : `${title} (${value})`;
};

const fieldRows = (objects: Field[], value: { [key: string]: Json }, prefix: string): SheetField[] => {
  const settled = groupedBy(fieldsFor(objects, value), 'name');
  // Where a reference makes the choice, each of the variants may be the one: their rules for a value that is there.
  const open = groupedBy(
    objects.flatMap(({ fields }) => fields),
    'name',
  );
  return [...new Set([...settled.keys(), ...Object.keys(value)])].flatMap((name): SheetField[] => {
    const own = settled.get(name) ?? open.get(name) ?? [];
    const child = value[name];
    const items = itemsOf(own);
    if (Array.isArray(child) && items.length > 0 && child.some(isObject))
      return child.flatMap((item, index) =>
        isObject(item) ? fieldRows(items, item, `${prefix}${name}[${index}].`) : [],
      );
    if (isObject(child) && own.some(({ fields }) => fields.length > 0))
      return fieldRows(own, child, `${prefix}${name}.`);
    const fallback = defaultOf(own);
    return [
      {
        field: prefix + name,
        label: own[0]?.title ?? name,
        value: typed(own, child),
        required: fallback === undefined && own.some(({ required }) => required),
        ...(fallback !== undefined && { default: typed(own, fallback)! }),
      },
    ];
  });
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
        fields: fieldRows([fieldOf(found.input)], plan.input, ''),
        transitions: [
          ...Object.entries(transitionsOf(expandStep(flow, plan.index, found))),
          ...plan.wired.map(({ outcome, transition }): [string, Transition] => [outcome, transition]),
        ].map(([outcome, transition]) => ({ outcome, leadsTo: leadsTo(transition) })),
        ...(status === 'refused' && reason && { reason: `${reason.message} ${reason.remedy}` }),
      };
    }),
  );
