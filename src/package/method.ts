import type { PackageManifest } from '../../schemas/types.js';
import type { Json, MethodDefinition, Source } from '../node-kit/method.js';
import type { Upgrade } from '../node-kit/upgrade.js';
import type { Schema, SchemaValidator } from '../schema/schema.js';
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

/** What a call needs of a method. */
export type CallableMethod = Pick<
  Method,
  'id' | 'definition' | 'input' | 'output' | 'validateInput' | 'validateOutput'
> & {
  /** The path of the callback's word; `status` when left out. */
  callbackField?: string;
  /** `task` when left out. */
  wireName?: WireName;
  /** Whether verb and path were seen at the platform, whatever the handler says of their source. */
  isObserved?: boolean;
};

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

interface Code {
  definition: MethodDefinition<unknown, Record<string, unknown>>;
  validateInput: SchemaValidator;
  validateOutput: SchemaValidator;
}

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
  #code: Code | undefined;
  #public: CallableMethod | undefined;
  /** Null when there is none. */
  #upgrade: Upgrade | null | undefined;

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

  /** Whether verb and path were seen at the platform. */
  get isObserved(): boolean {
    return isEndpointObserved(this.facts.observed);
  }

  hasWire(name: WireName): boolean {
    return name === 'task' || this.facts.wires?.[name] !== undefined;
  }

  /** The method as it is called over a wire that it has. Throws PackageError when the wire's handler does not load. */
  onWire(name: WireName): CallableMethod {
    const wire = this.facts.wires?.[name];
    if (name === 'task' || !wire) return this;
    this.#public ??= {
      id: this.id,
      definition: this.#definitionIn(wire.handler),
      input: this.input,
      output: this.output,
      validateInput: this.validateInput,
      validateOutput: this.validateOutput,
      wireName: name,
    };
    return this.#public;
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

  /** What the handler declares. Throws PackageError when its file gives none. */
  get definition(): Code['definition'] {
    return this.#load().definition;
  }

  get validateInput(): SchemaValidator {
    return this.#load().validateInput;
  }

  get validateOutput(): SchemaValidator {
    return this.#load().validateOutput;
  }

  /**
   * Moves a configuration from the version before to this one; undefined when the configuration stays as it is. Throws
   * PackageError when the file gives no function.
   */
  get upgrade(): Upgrade | undefined {
    if (this.#upgrade === undefined) {
      const { upgrade: file } = this.facts.files;
      const upgrade = file === undefined ? null : this.#run(file).default;
      if (upgrade !== null && typeof upgrade !== 'function')
        throw this.#notLoaded(file!, 'exports no upgrade');
      this.#upgrade = upgrade as Upgrade | null;
    }
    return this.#upgrade ?? undefined;
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

  #load(): Code {
    if (!this.#code) {
      const definition = this.#definitionIn(this.wire.handler);
      const { input: validateInput, output: validateOutput } = this.#run(
        this.facts.files.validators,
      ) as Record<string, SchemaValidator | undefined>;
      if (!validateInput || !validateOutput)
        throw this.#notLoaded(this.facts.files.validators, 'exports no method');
      this.#code = { definition, validateInput, validateOutput };
    }
    return this.#code;
  }

  #definitionIn(handler: string): Code['definition'] {
    const definition = this.#run(handler).default as Code['definition'] | undefined;
    if (typeof definition?.build !== 'function') throw this.#notLoaded(handler, 'exports no method');
    return definition;
  }

  #run(file: string): Record<string, unknown> {
    const { digest, zip, isBuiltIn } = this.place;
    const place = `${zip}/${file}`;
    try {
      return isBuiltIn
        ? runModule(this.#text(file), place)
        : runInThread(this.place, file, () => this.#text(file));
    } catch (error) {
      throw packageLoad(`${place} (${digest}): ${(error as Error).message}`);
    }
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
