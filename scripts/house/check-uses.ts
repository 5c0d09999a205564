import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../../src/ground/finding.js';
import { fault } from './fault.js';
import type { Report } from './knip-reporter.js';

const here = dirname(fileURLToPath(import.meta.url));

/** What knip calls it, what it means, and what to do. */
const meanings: Record<string, [message: (name: string) => string, remedy: string]> = {
  files: [() => 'nobody imports it', 'Delete it.'],
  exports: [(name) => `no other file uses ${name}`, 'Drop `export`, or delete it.'],
  types: [(name) => `no other file uses ${name}`, 'Drop `export`, or delete it.'],
  duplicates: [(name) => `one thing is exported twice: ${name}`, 'Keep one name.'],
  unlisted: [(name) => `it must not import ${name}`, 'Add the package to package.json, where it belongs.'],
  dependencies: [
    (name) => `nothing that ships imports a value of ${name}`,
    'Remove it, or move it to devDependencies.',
  ],
  devDependencies: [(name) => `nobody imports ${name}`, 'Remove it.'],
};

/** Runs knip; it ends with exit code 1 where it found something, which its report tells better. */
const knip = (root: string, ...options: string[]): Promise<Report> => {
  const program = join(dirname(createRequire(import.meta.url).resolve('knip')), '..', 'bin', 'knip.js');
  const args = [program, '--directory', root, '--no-progress', '--no-config-hints', ...options];
  return new Promise((resolve, reject) => {
    const reporter = ['--reporter', join(here, 'knip-reporter.ts')];
    execFile(process.execPath, [...args, ...reporter], { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (stdout.startsWith('{')) resolve(JSON.parse(stdout) as Report);
      else reject(new Error(`knip gave no report.\n${stdout}${stderr}`, { cause: error }));
    });
  });
};

/** Of the whole all is asked but `dependencies`: only what ships may use those up. */
const asked = {
  all: new Set(Object.keys(meanings).filter((type) => type !== 'dependencies')),
  shipped: new Set(['dependencies', 'unlisted']),
};

/**
 * Exports, files and packages that nobody uses; types count, tests are users. What ships is asked again by itself: its
 * packages are `dependencies`, and those of which it imports only types are not.
 */
export const checkUses = async (root: string, files: string[]): Promise<Finding[]> => {
  const [all, shipped] = await Promise.all([knip(root), knip(root, '--strict')]);
  const issues = [
    ...all.issues.filter(({ type }) => asked.all.has(type)),
    ...shipped.issues.filter(({ type }) => asked.shipped.has(type)),
  ];
  return [
    ...unread(all.modules, files),
    ...unread(
      shipped.modules,
      files.filter((file) => /^(nodes|schemas|src)\//.test(file)),
    ),
    ...issues.map(({ type, file, line, name }) => {
      const [message, remedy] = meanings[type]!;
      return fault(type, file, line, message(name), remedy);
    }),
  ];
};

/** A tool that read less than there is finds less than there is. */
const unread = (modules: number, files: string[]): Finding[] =>
  modules === files.length
    ? []
    : [
        fault(
          'unread',
          'knip.jsonc',
          1,
          `knip read ${modules} modules where there are ${files.length}`,
          'Let `project` take all of them.',
        ),
      ];
