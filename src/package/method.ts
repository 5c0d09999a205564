import type { PackageManifest } from '../../schemas/types.js';
import { thrownText } from '../ground/thrown.js';
import type { Json, MethodDefinition, Source } from '../node-kit/method.js';
import type { Upgrade } from '../node-kit/upgrade.js';
import type { Schema, SchemaValidator, SchemaViolation } from '../schema/schema.js';
import { type PackageError, packageError } from './package-error.js';
import { runInThread } from './package-thread.js';
import { runModule } from './run-module.js';

const packageLoad = packageError('package.load', 'Code of a package does not load.');

export type MethodFacts = PackageManifest['versions'][number]['methods'][number];

/** A fact that evidence of calls confirms, with where and when. */
export type ObservedFact = NonNullable<MethodFacts['observed']>[number];

/** How a method's call travels: which handler, and whether its outcome comes with a callback. */
export type Wire = NonNullable<MethodFacts['wires']>['task'];

/** The digital task API of Webex Connect's own nodes, or Cisco's published APIs. */
export type WireName = 'task' | 'public';

type Declared = MethodDefinition<unknown, Record<string, unknown>>;

/** Functions of the program's own packages answer at once, those of others later. */
type AnsweringLater<Value> = Value extends (...parts: infer Parts) => infer Answer
  ? (...parts: Parts) => Answer | Promise<Answer>
  : Value extends object
    ? { [Key in keyof Value]: AnsweringLater<Value[Key]> }
    : Value;

/** What a handler declares, as a call uses it. */
export type CallDefinition = AnsweringLater<Declared>;

/** What a schema finds wrong with a value; nothing when it fits. */
type SchemaCheck = (value: unknown) => SchemaViolation[] | Promise<SchemaViolation[]>;

/** What a call needs of a method. */
export interface CallableMethod {
  id: string;
  definition: CallDefinition;
  input: Schema;
  output: Schema;
  checkInput: SchemaCheck;
  checkOutput: SchemaCheck;
  /** The path of the callback's word; `status` when left out. */
  callbackField?: string;
  /** `task` when left out. */
  wireName?: WireName;
  /** Whether verb and path were seen at the platform, whatever the handler says of their source. */
  isObserved?: boolean;
}

/** Whether verb and path are among what was seen. */
export const isEndpointObserved = (observed: ObservedFact[] = []): boolean =>
  (['endpoint', 'verb'] as const).every((kind) => observed.some((fact) => fact.kind === kind));

/** Where a method stands. */
export interface MethodPlace {
  /** The node's id. */
  node: string;
  /** `v1.3` */
  version: string;
  /** The package's file and digest, for messages. */
  zip: string;
  digest: string;
  /** Built with the program, and trusted as it is: its code runs here, that of others in a thread. */
  isBuiltIn: boolean;
  files: ReadonlyMap<string, Buffer>;
}

type Exported = Record<string, unknown>;

/** A validator of ajv, as the build makes them; that of another's package gives what it finds. */
const checkOf =
  (validate: SchemaValidator): SchemaCheck =>
  (value) => {
    const found = validate(value) as boolean | Promise<true | SchemaViolation[]>;
    if (typeof found === 'boolean') return found ? [] : (validate.errors ?? []);
    return found.then((later) => (Array.isArray(later) ? later : []));
  };

interface SchemaFile {
  'x-source'?: Source;
  $defs?: { input?: Schema; output?: Schema };
}

interface Schemas {
  input: Schema;
  output: Schema;
  /** Source of the fields that say nothing of their own. */
  fieldSource: Source;
}

/** Format 1 has it in words only. */
const wireOfFormat1 = ({ files, request, answers }: MethodFacts): Wire => {
  const [rule] = Object.values(answers).filter((text) => text.startsWith('(callback)'));
  const [, intermediate] = rule === undefined ? [] : (/^\(callback\) after (.+)$/.exec(rule) ?? []);
  return {
    handler: files.handler!,
    source: request.source,
    ...(rule !== undefined && { waits: { ...(intermediate !== undefined && { intermediate }) } }),
  };
};

/** A method of a node version: what its package declares of it, its schemas, and its code, which loads when it is first asked for. */
export class Method {
  #schemas: Schemas | undefined;
  readonly #callable = new Map<WireName, Promise<CallableMethod>>();
  /** By file; of the program's own packages. */
  readonly #exported = new Map<string, Exported>();

  constructor(
    private readonly place: MethodPlace,
    /** As the manifest has them. */
    readonly facts: MethodFacts,
  ) {}

  get id(): string {
    return this.facts.id;
  }

  /** The node's id. */
  get node(): string {
    return this.place.node;
  }

  /** `v1.3` */
  get version(): string {
    return this.place.version;
  }

  /** As the node designer shows it. */
  get name(): string {
    return this.facts.name;
  }

  /** The method's own; the built-in ones are not listed. */
  get outcomes(): MethodFacts['outcomes'] {
    return this.facts.outcomes;
  }

