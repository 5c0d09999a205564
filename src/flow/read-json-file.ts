import { isUtf8 } from 'node:buffer';
import { readFile, stat } from 'node:fs/promises';
import type { Validator } from '../../schemas/validators.js';
import type { Finding } from '../ground/finding.js';
import { explainFile } from '../schema/explain-violations.js';
import type { Schema } from '../schema/schema.js';
import { parseJsonText } from './json-text.js';
import { Positions } from './positions.js';

/** Bytes of a flow; the platform's limit (documented). */
const maxFlowBytes = 10 * 1024 * 1024;

/** Of a schema; more would hide the first ones. */
const maxFindings = 100;

/** A schema and its validator. */
export interface FileKind<Type> {
  schema: Schema;
  isValid: Validator<Type>;
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
  { schema, isValid }: FileKind<Type>,
): ReadFile<Type> => {
  if (Buffer.byteLength(source) > maxFlowBytes) return tooLarge(file);
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  const parsed = parseJsonText(text);
  if (!('tree' in parsed)) {
    const positions = new Positions(text);
    const findings = parsed.problems.map(
      ({ offset, ...problem }): Finding => ({
        severity: 'error',
        file,
        ...problem,
        ...positions.ofOffset(offset),
      }),
    );
    return { file, text, source, findings, positions };
  }
  const positions = new Positions(text, parsed.tree);
  const { value } = parsed;
  if (isValid(value)) return { file, text, source, value, findings: [], positions };
  const findings = explainFile(isValid.errors ?? [], schema, value)
    .slice(0, maxFindings)
    .map(
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
    const info = await stat(file);
    if (!info.isFile()) return unreadable(file, 'file', 'Not a file.', 'Check the path.');
    if (info.size > maxFlowBytes) return tooLarge(file);
    const bytes = await readFile(file);
    if (!isUtf8(bytes))
      return unreadable(file, 'file', 'The file is not UTF-8.', 'Save it as UTF-8; nothing was guessed.');
    return parseFile(file, bytes.toString('utf8'), kind);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return unreadable(file, 'file', `The file cannot be read: ${code ?? message}.`, 'Check the path.');
  }
};
