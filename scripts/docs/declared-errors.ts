import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Argument, type ObjectProperty, parseSync, Visitor } from 'oxc-parser';
import type { ErrorKind } from '../../src/ground/told-error.js';
import { codeFiles } from '../house/read-modules.js';

/** An error as its declaration has it. */
export interface DeclaredError {
  code: string;
  kind: ErrorKind;
  /** Of the service's answer; `4xx` where several say the same. */
  status?: string;
  meaning: string;
  file: string;
}

/** A reason in a Result or a report. */
interface DeclaredDiagnostic {
  code: string;
  severity: string;
  file: string;
}

export interface Declarations {
  errors: DeclaredError[];
  diagnostics: DeclaredDiagnostic[];
  /** Ids of the rules behind findings. */
  rules: { rule: string; file: string }[];
}

/** A text as it stands in the source; what only a run can tell is `<…>`. */
const textOf = (node: Argument | undefined): string[] => {
  if (node?.type === 'Literal') return [String(node.value)];
  if (node?.type === 'ConditionalExpression') return [...textOf(node.consequent), ...textOf(node.alternate)];
  if (node?.type !== 'TemplateLiteral') return [];
  return [node.quasis.map(({ value }) => value.cooked ?? '').join('<…>')];
};

type Declared = Omit<DeclaredError, 'file'>;

/** An answer of a server that is no result of a command. */
const answerOf = ([status = '4xx', code, meaning]: (string | undefined)[]): Declared => ({
  kind: status.startsWith('4') ? 'caller' : 'operator',
  status,
  code: code!,
  meaning: meaning!,
});

/** How each kind of declaration is read. */
const declarations: Record<string, (texts: string[]) => Declared> = {
  toldError: ([kind, code, meaning]) => ({ kind: kind as ErrorKind, code: code!, meaning: meaning! }),
  toldErrorOf: ([kind, word, meaning]) => ({
    kind: kind as ErrorKind,
    code: `<what>.${word}`,
    meaning: meaning!,
  }),
  storeErrorOf: ([word, meaning]) => ({ kind: 'operator', code: `<store>.${word}`, meaning: meaning! }),
  packageError: ([code, meaning]) => ({ kind: 'operator', code: code!, meaning: meaning! }),
  lookupError: ([code, meaning]) => ({ kind: 'platform', code: code!, meaning: meaning! }),
  problem: answerOf,
};

const severities: Record<string, string> = {
  errorDiagnostic: 'error',
  unfitting: 'error',
  warningDiagnostic: 'warning',
};

const readFile = (root: string, file: string): Declarations => {
  const found: Declarations = { errors: [], diagnostics: [], rules: [] };
  const { program } = parseSync(file, readFileSync(join(root, file), 'utf8'));
  new Visitor({
    CallExpression: ({ callee, arguments: given }) => {
      if (callee.type !== 'Identifier') return;
      const texts = given.map((argument) => textOf(argument)[0]);
      const declare = Object.hasOwn(declarations, callee.name) ? declarations[callee.name] : undefined;
      const told = declare?.(texts as string[]);
      // Others may have a function of that name.
      if (told?.meaning !== undefined) found.errors.push({ ...told, file });
      if (callee.name === 'findingsOf') for (const rule of textOf(given[0])) found.rules.push({ rule, file });
      const severity = severities[callee.name];
      if (severity) for (const code of textOf(given[0])) found.diagnostics.push({ code, severity, file });
    },
    ObjectExpression: ({ properties }) => {
      const own = properties.filter((one): one is ObjectProperty => one.type === 'Property');
      const memberOf = (name: string) =>
        own.find(({ key }) => key.type === 'Identifier' && key.name === name)?.value as Argument | undefined;
      for (const rule of textOf(memberOf('rule'))) found.rules.push({ rule, file });
    },
  }).visit(program);
  return found;
};

/** All that the sources below src/ and scripts/ declare. */
export const readDeclarations = (root: string): Declarations => {
  // A tree of nodes need not have the workshop beside it.
  const folders = ['src', 'scripts'].filter((folder) => existsSync(join(root, folder)));
  const files = folders.flatMap((folder) => codeFiles(root, folder)).sort();
  const all = files.map((file) => readFile(root, file));
  return {
    errors: all.flatMap(({ errors }) => errors),
    diagnostics: all.flatMap(({ diagnostics }) => diagnostics),
    rules: all.flatMap(({ rules }) => rules),
  };
};

/** Codes that are declared twice, or without a meaning; each with the files. */
export const faultsOf = ({ errors }: Declarations): string[] => {
  const byCode = new Map<string, DeclaredError[]>();
  for (const error of errors) byCode.set(error.code, [...(byCode.get(error.code) ?? []), error]);
  return [...byCode].flatMap(([code, all]) => [
    ...(all.length > 1 ? [`${code} is declared in ${all.map(({ file }) => file).join(' and ')}`] : []),
    ...(all.some(({ meaning }) => !/^[A-Z].*\.$/.test(meaning))
      ? [`${code} has no sentence that says what it means`]
      : []),
  ]);
};
