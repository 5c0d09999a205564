import type { BuildSheet } from '../../../schemas/types.js';
import type { SheetFinding } from './finding.js';

type Method = BuildSheet['methods'][number];
type Row = Method['headers'][number];

/** The names in `$(name)`. */
const references = (text: string) => [...text.matchAll(/\$\(([^()]+)\)/g)].map(([, name]) => name!);

interface Place {
  /** Where the text stands that holds the references. */
  textPointer: string;
  text: string;
  rowsPointer: string;
  rows: Row[];
}

/** Texts with `$(x)` and the rows that belong to them. */
const places = ({ request, body }: Method, at: string): Place[] => [
  {
    textPointer: `${at}/request/resourceUrl`,
    text: request.resourceUrl,
    rowsPointer: `${at}/request/parameters`,
    rows: request.parameters,
  },
  ...(body.format === 'JSON'
    ? [
        {
          textPointer: `${at}/body/text`,
          text: body.text ?? '',
          rowsPointer: `${at}/body/parameters`,
          rows: body.parameters,
        },
      ]
    : []),
];

/** Every `$(x)` has a row, and every row is used. */
const checkReferences = ({ textPointer, text, rowsPointer, rows }: Place): SheetFinding[] => {
  const used = new Set(references(text));
  const known = new Set(rows.map(({ parameter }) => parameter));
  return [
    ...[...used]
      .filter((name) => !known.has(name))
      .map(
        (name): SheetFinding => ({
          rule: 'parameter-without-row',
          severity: 'error',
          pointer: textPointer,
          message: `$(${name}) has no parameter row.`,
          remedy: 'Add a row, static or dynamic, or take the reference out.',
        }),
      ),
    ...rows.flatMap(({ parameter }, index): SheetFinding[] =>
      used.has(parameter)
        ? []
        : [
            {
              rule: 'row-unused',
              severity: 'error',
              pointer: `${rowsPointer}/${index}`,
              message: `The row ${parameter} stands nowhere in the text.`,
              remedy: `Put $(${parameter}) into the text, or remove the row.`,
            },
          ],
    ),
  ];
};

const rowLists = ({ request, authorization, headers, urlParameters, body }: Method, at: string) => [
  ...request.parameters.map((row, index) => ({ row, pointer: `${at}/request/parameters/${index}` })),
  { row: authorization.username, pointer: `${at}/authorization/username` },
  { row: authorization.password, pointer: `${at}/authorization/password` },
  ...headers.map((row, index) => ({ row, pointer: `${at}/headers/${index}` })),
  ...urlParameters.map((row, index) => ({ row, pointer: `${at}/urlParameters/${index}` })),
  ...body.parameters.map((row, index) => ({ row, pointer: `${at}/body/parameters/${index}` })),
];

/** Every row of a method with its place. */
export const rowsOf = rowLists;

/** Each dynamic row is one field of the Node UI, and each field comes from one row. */
const checkFields = (method: Method, at: string): SheetFinding[] => {
  const dynamic = rowLists(method, at).flatMap(({ row, pointer }) =>
    row.type === 'Dynamic' ? [{ name: row.fieldName, pointer }] : [],
  );
  const fields = method.ui.groups.flatMap(({ fields: inside }, group) =>
    inside.map(({ fieldName }, index) => ({
      name: fieldName,
      pointer: `${at}/ui/groups/${group}/fields/${index}`,
    })),
  );
  const isIn = (list: { name: string }[], name: string) => list.some((one) => one.name === name);
  const twice = (list: { name: string; pointer: string }[]) =>
    list.filter(({ name }, index) => list.findIndex((one) => one.name === name) < index);
  return [
    ...dynamic
      .filter(({ name }) => !isIn(fields, name))
      .map(
        ({ name, pointer }): SheetFinding => ({
          rule: 'row-without-field',
          severity: 'error',
          pointer,
          message: `The dynamic row ${name} has no field in the Node UI.`,
          remedy: 'Add the field: the designer makes one for every dynamic row.',
        }),
      ),
    ...fields
      .filter(({ name }) => !isIn(dynamic, name))
      .map(
        ({ name, pointer }): SheetFinding => ({
          rule: 'field-without-row',
          severity: 'error',
          pointer,
          message: `The field ${name} belongs to no dynamic row.`,
          remedy: 'Only dynamic rows appear in the Node UI: add the row, or remove the field.',
        }),
      ),
    ...[...twice(dynamic), ...twice(fields)].map(
      ({ name, pointer }): SheetFinding => ({
        rule: 'field-name-twice',
        severity: 'error',
        pointer,
        message: `The field name ${name} is used twice.`,
        remedy: 'Give each dynamic row a field name of its own.',
      }),
    ),
  ];
};

export const checkParameters = (method: Method, at: string): SheetFinding[] => [
  ...places(method, at).flatMap(checkReferences),
  ...checkFields(method, at),
];
