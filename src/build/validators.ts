import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import type { MethodSource } from './source-tree.js';
import { createAjv } from './vocabulary.js';

/** The validators of a method as one CommonJS file that needs nothing but JavaScript. */
export const compileValidators = async ({ schema, version, id }: MethodSource, root: string): Promise<Buffer> => {
  const ajv = createAjv({ code: { source: true, lines: false, optimize: 2 } });
  for (const name of ['input', 'output'] as const) {
    const { examples, 'x-antiExamples': _antiExamples, ...rules } = schema.$defs[name];
    ajv.addSchema(rules, name);
  }
  const code = standaloneCode(ajv, { input: 'input', output: 'output' });
  const result = await build({
    stdin: { contents: code, resolveDir: root, sourcefile: `${version}/${id}/validators.js`, loader: 'js' },
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'neutral',
    mainFields: ['main'],
    target: 'es2022',
    legalComments: 'none',
    write: false,
  });
  return Buffer.from(result.outputFiles[0]!.contents);
};
