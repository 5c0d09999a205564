import type { Result } from '../../schemas/types.js';
import type { InvokeCall } from './contract.js';

/** What the types of one node say: its default version, and inputs and outputs by `<version>/<method>`. */
interface NodeContract {
  default: string;
  inputs: object;
  outputs: object;
}

type Contract<Nodes, Node> = Node extends keyof Nodes
  ? Nodes[Node] extends NodeContract
    ? Nodes[Node]
    : never
  : never;

type Versions<Key> = Key extends `${infer Version}/${string}` ? Version : never;
type Methods<Key, Version extends string> = Key extends `${Version}/${infer Method}` ? Method : never;

/** The versions of a node; any text for a node that the types do not know. */
export type VersionOf<Nodes, Node> = Node extends keyof Nodes
  ? Versions<keyof Contract<Nodes, Node>['inputs']>
  : string;

/** The version that is called when none is named. */
export type DefaultVersion<Nodes, Node> = VersionOf<Nodes, Node> &
  (Node extends keyof Nodes ? Contract<Nodes, Node>['default'] : string);

export type MethodOf<Nodes, Node, Version extends string> = Node extends keyof Nodes
  ? Methods<keyof Contract<Nodes, Node>['inputs'], Version>
  : string;

type Of<Contracts, Key> = Key extends keyof Contracts ? Contracts[Key] : never;

/**
 * What a caller may give where the schema asks for `Value`: the value, a text that it is read from (a number in digits,
 * `true` and `false`, JSON for lists and objects), or a text with a `$(variable)` in it.
 */
type Given<Value> = Value extends string
  ? Value | `${string}$(${string})${string}`
  : Value extends object
    ? { [Name in keyof Value]: Given<Value[Name]> } | string
    : Value | string;

/** An input as a whole is an object and no text. */
type GivenInput<Input> = Input extends object ? { [Name in keyof Input]: Given<Input[Name]> } : never;

/** A call whose input is typed by node, version and method; any input for a node that the types do not know. */
export interface TypedCall<Nodes, Node extends string, Version extends string, Method extends string>
  extends Omit<InvokeCall, 'node' | 'version' | 'method' | 'input'> {
  node: Node;
  /** The node's default version when left out. */
  version?: Version;
  /** May be left out when the version has one method. */
  method?: Method;
  /** A JSON object of at most 1 MiB; `$(name)` in texts is filled from `variables`. */
  input: Node extends keyof Nodes
    ? GivenInput<Of<Contract<Nodes, Node>['inputs'], `${Version}/${Method}`>>
    : unknown;
}

/** A Result whose outputs are those of the method: all of them after success, as many as the answer gave else. */
export type TypedResult<Nodes, Node, Version extends string, Method extends string> = Node extends keyof Nodes
  ? Omit<Result, 'outputs'> & {
      outputs: Partial<Of<Contract<Nodes, Node>['outputs'], `${Version}/${Method}`>>;
    }
  : Result;
