import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packDirectory, root, workspaceOf } from '../support/workshop.js';

/** The packages of the build, and no catalog. */
export const builtPackages = workspaceOf(join(packDirectory, 'no-home')).packages;

const order = (version: string) => version.slice(1).split('.').map(Number);

const isBefore = (a: string, b: string): number => {
  const [one, other] = [order(a), order(b)];
  return one[0]! - other[0]! || one[1]! - other[1]!;
};

/** `[node, method, version, next version]` for every pair of neighbours among the version folders. */
export const neighbours: [string, string, string, string][] = readdirSync(join(root, 'nodes'), {
  withFileTypes: true,
})
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: node }) => {
    const versions = readdirSync(join(root, 'nodes', node))
      .filter((name) => /^v\d+\.\d+$/.test(name))
      .sort(isBefore);
    return versions.slice(1).flatMap((next, index) =>
      readdirSync(join(root, 'nodes', node, next))
        .filter((file) => file.endsWith('.schema.json'))
        .map((file): [string, string, string, string] => [
          node,
          file.slice(0, -'.schema.json'.length),
          versions[index]!,
          next,
        ]),
    );
  });
