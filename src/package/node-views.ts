import type { AuthBinding } from '../../schemas/types.js';
import type { Judgement } from './judgement.js';
import type { Method, ObservedFact, Wire } from './method.js';
import type { NodePackage, NodeVersion } from './node-package.js';
import { scopesOfCalls } from './operation-scopes.js';
import { outcomeMeanings } from './outcome-meanings.js';
import type { PackageSet } from './package-set.js';

const summaryOf = ({ manifest }: NodePackage, signature: Judgement) => ({
  id: manifest.node.id,
  name: manifest.node.name,
  category: manifest.node.category,
  description: manifest.node.description,
  default: manifest.default,
  versions: manifest.versions.map(({ version, recommended, source, methods }) => ({
    version,
    recommended,
    source,
    methods: methods.map(({ id, name, wires = {}, request, observed }) => ({
      id,
      name,
      wires: [...new Set(['task', ...Object.keys(wires)])],
      source: request.source,
      ...(observed && { observed }),
    })),
  })),
  signature,
});

/** Nodes as every door lists them: versions, methods, the wires that carry each, and who signed the package that answers. */
export const nodeSummaries = async (packages: PackageSet) =>
  Promise.all(
    (await packages.nodes()).map(async (found) => summaryOf(found, await packages.signatureOf(found))),
  );

const whenOf = async (method: Method) => {
  const { own, builtIn } = outcomeMeanings((await method.callable()).definition);
  return Object.fromEntries([...own, ...builtIn].map(({ name, when }) => [name, when]));
};

/** Where and when a fact was seen: `us1 · 2026-11-20 · 1.1.0`. */
export const provenanceText = ({ at, days, programs }: ObservedFact): string =>
  [at, days, programs].map((all) => all.join(', ')).join(' · ');

/** What a method calls over the published APIs; undefined where its package does not say. */
const callsOf = ({ request, follow }: Wire) => request && { request, ...(follow && { follow }) };

const methodDescription = async (method: Method, auth: AuthBinding) => {
  const { facts, input, output } = method;
  return {
    ...facts,
    ...(auth.type !== 'none' && {
      scopes: {
        task: { scopes: auth.scopes, source: auth.source },
        ...(facts.wires?.public && { public: scopesOfCalls(auth, callsOf(facts.wires.public)) }),
      },
    }),
    when: await whenOf(method),
    input,
    output,
  };
};

/** A node version as every door describes it to programs, and who signed its package. */
export const versionDescription = async (packages: PackageSet, found: NodeVersion) => {
  const { auth, manifest, digest, origin } = found.package;
  const { methods: _, ...versionFacts } = found.facts;
  return {
    node: manifest.node,
    auth,
    ...versionFacts,
    ...(manifest.lookups && { lookups: manifest.lookups }),
    package: { digest, origin, ...manifest.pack },
    methods: await Promise.all(found.methods.map((method) => methodDescription(method, auth))),
    signature: await packages.signatureOf(found.package),
  };
};
