import type { DescribedMethod } from './described-node.js';
import { inputHead, inputRows } from './input-rows.js';
import { code, table } from './markdown.js';
import { callbackText, callText, outputHead, outputRows } from './method-section.js';
import { outcomeHead, outcomeRows } from './outcome-rows.js';

const nameOf = (row: string[]) => row[0]!;

/** The rows that the one has and the other has not, and the names that it lost. */
const tableDifference = (what: string, head: string[], mine: string[][], theirs: string[][]): string[] => {
  const known = new Set(theirs.map((row) => JSON.stringify(row)));
  const different = mine.filter((row) => !known.has(JSON.stringify(row)));
  const names = new Set(mine.map(nameOf));
  const lost = [...new Set(theirs.map(nameOf))].filter((name) => !names.has(name));
  const parts: string[] = [];
  if (lost.length > 0) parts.push(`No ${what} ${lost.join(', ')}.`);
  if (different.length > 0) parts.push(table(head, different));
  return parts;
};

/** What differs from the default version's method, as paragraphs; none when nothing does. */
const differencesOf = async (method: DescribedMethod, reference: DescribedMethod): Promise<string[]> => {
  const parts: string[] = [];
  if (method.definition.label !== reference.definition.label)
    parts.push(`Called ${method.definition.label}.`);
  if (callText(method) !== callText(reference)) parts.push(`Endpoint: ${callText(method)}.`);
  if (callbackText(method) !== callbackText(reference))
    parts.push(`Waits for a callback: ${callbackText(method)}.`);
  return [
    ...parts,
    ...tableDifference('input', inputHead, await inputRows(method), await inputRows(reference)),
    ...tableDifference('output', outputHead, outputRows(method), outputRows(reference)),
    ...tableDifference('outcome', outcomeHead, outcomeRows(method), outcomeRows(reference)),
  ];
};

/** A version beside the default one. */
export const versionSection = async (
  version: string,
  methods: DescribedMethod[],
  references: DescribedMethod[],
  said: Map<string, string>,
): Promise<string[]> => {
  const parts = [`### ${version}`];
  for (const method of methods)
    parts.push(
      ...(await againstReference(
        method,
        references.find(({ id }) => id === method.id),
        said,
      )),
    );
  return parts;
};

const againstReference = async (
  method: DescribedMethod,
  reference: DescribedMethod | undefined,
  said: Map<string, string>,
): Promise<string[]> => {
  const name = code(method.id);
  if (!reference) return [`${name}: not in the default version.`];
  const differences = await differencesOf(method, reference);
  const key = JSON.stringify([method.id, differences]);
  const twin = said.get(key);
  said.set(key, twin ?? method.version);
  if (differences.length === 0) return [`${name}: the same as ${reference.version}.`];
  return twin
    ? [`${name}: the same as ${twin}.`]
    : [`${name}, against ${reference.version}:`, ...differences];
};
