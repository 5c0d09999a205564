import flowSchema from '../../schemas/flow.schema.json' with { type: 'json' };
import sharedSchema from '../../schemas/shared.schema.json' with { type: 'json' };
import type { Method } from '../package/method.js';
import type { NodeVersion } from '../package/node-package.js';
import { type Field, fieldOf, groupedBy } from '../schema/field.js';
import { rulesText } from '../schema/field-text.js';
import type { Schema } from '../schema/schema.js';
import { outcomesOf } from './outcomes.js';
import type { GoingStep } from './types.js';

const transition = { $ref: '#/$defs/transition' };

/** Text that a run fills in stands for a value of any type. */
const orText = (type: string) => ({ type: type === 'string' ? type : [type, 'string'] });

const typeNames: Partial<Record<Field['kind'], string>> = {
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
  list: 'array',
  object: 'object',
  map: 'object',
  json: 'object',
};

const descriptionOf = ({ title, description, source, variant, ...field }: Field): string => {
  const rules = rulesText({ title, description, ...field });
  return [
    `${title}: ${description}`,
    ...(rules === '' ? [] : [`Takes: ${rules}.`]),
    ...(variant === undefined ? [] : [`With ${variant}.`]),
    ...(source === undefined ? [] : [`Source: ${source}.`]),
  ].join('\n\n');
};

const requiredOf = (fields: Field[]): string[] => [
  ...new Set(
    fields
      .filter(({ required, when, facets }) => required && when.length === 0 && facets.default === undefined)
      .map(({ name }) => name),
  ),
];

/** An object as an editor checks it while it is written: names and choices; what a variant excludes shows `flow check`. */
const objectOf = (fields: Field[]): Schema => ({
  properties: Object.fromEntries(
    [...groupedBy(fields, 'name')].map(([name, same]) => [name, fieldSchema(same)]),
  ),
  required: requiredOf(fields),
  additionalProperties: false,
});

const choiceSchema = (fields: Field[]): Schema => {
  const choices = [...new Map(fields.flatMap((field) => field.choices.map((one) => [one.value, one.title])))];
  return {
    anyOf: [
      { enum: choices.map(([value]) => value), enumDescriptions: choices.map(([, title]) => title) },
      { type: 'string', pattern: '\\$\\(' },
    ],
  };
};

const fieldSchema = (same: Field[]): Schema => {
  const [field] = same as [Field];
  const said = {
    title: field.title,
    description: same.map(descriptionOf).join('\n\n'),
    ...(field.facets.default !== undefined && { default: field.facets.default }),
  };
  if (same.some(({ choices }) => choices.length > 0)) return { ...said, ...choiceSchema(same) };
  const type = orText(typeNames[field.kind] ?? 'string');
  if (field.kind === 'list' && field.items) return { ...said, ...type, items: fieldSchema([field.items]) };
  if (field.kind === 'object') return { ...said, ...type, ...objectOf(field.fields) };
  // What JSON text and free names hold, nobody has named.
  return { ...said, ...(field.types.length > 1 ? {} : type) };
};

const outcomeText = { success: 'A success.', error: 'An error.', timeout: 'The time-out.' };

const transitionsOf = (step: GoingStep, method?: Method): Schema => ({
  properties: Object.fromEntries(
    (outcomesOf(step, method) ?? []).map(({ name, type, isIntermediate }) => [
      name,
      {
        ...transition,
        description: isIntermediate
          ? 'An intermediate outcome: its branch runs to an End, then the step goes on.'
          : outcomeText[type],
      },
    ]),
  ),
});

const onlyIf = (properties: Record<string, unknown>, then: Schema): Schema => ({
  if: {
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, { const: value }]),
    ),
    required: Object.keys(properties),
  },
  then,
});

