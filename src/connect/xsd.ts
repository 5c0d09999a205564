import type { Choice } from '../schema/field.js';
import type { Shape } from './shape.js';
import { elementNames } from './xml-names.js';
import { limitFacets } from './xsd-limits.js';
import { xsdPattern } from './xsd-pattern.js';

/** XML as xmlbuilder2 takes it: `@name` is an attribute, a list repeats an element. */
export interface XmlObject {
  [name: string]: string | XmlObject | XmlObject[];
}

const unescaped = (name: string, value: unknown): XmlObject =>
  value === undefined ? {} : { [`xs:${name}`]: { '@value': String(value) } };

const enumeration = (choices: Choice[]): XmlObject => ({
  'xs:enumeration': choices.map(({ value, title }) => ({
    '@value': String(value),
    'xs:annotation': { 'xs:documentation': title },
  })),
});

const restriction = (base: string, facets: XmlObject): XmlObject => ({
  'xs:simpleType': { 'xs:restriction': { '@base': base, ...facets } },
});

const text = ({ pattern, minLength, maxLength }: Shape['facets']): XmlObject => {
  const translated = typeof pattern === 'string' ? xsdPattern(pattern).pattern : undefined;
  return restriction('xs:string', {
    ...unescaped('minLength', minLength),
    ...unescaped('maxLength', maxLength),
    ...unescaped('pattern', translated),
  });
};

/** Name and value pairs, for names that the caller chooses. */
const entries = (maximum: unknown): XmlObject => ({
  'xs:complexType': {
    'xs:sequence': {
      'xs:element': {
        '@name': 'entry',
        '@minOccurs': '0',
        '@maxOccurs': maximum === undefined ? 'unbounded' : String(maximum),
        'xs:complexType': {
          'xs:sequence': {
            'xs:element': [
              { '@name': 'name', '@type': 'xs:string' },
              { '@name': 'value', '@type': 'xs:string' },
            ],
          },
        },
      },
    },
  },
});

const typeOf = (shape: Shape): XmlObject => {
  switch (shape.kind) {
    case 'choice':
      return restriction('xs:string', enumeration(shape.choices));
    case 'integer':
      return restriction('xs:integer', limitFacets(shape));
    case 'number':
      return restriction('xs:decimal', limitFacets(shape));
    // Of XML Schema's four words the two that all know; the service takes 1 and 0 as well.
    case 'boolean':
      return restriction('xs:boolean', unescaped('pattern', 'true|false'));
    case 'map':
      return entries(shape.facets.maxProperties);
    case 'object':
      return complexType(inputElements(shape.fields));
    case 'json':
      return restriction('xs:string', {});
    default:
      return text(shape.facets);
  }
};

/** What the caller should know of an element, besides what its type says. */
const documentation = ({ title, description, variants, kind, facets }: Shape): XmlObject => {
  const parts = [
    title && description ? `${title}: ${description}` : title || description,
    variants.length > 0 ? `Only with ${variants.join(', ')}.` : '',
    kind === 'json' ? 'JSON text.' : '',
    facets.default !== undefined && typeof facets.default !== 'object'
      ? `Default: ${String(facets.default)}.`
      : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? { 'xs:annotation': { 'xs:documentation': parts.join(' ') } } : {};
};

export const complexType = (elements: XmlObject[]): XmlObject => ({
  'xs:complexType': { 'xs:sequence': elements.length > 0 ? { 'xs:element': elements } : {} },
});

/** A field of an input. A list has no element of its own: its element repeats, once for each item. */
const inputElement = (shape: Shape, name: string): XmlObject => {
  const { items, facets } = shape;
  const least = items && shape.required ? Number(facets.minItems ?? 0) : shape.required ? 1 : 0;
  const most = items ? String(facets.maxItems ?? 'unbounded') : '1';
  return {
    '@name': name,
    ...(least !== 1 && { '@minOccurs': String(least) }),
    ...(most !== '1' && { '@maxOccurs': most }),
    ...documentation(shape),
    ...typeOf(items ?? shape),
  };
};

/** The elements of a method's request, or of an object in it. */
export const inputElements = (shapes: Shape[]): XmlObject[] => {
  const names = elementNames(shapes.map(({ name }) => name));
  return shapes.map((shape) => inputElement(shape, names.get(shape.name)!));
};

/**
 * The element of an output variable: absent when the outcome brings none. Its rules are not the caller's to keep, so
 * that only its type is told; objects and lists are JSON text.
 */
export const outputElement = (shape: Shape, name: string): XmlObject => ({
  '@name': name,
  '@minOccurs': '0',
  ...documentation({ ...shape, variants: [], kind: shape.kind }),
  '@type':
    shape.kind === 'boolean'
      ? 'xs:boolean'
      : shape.kind === 'number'
        ? 'xs:double'
        : shape.kind === 'integer'
          ? 'xs:integer'
          : 'xs:string',
});
