import { outcomeMeanings } from '../../src/package/outcome-meanings.js';
import type { DescribedMethod, DescribedNode } from './described-node.js';
import { code, table } from './markdown.js';

/** What a success and an event mean is documented; which outcome a refusal's status is to be is not. */
const sourceOf = (type: string, when: string): string =>
  type === 'success' || when.split('; ').every((way) => way.startsWith('event ')) ? 'documented' : 'assumed';

const rowsOf = ({ definition }: { definition: NonNullable<DescribedMethod['published']> }, name: string) =>
  outcomeMeanings(definition).own.map(({ name: outcome, type, when }) => [
    name,
    code(outcome),
    type,
    when || 'does not exist on this wire',
    sourceOf(type, when),
  ]);

/** Of each method that is there, by its newest version: what leads to which outcome over the published APIs. */
export const publicOutcomes = (nodes: DescribedNode[]): string =>
  table(
    ['method', 'outcome', 'type', 'when', 'source'],
    nodes.flatMap(({ methods }) =>
      [...new Map(methods.map((one) => [one.id, one])).values()].flatMap(({ published }) =>
        published ? rowsOf({ definition: published }, published.label) : [],
      ),
    ),
  );