  /** Output variable → the path of its value. */
  get outputs(): MethodFacts['outputs'] {
    return this.facts.outputs;
  }

  /** The wire of the digital task API. */
  get wire(): Wire {
    return this.facts.wires?.task ?? wireOfFormat1(this.facts);
  }

  hasWire(name: WireName): boolean {
    return name === 'task' || this.facts.wires?.[name] !== undefined;
  }

  /**
   * The method as it is called over a wire that it has; its code loads now. Rejects with PackageError when that does not
   * load, or comes to its limits.
   */
  callable(wire: WireName = 'task'): Promise<CallableMethod> {
    const known = this.#callable.get(wire);
    if (known) return known;
    const loading = this.#load(wire);
    this.#callable.set(wire, loading);
    // What is stopped or damaged is tried again.
    loading.catch(() => this.#callable.delete(wire));
    return loading;
  }

  /** Of the inputs, references inlined. */
  get input(): Schema {
    return this.#readSchemas().input;
  }

  /** Of the output variables. */
  get output(): Schema {
    return this.#readSchemas().output;
  }

  /** Source of the fields that say nothing of their own. */
  get fieldSource(): Source {
    return this.#readSchemas().fieldSource;
  }

  /** Valid inputs. */
  get examples(): Json[] {
    return (this.input.examples as Json[] | undefined) ?? [];
  }

  /** What the handler declares. Of the program's own packages only: the code of others answers later (`callable`). */
  get definition(): Declared {
    return this.definitionOver('task');
  }

  /** The same, over a wire that the method has. */
  definitionOver(wire: WireName): Declared {
    if (!this.place.isBuiltIn) throw new Error(`The code of ${this.place.zip} does not answer at once.`);
    const handler = this.#handlerOf(wire);
    return this.#definitionIn(this.#runHere(handler), handler) as Declared;
  }

  /**
   * Moves a configuration from the version before to this one; undefined when the configuration stays as it is. Rejects
   * with PackageError when the file gives no function.
   */
  async upgrade(): Promise<AnsweringLater<Upgrade> | undefined> {
    const { upgrade: file } = this.facts.files;
    if (file === undefined) return undefined;
    const { default: upgrade } = await this.#run(file);
    if (typeof upgrade !== 'function') throw this.#notLoaded(file, 'exports no upgrade');
    return upgrade as AnsweringLater<Upgrade>;
  }

  #readSchemas(): Schemas {
    if (!this.#schemas) {
      const file = this.facts.files.schema;
      const { 'x-source': fieldSource = this.facts.source, $defs } = this.#parse(file);
      if (!$defs?.input || !$defs.output) throw this.#notLoaded(file, 'has no input and output');
      this.#schemas = { input: $defs.input, output: $defs.output, fieldSource };
    }
    return this.#schemas;
  }

  async #load(wire: WireName): Promise<CallableMethod> {
    const { validators } = this.facts.files;
    const definition = this.#definitionIn(await this.#run(this.#handlerOf(wire)), this.#handlerOf(wire));
    const { input, output } = (await this.#run(validators)) as Record<string, SchemaValidator | undefined>;
    if (!input || !output) throw this.#notLoaded(validators, 'exports no method');
    return {
      id: this.id,
      definition,
      input: this.input,
      output: this.output,
      checkInput: checkOf(input),
      checkOutput: checkOf(output),
      isObserved: isEndpointObserved(this.facts.observed),
      ...(wire !== 'task' && { wireName: wire }),
    };
  }

  #handlerOf(wire: WireName): string {
    return (this.facts.wires?.[wire] ?? this.wire).handler;
  }

  #definitionIn(exported: Exported, handler: string): CallDefinition {
    const definition = exported.default as CallDefinition | undefined;
    if (typeof definition?.build !== 'function') throw this.#notLoaded(handler, 'exports no method');
    return definition;
  }

  async #run(file: string): Promise<Exported> {
    if (this.place.isBuiltIn) return this.#runHere(file);
    const codeOf = () => this.#text(file);
    return runInThread(this.place, file, codeOf).catch((error) => {
      throw this.#unloaded(file, error);
    });
  }

  #runHere(file: string): Exported {
    try {
      const exported = this.#exported.get(file) ?? runModule(this.#text(file), `${this.place.zip}/${file}`);
      this.#exported.set(file, exported);
      return exported;
    } catch (error) {
      throw this.#unloaded(file, error);
    }
  }

  #unloaded(file: string, error: unknown): PackageError {
    const { digest, zip } = this.place;
    return packageLoad(`${zip}/${file} (${digest}): ${thrownText(error)}`);
  }

  #parse(file: string): SchemaFile {
    try {
      return (JSON.parse(this.#text(file)) as SchemaFile | null) ?? {};
    } catch (error) {
      throw this.#notLoaded(file, (error as Error).message);
    }
  }

  #text(file: string): string {
    return this.place.files.get(file)!.toString('utf8');
  }

  #notLoaded(file: string, problem: string): PackageError {
    return packageLoad(`${this.place.zip}/${file}: ${problem}`);
  }
}
