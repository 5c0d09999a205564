import { join } from 'node:path';
import { isObject, type JsonObject, type SchemaValidator } from '../../../src/schema/schema.js';
import { BuildError } from '../build-error.js';
import { inlineSchema } from '../inline-schema.js';
import { type LoadedHandler, loadHandler } from '../load-handler.js';
import { bundleUpgrade } from '../load-upgrade.js';
import { compareVersions } from '../source-tree.js';
import { createAjv } from '../vocabulary.js';
import type { Draft } from './finding.js';
import type { MethodFiles } from './node-folder.js';
import type { Tree } from './tree.js';

/** A method whose schema could be read: the input with references inlined, and its validator. */
export interface ReadInput {
  schema: JsonObject;
  validate: SchemaValidator;
  examples: unknown[];
  antiExamples: unknown[];
  /** What the method gives, references inlined. */
  output?: JsonObject;
}

export interface ReadMethod extends MethodFiles {
  /** Whether the schema file holds a contract, and not only a reference to that of another version. */
  hasOwnContract: boolean;
  input?: ReadInput;
  handler?: LoadedHandler;
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** Messages of libraries name whole paths; those are nobody's business. */
const withoutRoot = (tree: Tree, message: string) =>
  message.replaceAll(`${tree.root}/`, '').replaceAll(tree.root, '.');

/** One for all schemas: making one costs more than using it. */
const ajv = createAjv({ logger: false });

const compiled = new Map<string, SchemaValidator>();

/** Most versions repeat parts of the contract of another one; what is the same is compiled once. Throws as ajv does. */
const compile = (schema: JsonObject): SchemaValidator => {
  const text = JSON.stringify(schema);
  const validate = compiled.get(text) ?? (ajv.compile(schema) as unknown as SchemaValidator);
  compiled.set(text, validate);
  return validate;
};

const readInput = async (tree: Tree, file: string): Promise<ReadInput | undefined> => {
  const { $defs } = await inlineSchema(join(tree.root, file));
  if (!isObject($defs) || !isObject($defs.input)) return undefined;
  const { examples, 'x-antiExamples': antiExamples, ...schema } = $defs.input;
  const validate = compile(schema);
  const output = isObject($defs.output) ? $defs.output : undefined;
  if (output) compile(output);
  return {
    ...{ schema, validate, examples: listOf(examples), antiExamples: listOf(antiExamples) },
    ...(output && { output }),
  };
};

const schemaFinding = (tree: Tree, file: string, error: unknown): Draft => ({
  file,
  problem: `cannot be used: ${withoutRoot(tree, (error as Error).message)}`,
  remedy: 'Correct the keyword or reference named.',
});

const handlerFinding = (tree: Tree, file: string, error: unknown): Draft =>
  error instanceof BuildError
    ? { file: error.file, problem: withoutRoot(tree, error.problem), remedy: error.remedy }
    : {
        file,
        problem: `does not load: ${withoutRoot(tree, (error as Error).message)}`,
        remedy: 'A handler declares data and functions; nothing runs while it loads.',
      };

/** Whether an earlier version of the node has the method. */
const hasPredecessor = ({ files }: Tree, { node, version, id }: MethodFiles): boolean =>
  [...files.keys()].some((file) => {
    const [, folder, name] = file.slice(`nodes/${node}`.length).split('/');
    return (
      file.startsWith(`nodes/${node}/v`) &&
      name === `${id}.schema.json` &&
      compareVersions(folder!, version) < 0
    );
  });

/** Reads the schema of a method and loads its handler and its upgrade; what fails is a finding. */
export const readMethod = async (
  tree: Tree,
  files: MethodFiles,
): Promise<{ method: ReadMethod; findings: Draft[] }> => {
  const raw = tree.json.get(files.schemaFile);
  const method: ReadMethod = { ...files, hasOwnContract: isObject(raw) && raw.$defs !== undefined };
  const findings: Draft[] = [];
  if (raw !== undefined)
    try {
      const input = await readInput(tree, files.schemaFile);
      if (input) method.input = input;
    } catch (error) {
      findings.push(schemaFinding(tree, files.schemaFile, error));
    }
  if (tree.files.has(files.handlerFile))
    try {
      const nodeFolder = join(tree.root, 'nodes', files.node);
      method.handler = await loadHandler(join(tree.root, files.handlerFile), nodeFolder, tree.root);
    } catch (error) {
      findings.push(handlerFinding(tree, files.handlerFile, error));
    }
  const publicFile = files.schemaFile.replace(/\.schema\.json$/, '.public.ts');
  if (tree.files.has(publicFile))
    try {
      await loadHandler(join(tree.root, publicFile), join(tree.root, 'nodes', files.node), tree.root);
    } catch (error) {
      findings.push(handlerFinding(tree, publicFile, error));
    }
  const upgradeFile = files.schemaFile.replace(/\.schema\.json$/, '.upgrade.ts');
  if (tree.files.has(upgradeFile))
    try {
      const folder = join(tree.root, 'nodes', files.node);
      await bundleUpgrade(join(tree.root, upgradeFile), folder, tree.root, hasPredecessor(tree, files));
    } catch (error) {
      findings.push(handlerFinding(tree, upgradeFile, error));
    }
  return { method, findings };
};
