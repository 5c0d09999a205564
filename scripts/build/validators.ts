import type { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { filesIn } from './bundled-packages.js';
import type { MethodSource } from './source-tree.js';
import { createAjv } from './vocabulary.js';

export interface Validators {
  code: Buffer;
  /** The files that went into it, from the checkout's folder. */
  inputs: string[];
}

/** ajv's schemas as one file that needs nothing but JavaScript and exports the names given: CommonJS, or what ajv is set to. */
export const standaloneValidators = async (ajv: Ajv, names: string[], root: string): Promise<Validators> => {
  const code = standaloneCode(ajv, Object.fromEntries(names.map((name) => [name, name])));
  const result = await build({
    stdin: { contents: code, resolveDir: root, sourcefile: 'validators.js', loader: 'js' },
    absWorkingDir: root,
    metafile: true,
    // Where node_modules is a link, a path from elsewhere would name no package of this checkout.
    preserveSymlinks: true,
    bundle: true,
    minify: true,
    format: ajv.opts.code.esm ? 'esm' : 'cjs',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'es2022',
    legalComments: 'none',
    write: false,
  });
  return { code: Buffer.from(result.outputFiles[0]!.contents), inputs: filesIn(result.metafile) };
};

/** Holds schemas against JSON Schema itself: every ajv would make a validator of its own for that. */
const jsonSchema = createAjv();

/** By the contract's text: a version may repeat that of its predecessor. */
const compiled = new Map<string, Promise<Validators>>();

/** The validators of a method: `input` and `output`. Throws when one is no JSON Schema. */
export const compileValidators = ({ schema }: MethodSource, root: string): Promise<Validators> => {
  const contract = (['input', 'output'] as const).map((name) => {
    const { examples, 'x-antiExamples': _antiExamples, ...rules } = schema.$defs[name];
    return { name, rules };
  });
  const text = JSON.stringify([root, contract]);
  const known = compiled.get(text);
  if (known) return known;
  const ajv = createAjv({ validateSchema: false, code: { source: true, lines: false, optimize: 2 } });
  for (const { name, rules } of contract) {
    jsonSchema.validateSchema(rules, true);
    ajv.addSchema(rules, name);
  }
  const validators = standaloneValidators(ajv, ['input', 'output'], root);
  compiled.set(text, validators);
  return validators;
};
