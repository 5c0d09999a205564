import { appendPointer } from '../../../src/ground/pointer.js';
import { tagOf } from '../../../src/schema/field.js';
import { isObject, type JsonObject } from '../../../src/schema/schema.js';
import type { Draft } from './finding.js';
import { follow, subschemas } from './schema-walk.js';
import type { Tree } from './tree.js';

const isSchemaFile = (file: string) => file.endsWith('.schema.json');

const nodeSchemas = ({ json }: Tree) =>
  [...json].filter(([file]) => file.startsWith('nodes/') && isSchemaFile(file));

/** Every reference leads to a schema in the tree. */
export const checkReferences = (tree: Tree): Draft[] =>
  nodeSchemas(tree).flatMap(([file, value]) =>
    subschemas(value).flatMap(({ schema, pointer }) =>
      typeof schema.$ref !== 'string' || follow(tree, file, schema.$ref)
        ? []
        : [
            {
              file,
              pointer: appendPointer(pointer, '$ref'),
              problem: `${schema.$ref} leads nowhere`,
              remedy: 'Refer to a file of the pack, relative to this one, and a definition that it has.',
            },
          ],
    ),
  );

/** A word of a schema, its own or that of what it refers to. */
const wordOf = (tree: Tree, file: string, schema: JsonObject, word: string, steps = 0): unknown => {
  if (schema[word] !== undefined) return schema[word];
  if (typeof schema.$ref !== 'string' || steps > 20) return undefined;
  const target = follow(tree, file, schema.$ref);
  return target && wordOf(tree, target.file, target.schema, word, steps + 1);
};

/** The values of a choice stand in the branches; what the choice is stands beside them. */
const isChoiceValue = (property: JsonObject) => property.const !== undefined;

const undescribed = (tree: Tree, file: string, pointer: string, property: JsonObject): Draft[] => {
  const missing = ['title', 'description'].filter((word) => {
    const text = wordOf(tree, file, property, word);
    return typeof text !== 'string' || text.trim() === '';
  });
  if (missing.length === 0 || isChoiceValue(property)) return [];
  return [
    {
      file,
      pointer,
      problem: `has no ${missing.join(' and no ')}, neither itself nor by reference`,
      remedy: 'Write what the form shows: title is the label, description the explanation.',
    },
  ];
};

const propertiesOf = (schema: JsonObject): JsonObject =>
  isObject(schema.properties) ? schema.properties : {};

/** Every property has a title and a description, and so has what chooses between variants. */
export const checkDescriptions = (tree: Tree): Draft[] =>
  nodeSchemas(tree).flatMap(([file, value]) =>
    subschemas(value)
      .filter(({ conditional }) => !conditional)
      .flatMap(({ schema, pointer }) => {
        const place = appendPointer(pointer, 'properties');
        const own = Object.entries(propertiesOf(schema)).flatMap(([name, property]) =>
          isObject(property) ? undescribed(tree, file, appendPointer(place, name), property) : [],
        );
        const tag = tagOf(schema);
        return tag !== undefined && propertiesOf(schema)[tag] === undefined
          ? [...own, ...undescribed(tree, file, appendPointer(place, tag), {})]
          : own;
      }),
  );
