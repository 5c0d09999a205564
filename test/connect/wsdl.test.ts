import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { createClientAsync } from 'soap';
import { wsdlFor } from '../../src/connect/wsdl.js';
import { operationName } from '../../src/connect/xml-names.js';
import type { NodeVersion } from '../../src/package/node-package.js';
import type { Schema } from '../../src/schema/schema.js';
import { temporaryFolder } from '../support/workshop.js';
import { nodeVersions, serviceUrl } from './exported.js';
import { judge, schemaOf } from './wsdl-judge.js';

// The messages that a WSDL describes, under the eyes of libxml2, and what the soap client reads in it; whether it is a
// WSDL at all is wsdl-document.test.ts's.

let versions: NodeVersion[];
beforeAll(async () => {
  versions = await nodeVersions();
});

const wsdlOf = ({ node, version, methods }: NodeVersion) =>
  wsdlFor({ node: node.id, version, methods, serviceUrl });

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** An input as a caller would write it by hand from the WSDL's own words; JSON text where the type is a plain string. */
const elements = (input: object): string =>
  Object.entries(input)
    .map(([name, value]) => {
      if (name === 'details') return `<${name}>${escaped(JSON.stringify(value))}</${name}>`;
      if (name === 'queryParameters')
        return `<${name}>${Object.entries(value)
          .map(([key, text]) => `<entry><name>${key}</name><value>${escaped(String(text))}</value></entry>`)
          .join('')}</${name}>`;
      if (Array.isArray(value)) return value.map((item) => elements({ [name]: item })).join('');
      return `<${name}>${typeof value === 'object' ? elements(value as object) : escaped(String(value))}</${name}>`;
    })
    .join('');

/** XML Schema wants the order of the type; JSON has none. */
const inOrder = (example: object, schema: string, operation: string): object => {
  const document = new DOMParser().parseFromString(schema, 'text/xml');
  const sort = (value: object, parent: ReturnType<typeof document.createElement>): object =>
    Object.fromEntries(
      [...parent.getElementsByTagName('xs:element')]
        .filter((one) => one.getAttribute('name')! in value && nearest(one) === parent)
        .map((one) => {
          const name = one.getAttribute('name')!;
          const inner = value[name as keyof object] as unknown;
          if (Array.isArray(inner)) return [name, inner.map((item) => sort(item as object, one))];
          const isNested =
            inner !== null && typeof inner === 'object' && one.getElementsByTagName('xs:element').length > 0;
          return [name, isNested && name !== 'queryParameters' ? sort(inner as object, one) : inner];
        }),
    );
  const nearest = (element: ReturnType<typeof document.createElement>) => {
    let parent = element.parentNode;
    while (parent && parent.nodeName !== 'xs:element') parent = parent.parentNode;
    return parent;
  };
  const root = [...document.getElementsByTagName('xs:element')].find(
    (one) => one.getAttribute('name') === operation,
  )!;
  return sort(example, root);
};

const request = (namespace: string, operation: string, example: object) =>
  `<${operation} xmlns="${namespace}">${elements(example)}</${operation}>`;

test('every example of every method fits the types of its WSDL, and a misspelt choice does not', async () => {
  const refused: string[] = [];
  for (const version of versions) {
    const schema = schemaOf(wsdlOf(version));
    const namespace = `urn:wxcc-nodes:${version.node.id}:${version.version}`;
    const right: string[] = [];
    const wrong: string[] = [];
    for (const { id, input } of version.methods) {
      const operation = operationName(id);
      for (const example of input.examples as object[]) {
        const ordered = inOrder(example, schema, operation);
        expect(Object.keys(ordered).sort()).toEqual(Object.keys(example).sort());
        right.push(request(namespace, operation, ordered));
        if ('mediaType' in ordered)
          wrong.push(request(namespace, operation, { ...ordered, mediaType: 'carrier pigeon' }));
      }
    }
    const found = await judge([...right, ...wrong], schema);
    for (const [index, errors] of found.slice(0, right.length).entries())
      if (errors.length > 0)
        refused.push(`${version.node.id} ${version.version} ${right[index]}: ${errors[0]}`);
    for (const errors of found.slice(right.length)) expect(errors).not.toEqual([]);
  }
  expect(refused).toEqual([]);
}, 120_000);