/** What a step of a method holds. */
const methodSchema = (method: Method): Schema =>
  onlyIf(
    { method: method.id },
    {
      properties: {
        input: { type: 'object', ...objectOf(fieldOf(method.input).fields) },
        transitions: {
          ...transitionsOf({ kind: 'node', transitions: {} } as GoingStep, method),
          // As the platform stores the built-in ones.
          patternProperties: { '^on[a-z]+$': transition },
          additionalProperties: false,
        },
      },
    },
  );

const versionSchema = ({ version, methods }: NodeVersion): Schema =>
  onlyIf(
    { version },
    {
      properties: { method: { enum: methods.map(({ id }) => id) } },
      allOf: methods.map(methodSchema),
    },
  );

/** One inside the other: an editor offers what stands in a condition, too, once it looks at it. */
const nodeSchemas = (versions: NodeVersion[]): Schema[] =>
  [...new Set(versions.map((one) => one.node.id))].map((node) => {
    const own = versions.filter((one) => one.node.id === node);
    return onlyIf(
      { node },
      {
        properties: { version: { enum: own.map(({ version }) => version) } },
        allOf: own.map(versionSchema),
      },
    );
  });

/** The kinds whose outcomes do not depend on the step's configuration. */
const fixedKinds = [
  ...['delay', 'call', 'http', 'dataParser', 'businessHours'],
  ...['appendConversation', 'searchConversation', 'aiAgent'],
] as GoingStep['kind'][];

/** Those to which the step's configuration adds outcomes: these they have in any case. */
const openSteps = [
  // Their channels add others.
  { kind: 'receive', channel: 'sms', transitions: { onError: { end: {} } } },
  { kind: 'send', channel: 'sms', transitions: {} },
  { kind: 'evaluate', transitions: {} },
  { kind: 'branch', branches: [], transitions: { onError: { end: {} } } },
] as unknown as GoingStep[];

type Definitions = Record<string, Schema & { properties: Record<string, Schema> }>;

/** `oneOf` by a property's value, in the words that editors understand. */
const byKind = (place: Schema, definitions: Definitions): Schema => {
  const names = (place.oneOf as { $ref: string }[]).map(({ $ref }) => $ref.slice($ref.lastIndexOf('/') + 1));
  const { oneOf: _, discriminator: _discriminator, ...rest } = place;
  return {
    ...rest,
    properties: {
      kind: {
        enum: names,
        enumDescriptions: names.map((name) => definitions[name]!.description),
      },
    },
    allOf: names.map((name) => onlyIf({ kind: name }, { $ref: `#/$defs/${name}` })),
  };
};

type FlowSchema = Schema & {
  properties: Record<string, Schema & { items: Schema }>;
  $defs: Definitions;
};

/**
 * The schema of flow files for the nodes at hand, for editors: nodes, versions, methods, inputs with their descriptions,
 * and outcomes as keys of `transitions`. It offers and checks names and choices; `flow check` knows the rest.
 */
export const editorSchema = (versions: NodeVersion[]): Schema => {
  const base = structuredClone(flowSchema) as unknown as FlowSchema;
  const { properties, $defs: definitions } = base;
  for (const step of [...fixedKinds.map((kind) => ({ kind, transitions: {} }) as GoingStep), ...openSteps])
    definitions[step.kind]!.properties.transitions = {
      allOf: [{ $ref: '#/$defs/transitions' }, transitionsOf(step)],
    };
  const node = definitions.node!;
  return {
    ...base,
    properties: {
      ...properties,
      // The one definition from elsewhere.
      id: { ...sharedSchema.$defs.name, description: properties.id!.description },
      start: byKind(properties.start!, definitions),
      steps: { ...properties.steps, items: byKind(properties.steps!.items, definitions) },
    },
    $defs: {
      ...definitions,
      node: {
        ...node,
        properties: {
          ...node.properties,
          node: { ...node.properties.node, enum: [...new Set(versions.map((one) => one.node.id))] },
        },
        allOf: nodeSchemas(versions),
      },
    },
  };
};
