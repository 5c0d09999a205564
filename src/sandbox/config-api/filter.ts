import { parse } from '@rsql/parser';
import { ApiError } from '../envelopes.js';
import type { ConfigRecord } from './records.js';

type ExpressionNode = ReturnType<typeof parse>;
type Test = (record: ConfigRecord) => boolean;

/** Fields that no filter may name (documented). */
const unfiltered = ['organizationId', 'createdTime', 'lastUpdatedTime'];

const field = (node: unknown, known: ReadonlySet<string>): string => {
  const name = (node as { selector?: string }).selector ?? '';
  if (!known.has(name) || unfiltered.includes(name))
    throw new ApiError(400, `filter: there is no field ${name} to filter by.`);
  return name;
};

const values = (node: unknown): string[] => [(node as { value: string | string[] }).value].flat();

const compile = (node: ExpressionNode, known: ReadonlySet<string>): Test => {
  if (node.type === 'LOGIC') {
    const tests = [compile(node.left, known), compile(node.right, known)];
    const isAnd = node.operator === ';' || node.operator === 'and';
    return (record) => (isAnd ? tests.every((test) => test(record)) : tests.some((test) => test(record)));
  }
  const name = field(node.left, known);
  const wanted = values(node.right);
  const isOneOf: Test = (record) => wanted.includes(String(record[name]));
  switch (node.operator as string) {
    case '==':
    case '=in=':
      return isOneOf;
    case '!=':
    case '=out=':
      return (record) => !isOneOf(record);
    default:
      throw new ApiError(400, `filter: the operator ${node.operator} is not among ==, !=, =in=, =out=.`);
  }
};

const parsed = (text: string, what: string): ExpressionNode => {
  try {
    return parse(text);
  } catch (error) {
    throw new ApiError(400, `${what}: ${(error as Error).message}`);
  }
};

/**
 * The records that an RSQL expression lets through: `==`, `!=`, `=in=`, `=out=`, joined by `;` (and) and `,` (or).
 * Values are compared whole and as text. Throws ApiError.
 */
export const filterRecords = (
  records: ConfigRecord[],
  expression: string,
  known: ReadonlySet<string>,
): ConfigRecord[] => records.filter(compile(parsed(expression, 'filter'), known));

/** `fields=in=("name","description");value=="x"` → the fields and the value. */
const searchParts = (text: string): { fields?: string[]; value?: string } => {
  const parts: { fields?: string[]; value?: string } = {};
  const collect = (node: ExpressionNode): void => {
    if (node.type === 'LOGIC') {
      collect(node.left);
      collect(node.right);
      return;
    }
    const name = (node.left as { selector?: string }).selector;
    if (name === 'field' || name === 'fields') parts.fields = values(node.right);
    if (name === 'value') parts.value = values(node.right)[0]!;
  };
  collect(parsed(text, 'search'));
  return parts;
};

/**
 * The records that hold the keyword, in any case: `"Cisco"` in the columns that the list searches, or
 * `field=="name";value=="Cisco"`. Throws ApiError.
 */
export const searchRecords = (
  records: ConfigRecord[],
  search: string,
  searched: string[],
): ConfigRecord[] => {
  const { fields = searched, value = search.replace(/^"(.*)"$/, '$1') } = search.includes('value==')
    ? searchParts(search)
    : {};
  const unknown = fields.find((name) => !searched.includes(name));
  if (unknown !== undefined)
    throw new ApiError(400, `search: only ${searched.join(', ')} can be searched, not ${unknown}.`);
  const keyword = value.toLowerCase();
  return records.filter((record) =>
    fields.some((name) => String(record[name]).toLowerCase().includes(keyword)),
  );
};