test('the soap client finds one operation for each method, at the address of the service', async () => {
  const folder = await temporaryFolder();
  for (const version of versions) {
    const file = join(folder, `${version.node.id}-${version.version}.wsdl`);
    await writeFile(file, wsdlOf(version));
    const client = await createClientAsync(file);
    const { NodeService } = client.describe() as { NodeService: { NodeServicePort: object } };
    expect(Object.keys(NodeService.NodeServicePort).sort()).toEqual(
      version.methods.map(({ id }) => operationName(id)).sort(),
    );
    expect(wsdlOf(version)).toContain(`location="${serviceUrl}/soap/${version.node.id}/${version.version}"`);
  }
});

/** Whether each value fits its property: each is a method of one WSDL. */
const judgeValues = async (cases: [property: Schema, value: string, required?: string[]][]) => {
  const methods = cases.map(([property, , required = ['x']], index) => ({
    id: `m${index}`,
    name: 'M',
    input: { type: 'object', additionalProperties: false, required, properties: { x: property } },
    output: { type: 'object' },
  }));
  const schema = schemaOf(wsdlFor({ node: 'n', version: 'v1.0', serviceUrl, methods }));
  const documents = cases.map(
    ([, value], index) => `<m${index} xmlns="urn:wxcc-nodes:n:v1.0">${value}</m${index}>`,
  );
  return (await judge(documents, schema)).map((errors) => errors.length === 0);
};

test('lengths, limits, patterns, counts, choices and optional fields of a schema hold in XML', async () => {
  const cases: [Schema, string, boolean][] = [
    [{ type: 'string', minLength: 2, maxLength: 3 }, '<x>abc</x>', true],
    [{ type: 'string', minLength: 2, maxLength: 3 }, '<x>abcd</x>', false],
    [{ type: 'string', maxLength: 1 }, '<x>👋</x>', true],
    [{ type: 'string', pattern: '^[a-c]{2}(-\\d)?$' }, '<x>ab-1</x>', true],
    [{ type: 'string', pattern: '^[a-c]{2}(-\\d)?$' }, '<x>ab-</x>', false],
    [{ type: 'string', pattern: '^(?!no)[^\\p{Cc}]+$' }, '<x>no</x>', true],
    [{ type: 'string', pattern: '^(?!no)[^\\p{Cc}]+$' }, '<x>a&#9;b</x>', false],
    [{ type: 'string', pattern: '^(https?://)?[^\\s/?#:]+$' }, '<x>https://a.b</x>', true],
    [{ type: 'string', pattern: '^(https?://)?[^\\s/?#:]+$' }, '<x>a b</x>', false],
    [{ type: 'integer', minimum: 1, maximum: 9 }, '<x>9</x>', true],
    [{ type: 'integer', minimum: 1, maximum: 9 }, '<x>10</x>', false],
    [{ type: 'integer' }, '<x>1.5</x>', false],
    [{ type: 'number', maximum: 1 }, '<x>0.5</x>', true],
    [{ type: 'boolean' }, '<x>true</x>', true],
    [{ type: 'boolean' }, '<x>1</x>', false],
    [{ enum: ['a', 'b'] }, '<x>b</x>', true],
    [{ oneOf: [{ const: 'a', title: 'A' }] }, '<x>b</x>', false],
    [{ type: 'array', maxItems: 2, items: { type: 'integer' } }, '<x>1</x><x>2</x>', true],
    [{ type: 'array', maxItems: 2, items: { type: 'integer' } }, '<x>1</x><x>2</x><x>3</x>', false],
    [{ type: 'array', minItems: 1, items: { type: 'integer' } }, '', false],
    [
      { type: 'object', maxProperties: 1, additionalProperties: { type: 'string' } },
      '<x><entry><name>a</name><value>b</value></entry></x>',
      true,
    ],
    [{ type: 'object' }, '<x>{"a":1}</x>', true],
    [{ type: 'string' }, '', false],
  ];
  const valid = await judgeValues(cases.map(([property, value]) => [property, value]));
  for (const [index, [property, value, expected]] of cases.entries())
    expect({ property, value, valid: valid[index] }).toEqual({ property, value, valid: expected });
  expect(await judgeValues([[{ type: 'string' }, '', []]])).toEqual([true]);
});
