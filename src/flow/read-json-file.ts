import { isUtf8 } from 'node:buffer';
import type { Validator } from '../../schemas/validators.js';
import { readRegularFile, type UnreadableFile } from '../files/regular-file.js';
import { rounded } from '../ground/exact-number.js';
import type { Finding } from '../ground/finding.js';
import { readJson, withoutMark } from '../ground/read-json.js';
import { explainFile } from '../schema/explain-violations.js';
import { isObject, type Schema } from '../schema/schema.js';
import { Positions } from './positions.js';

/** Bytes of a flow; the platform's limit (documented). */
const maxFlowBytes = 10 * 1024 * 1024;

/** Of a schema; more would hide the first ones. */
const maxFindings = 100;

/** A schema and its validator. */
export interface FileKind<Type> {
  schema: Schema;
  isValid: Validator<Type>;
  /** The places whose numbers keep their digits: values that go on as they are. */
  isFree?: (pointer: string) => boolean;
  /** What a file is instead that is none of this kind at all: one finding in place of all that its schema would tell. */
  instead?: (keys: string[]) => Pick<Finding, 'message' | 'remedy'> | undefined;
}

/** A JSON file as it was read. `value` is there when nothing is wrong with text and schema. */
export interface ReadFile<Type> {
  file: string;
  text: string;
  /** The text as it stands in the file, byte order mark included. */
  source: string;
  value?: Type;
  findings: Finding[];
  positions: Positions;
}

const unreadable = <Type>(file: string, rule: string, message: string, remedy: string): ReadFile<Type> => ({
  file,
  text: '',
  source: '',
  findings: [{ severity: 'error', rule, file, pointer: '', line: 1, column: 1, message, remedy }],
  positions: new Positions(''),
});

/** JSON text → its value, checked against its schema, with findings that know their lines. Never throws. */
export const parseFile = <Type>(
  file: string,
  source: string,
  { schema, isValid, isFree, instead }: FileKind<Type>,
): ReadFile<Type> => {
  if (Buffer.byteLength(source) > maxFlowBytes) return tooLarge(file);
  const text = withoutMark(source);
  const read = readJson(text);
  const positions = new Positions(text);
  if (!('value' in read)) {
    const findings = read.problems.map(
      ({ offset, rule, message, pointer }): Finding => ({
        severity: 'error',
        rule: `json.${rule}`,
        file,
        pointer,
        message: `The file ${message}.`,
        remedy: 'Correct the JSON here.',
        ...positions.ofOffset(offset),
      }),
    );
    return { file, text, source, findings, positions };
  }
  const value: unknown = rounded(read.value);
  if (isValid(value))
    return { file, text, source, value: rounded(read.value, isFree) as Type, findings: [], positions };
  const other = instead?.(isObject(value) ? Object.keys(value) : []);
  const problems = other
    ? [{ pointer: '', ...other }]
    : explainFile(isValid.errors ?? [], schema, read.value);
  const findings = problems.slice(0, maxFindings).map(
    (problem): Finding => ({
      severity: 'error',
      rule: 'schema',
      file,
      ...problem,
      ...positions.ofPointer(problem.pointer),
    }),
  );
  return { file, text, source, findings, positions };
};

const tooLarge = <Type>(file: string): ReadFile<Type> =>
  unreadable(
    file,
    'limit.size',
    `The file is over ${maxFlowBytes} bytes, the platform's limit for a flow.`,
    'Split the flow; steps can go into a flow of their own (Call Workflow).',
  );

/** Reads a JSON file of at most 10 MB. What is wrong with it is a finding, a missing file too; never throws. */
export const readJsonFile = async <Type>(file: string, kind: FileKind<Type>): Promise<ReadFile<Type>> => {
  try {
    const bytes = await readRegularFile(file, maxFlowBytes);
    if (!isUtf8(bytes))
      return unreadable(file, 'file', 'The file is not UTF-8.', 'Save it as UTF-8; nothing was guessed.');
    return parseFile(file, bytes.toString('utf8'), kind);
  } catch (error) {
    const { code, message } = error as UnreadableFile;
    if (code === 'too-large') return tooLarge(file);
    return unreadable(file, 'file', `The file cannot be read: ${message}.`, 'Check the path.');
  }
};
