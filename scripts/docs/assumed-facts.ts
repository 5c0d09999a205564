import { isEndpointObserved, type ObservedFact } from '../../src/package/method.js';
import { deepFields, type Field, fieldOf, placesIn } from '../../src/schema/field.js';
import type { Schema } from '../../src/schema/schema.js';
import type { DescribedMethod, DescribedNode } from './described-node.js';
import { code, codes } from './markdown.js';
import { versionNames } from './node-page.js';

interface AssumedFact {
  /** What kind of fact. */
  about: string;
  fact: string;
}

/** The values of a choice that are assumed, with the input that offers them. */
const assumedChoices = ({ input }: DescribedMethod): string[] => {
  const byInput = new Map<string, Set<string>>();
  for (const { name, choices } of placesIn(fieldOf(input)))
    for (const { value, source } of choices)
      if (source === 'assumed') byInput.set(name, (byInput.get(name) ?? new Set()).add(String(value)));
  return [...byInput].map(([name, values]) => `${code(name)}: ${codes([...values])}`);
};

const listed = (fields: Field[]) => codes([...new Set(fields.map(({ path }) => path))]);

const assumedFields = (schema: Schema, otherwise: string): Field[] =>
  deepFields(fieldOf(schema).fields).filter(({ source = otherwise }) => source === 'assumed');

/** Verb, path, statuses and callback words, as far as no evidence shows them. */
const endpointFact = ({ definition, observed }: DescribedMethod): AssumedFact => {
  const { verb, path } = definition.request;
  const isSeen = (kind: ObservedFact['kind'], name: string) =>
    observed.some((fact) => fact.kind === kind && fact.name === name);
  const words = Object.keys(definition.callback ?? {}).filter((word) => !isSeen('callback word', word));
  const seen = observed.flatMap(({ kind, name }) => (kind === 'status' ? [name] : []));
  return {
    about: 'endpoint',
    fact: [
      ...(isEndpointObserved(observed) ? [] : [code(`${verb} ${path}`)]),
      `which status leads where${seen.length > 0 ? ` (${codes(seen)} seen)` : ''}`,
      ...(words.length > 0 ? [`and the callback words ${codes(words)}`] : []),
    ].join(', '),
  };
};

/** The facts of a method version that nobody outside Cisco knows. */
const ofMethod = (method: DescribedMethod): AssumedFact[] => {
  const { definition, fieldSource } = method;
  const { request, source, outcomes } = definition;
  const fields = assumedFields(method.input, fieldSource);
  const outputs = assumedFields(method.output, source);
  const facts: AssumedFact[] = [];
  if (request.source === 'assumed') facts.push(endpointFact(method));
  if (source === 'assumed')
    facts.push({ about: 'outcomes', fact: `label and outcomes: ${codes(Object.keys(outcomes))}` });
  if (fields.length > 0) facts.push({ about: 'inputs', fact: `fields and wire keys: ${listed(fields)}` });
  if (outputs.length > 0) facts.push({ about: 'outputs', fact: listed(outputs) });
  for (const fact of assumedChoices(method)) facts.push({ about: 'values', fact });
  return facts;
};

const ofNode = (node: DescribedNode): AssumedFact[] => {
  const { auth, manifest } = node.source;
  const facts: AssumedFact[] = [];
  if (auth.type === 'oauth2' && auth.source === 'assumed')
    facts.push({ about: 'authorization', fact: `scopes ${codes(auth.scopes)}` });
  for (const version of versionNames(node)) {
    const { source, changes } = manifest.versions[version]!;
    if (source === 'assumed') facts.push({ about: 'version', fact: `that ${version} exists` });
    for (const { text, source: changeSource } of changes)
      if (changeSource === 'assumed') facts.push({ about: 'change', fact: `${version}: ${text}` });
  }
  return facts;
};

/** The assumed facts of a node as rows: method and versions, kind, fact. One fact of several versions is one row. */
export const assumedRows = (node: DescribedNode): string[][] => {
  const rows = new Map<string, { id: string; versions: string[] } & AssumedFact>();
  for (const method of node.methods)
    for (const fact of ofMethod(method)) {
      const key = JSON.stringify([method.id, fact]);
      const row = rows.get(key) ?? { ...fact, id: method.id, versions: [] };
      row.versions.push(method.version);
      rows.set(key, row);
    }
  return [
    ...ofNode(node).map(({ about, fact }) => ['all', about, fact]),
    ...[...rows.values()].map(({ id, versions, about, fact }) => [
      `${code(id)} ${versions.join(', ')}`,
      about,
      fact,
    ]),
  ];
};
