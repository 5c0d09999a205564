import { bodySection } from '../../src/connect/body-section.js';
import { limitsOf } from '../../src/connect/limits.js';
import { shapesOf } from '../../src/connect/shape.js';
import { sheetHtml } from '../../src/connect/sheet-html.js';
import { inputFromSoap } from '../../src/connect/soap-values.js';
import { uiGroups } from '../../src/connect/ui-fields.js';
import { wsdlFor } from '../../src/connect/wsdl.js';
import type { Schema } from '../../src/schema/schema.js';
import { serviceUrl, sheetOf } from './exported.js';
import { danglingReferences, judge, judgeWsdls, schemaOf } from './wsdl-judge.js';

// Schemas that the pack's own nodes do not have but other authors may write: their exports must be whole, too.

const inputOf = (property: Schema, name = 'x'): Schema => ({
  type: 'object',
  additionalProperties: false,
  required: [name],
  properties: { [name]: property },
});

const methodOf = (id: string, property: Schema) => ({
  id,
  name: `Method ${id}`,
  input: inputOf(property),
  output: { type: 'object', properties: { x: property } },
});

const wsdlOf = (...properties: Schema[]) =>
  wsdlFor({
    node: 'n',
    version: 'v1.0',
    serviceUrl,
    methods: properties.map((property, index) => methodOf(`m${index + 1}`, property)),
  });

const properties: Schema[] = [
  {
    type: 'object',
    additionalProperties: false,
    properties: { 'Task ID': { type: 'string' }, '1st': { type: 'integer' }, Task_ID: { type: 'string' } },
  },
  { type: 'array', items: { type: 'array', items: { type: 'string' } } },
  { type: 'number', minimum: 1, exclusiveMinimum: 1, maximum: 3, exclusiveMaximum: 4 },
  { type: 'integer', minimum: 0.5, maximum: 2.5 },
  { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 10 },
  { type: 'number', minimum: -1e21, maximum: 1e21 },
  { type: 'number', minimum: -1.5e-7, maximum: 2e-7 },
  { type: ['string', 'null'], maxLength: 3 },
  { type: ['integer', 'boolean'] },
  {},
  { anyOf: [{ type: 'string' }, { type: 'integer' }] },
  { enum: [null, 'a', 1, true] },
  { enum: ['', ' a ', 'b\nc'] },
  { type: 'array', maxItems: 0, items: { type: 'string' } },
  { type: 'array', prefixItems: [{ type: 'string' }] },
  { type: 'string', title: 'bell \u0007', description: '<&>]]> and half a \ud800' },
  { type: 'string', pattern: '^(a|b)\\1$' },
];

test('the WSDL of any schema is valid, its references lead somewhere, and its types compile', async () => {
  const wsdl = wsdlOf(...properties);
  expect(await judgeWsdls(new Map([['any.wsdl', wsdl]]))).toEqual(new Map());
  expect(danglingReferences(wsdl)).toEqual([]);
  expect(await judge(['<unknown/>'], schemaOf(wsdl))).toEqual([[expect.any(String)]]);
});

/** Which of the elements the WSDL of a property takes. */
const taken = async (property: Schema, elements: string[]): Promise<string[]> => {
  const documents = elements.map((element) => `<m1 xmlns="urn:wxcc-nodes:n:v1.0">${element}</m1>`);
  const found = await judge(documents, schemaOf(wsdlOf(property)));
  return elements.filter((_, index) => found[index]!.length === 0);
};

test.each<[Schema, string[], string[]]>([
  [{ type: 'integer', minimum: 0.5, maximum: 2.5 }, ['1', '2'], ['0', '3']],
  [{ type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 3 }, ['1', '2'], ['0', '3']],
  [{ type: 'number', exclusiveMinimum: 1, minimum: 1, maximum: 3, exclusiveMaximum: 4 }, ['3'], ['1', '3.5']],
  [{ type: 'number', minimum: -1.5e-7 }, ['-0.00000015', '0'], ['-0.00000016']],
  [{ type: 'integer', maximum: 1e21 }, ['1000000000000000000000'], ['1000000000000000000001']],
])('the limits of %j hold in XML', async (property, good, bad) => {
  const elements = (values: string[]) => values.map((value) => `<x>${value}</x>`);
  expect(await taken(property, elements([...good, ...bad]))).toEqual(elements(good));
});

