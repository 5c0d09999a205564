import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, posix } from 'node:path';
import { type Expression, parseSync, type StringLiteral, Visitor } from 'oxc-parser';
import type { Finding } from '../../src/ground/finding.js';
import { fault } from './fault.js';

/** One import, `export … from`, `import()` or `import('…')` of a type. */
interface Import {
  /** The module's path below the root. */
  target: string;
  line: number;
}

export interface Module {
  /** Below the root, with `/`. */
  path: string;
  imports: Import[];
}

const code = /\.[cm]?[jt]sx?$/;
const skipped = /^(node_modules|coverage|dist|dist\..*|\..*)$/;

/** Every file of code below the root, but what is built or installed. */
export const codeFiles = (root: string, folder = ''): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return skipped.test(entry.name) ? [] : codeFiles(root, path);
    return code.test(entry.name) ? [path] : [];
  });

/** The files with what each imports of the house. A file that cannot be parsed, and an import that leads nowhere, is a finding. */
export const readModules = (root: string, files: string[]): { modules: Module[]; findings: Finding[] } => {
  const known = new Set(files);
  const { imports: short = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    imports?: Record<string, string>;
  };
  const findings: Finding[] = [];
  const modules: Module[] = [];
  for (const path of files) {
    const text = readFileSync(join(root, path), 'utf8');
    const { program, errors } = parseSync(path, text);
    if (errors[0]) {
      findings.push(fault('unread', path, 1, `it cannot be parsed: ${errors[0].message}`, 'Mend it.'));
      continue;
    }
    const imports: Import[] = [];
    const add = (source: Expression | StringLiteral | null) => {
      if (source?.type !== 'Literal' || typeof source.value !== 'string') return;
      const name = short[source.value] ?? source.value;
      if (!name.startsWith('.')) return;
      const from = short[source.value] ? '' : posix.dirname(path);
      const wanted = posix.join(from, name);
      const line = text.slice(0, source.start).split('\n').length;
      const target = candidates(wanted).find((candidate) => known.has(candidate));
      if (target) imports.push({ target, line });
      else if (extname(wanted) !== '.json')
        findings.push(fault('unresolved', path, line, `${source.value} is no file here`, 'Mend the path.'));
    };
    new Visitor({
      ImportDeclaration: ({ source }) => add(source),
      ExportNamedDeclaration: ({ source }) => add(source),
      ExportAllDeclaration: ({ source }) => add(source),
      ImportExpression: ({ source }) => add(source),
      TSImportType: ({ source }) => add(source),
    }).visit(program);
    modules.push({ path, imports });
  }
  return { modules, findings };
};

/** TypeScript names the file that will be: `a.js` stands for `a.ts`. */
const candidates = (path: string): string[] => [
  path,
  path.replace(/\.([cm]?)js$/, '.$1ts'),
  path.replace(/\.jsx?$/, '.tsx'),
];
