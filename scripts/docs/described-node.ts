import type { CallableMethod, Method, ObservedFact } from '../../src/package/method.js';
import { scopesOfCalls } from '../../src/package/operation-scopes.js';
import { publicWireText } from '../../src/package/public-wire-text.js';
import type { Schema, SchemaValidator } from '../../src/schema/schema.js';
import { loadHandler } from '../build/load-handler.js';
import { observe } from '../build/observe.js';
import type { MethodSource, NodeSource, PackSource } from '../build/source-tree.js';
import { createAjv } from '../build/vocabulary.js';

interface AntiExample {
  reason: string;
  pointer: string;
  code: string;
  input: unknown;
}

/** A method version as its sources declare it: what the pages are made from. */
export interface DescribedMethod extends CallableMethod {
  definition: Method['definition'];
  version: string;
  description: string;
  /** Source of the fields that say nothing of their own. */
  fieldSource: string;
  examples: Record<string, unknown>[];
  antiExamples: AntiExample[];
  /** What evidence confirms of what the handler assumes. */
  observed: ObservedFact[];
  /** What it does over Cisco's published APIs; undefined where it is not there. */
  published: Method['definition'] | undefined;
  /** The same in words, or why it is not there. */
  publicWire: string;
}

export interface DescribedNode {
  source: NodeSource;
  /** Oldest version first. */
  methods: DescribedMethod[];
}

/** One for all schemas: making one costs more than using it. */
const ajv = createAjv();
const checkOf = (schema: Schema) => {
  const validate = ajv.compile(schema) as unknown as SchemaValidator;
  return (value: unknown) => (validate(value) ? [] : (validate.errors ?? []));
};

const publicWireOf = (
  { id }: MethodSource,
  { manifest, auth }: NodeSource,
  calls: DescribedMethod['published'],
): string =>
  publicWireText(calls, manifest.lacks?.public?.[id], {
    code: (text) => `\`${text}\``,
    scopes: scopesOfCalls(auth, calls),
  });

const describeMethod = async (
  method: MethodSource,
  node: NodeSource,
  root: string,
): Promise<DescribedMethod> => {
  const { examples, 'x-antiExamples': antiExamples, ...input } = method.schema.$defs.input;
  const { definition } = await loadHandler(method.handlerFile, node.folder, root);
  const { publicHandlerFile: file } = method;
  const published = file === undefined ? undefined : (await loadHandler(file, node.folder, root)).definition;
  return {
    id: method.id,
    version: method.version,
    definition,
    description: String(method.schema.description ?? ''),
    fieldSource: String(method.schema['x-source'] ?? definition.source),
    input,
    output: method.schema.$defs.output,
    checkInput: checkOf(input),
    checkOutput: checkOf(method.schema.$defs.output),
    examples: examples as Record<string, unknown>[],
    antiExamples: antiExamples as AntiExample[],
    observed: method.observed ?? [],
    published,
    publicWire: publicWireOf(method, node, published),
  };
};

/** Loads the handlers of the pack beside its schemas. Throws where `npm run validate` would have a finding. */
export const describeNodes = (pack: PackSource): Promise<DescribedNode[]> =>
  Promise.all(
    pack.nodes.map(async (node) => {
      const source = await observe(node, pack);
      return {
        source,
        methods: await Promise.all(source.methods.map((method) => describeMethod(method, source, pack.root))),
      };
    }),
  );