test('names inside of an object are names of XML, and come back as they were', async () => {
  const [property] = properties as [Schema];
  const element = '<x><Task_ID>a</Task_ID><_1st>1</_1st><Task_ID_2>b</Task_ID_2></x>';
  expect(await taken(property, [element])).toEqual([element]);
  const request = { x: { Task_ID: 'a', _1st: '1', Task_ID_2: 'b' } };
  expect(JSON.parse(JSON.stringify(inputFromSoap(inputOf(property), request)))).toEqual({
    x: { 'Task ID': 'a', '1st': '1', Task_ID: 'b' },
  });
});

test('a list inside of a list is JSON text in a repeated element', async () => {
  const property = { type: 'array', items: { type: 'array', items: { type: 'string' } } };
  const elements = '<x>["a"]</x><x>[]</x>';
  expect(await taken(property, [elements])).toEqual([elements]);
  expect({ ...inputFromSoap(inputOf(property), { x: ['["a"]', '[]'] }) }).toEqual({ x: ['["a"]', '[]'] });
});

const fieldOf = (property: Schema) => uiGroups(shapesOf(inputOf(property)))[0]!.fields[0]!;

test.each<[Schema, string[], string[]]>([
  [{ type: ['string', 'null'] }, ['text', ''], []],
  [{}, ['text', '{"a":1}'], []],
  [{ type: ['integer', 'boolean'] }, ['1', 'true'], []],
  [{ type: 'array', prefixItems: [{ type: 'string' }] }, ['["a"]'], ['a']],
  [{ type: 'integer', minimum: 1, maximum: 10 }, ['10', '10.0'], ['11', '1.5']],
  [{ type: 'integer', minimum: 0 }, ['7.00'], ['7.01', '-7']],
  [{ type: 'string', pattern: '^[^\\p{Cs}]+$' }, ['a'], []],
  [{ type: 'string', pattern: '^[👋]$' }, ['👋'], []],
])('the text box of %j takes what the node takes', (property, good, bad) => {
  const { fieldType, regex } = fieldOf(property);
  expect(fieldType).toBe('Text box');
  const passes = (text: string) => regex === undefined || new RegExp(regex).test(text);
  expect(good.filter((text) => !passes(text))).toEqual([]);
  expect(bad.filter(passes)).toEqual([]);
});

test('an empty text is no option of a selection box, which is said, and a box without options is none', () => {
  expect(fieldOf({ enum: ['', 'a'] })).toMatchObject({
    fieldType: 'Selection box',
    options: [{ displayName: 'a', value: 'a' }],
  });
  expect(fieldOf({ oneOf: [{ const: 'a', title: '' }] })).toMatchObject({
    options: [{ displayName: 'a', value: 'a' }],
  });
  expect(fieldOf({ const: '' })).toMatchObject({ fieldType: 'Text box' });
});

test('what of these schemas no door can say is named', () => {
  const named = (property: Schema) =>
    limitsOf(inputOf(property), shapesOf(inputOf(property))).map(({ door, feature }) => `${door} ${feature}`);
  expect(named({ enum: ['', 'a'] })).toEqual(['form empty-choice']);
  expect(named({ type: ['string', 'null'] })).toEqual(['SOAP types', 'form types']);
  expect(named({ type: 'integer', exclusiveMinimum: 1 })).toEqual(['form range']);
  expect(named({ type: 'array', items: { type: 'array', items: { type: 'string' } } })).toEqual([
    'SOAP json-text',
    'form json-text',
  ]);
});

test('a pattern that repeats a group is judged by the group', () => {
  const format = (pattern: string) =>
    bodySection(shapesOf(inputOf({ type: 'string', pattern })), 'auto').format;
  expect(format('^(a|b)\\1$')).toBe('JSON');
  expect(format('^(["])\\1$')).toBe('form-data');
});

test('characters that XML does not have do not end the export', async () => {
  const sheet = await sheetOf('queue-task', 'v1.5');
  sheet.create.description = 'bell \u0007';
  expect(sheetHtml(sheet)).toContain('bell \\u0007');
});
