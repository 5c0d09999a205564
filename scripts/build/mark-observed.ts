import { isObject, type Schema } from '../../src/schema/schema.js';

/** Where a schema stands, and whose word its parent goes by: as it is declared, and now. */
interface Place {
  /** `variables[].name` */
  path: string;
  declared: unknown;
  now: unknown;
  isProperty: boolean;
}

const schemasIn = (value: unknown): Schema[] => (Array.isArray(value) ? value.filter(isObject) : []);

const mark = (schema: Schema, paths: Set<string>, { path, isProperty, ...parent }: Place): void => {
  const own = schema['x-source'];
  const declared = own ?? parent.declared;
  let now = own ?? parent.now;
  if (isProperty && declared === 'assumed') {
    const inherited = now;
    // What stands in an observed object is not seen by that.
    now = paths.has(path) ? 'observed' : declared;
    if (now !== inherited) schema['x-source'] = now;
  }
  const inner = { declared, now, isProperty: false };
  const { properties, items } = schema;
  for (const [name, property] of Object.entries(isObject(properties) ? properties : {}))
    if (isObject(property))
      mark(property, paths, { ...inner, path: path === '' ? name : `${path}.${name}`, isProperty: true });
  if (isObject(items)) mark(items, paths, { ...inner, path: `${path}[]` });
  for (const keyword of ['allOf', 'oneOf', 'anyOf'])
    for (const part of schemasIn(schema[keyword])) mark(part, paths, { ...inner, path });
};

/**
 * Says `observed` at the properties of these paths whose source is assumed, in all variants; every other one keeps the
 * source that it had.
 */
export const markObserved = (schema: Schema, paths: string[], source: unknown): void =>
  mark(schema, new Set(paths), { path: '', declared: source, now: source, isProperty: false });
