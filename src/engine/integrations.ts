import type { Integration } from '../authorization/integration.js';
import type { NodePackage } from '../package/node-package.js';
import type { OperationScopes } from '../package/operation-scopes.js';

/** The look-ups of a node's forms are operations of the published APIs as well. */
const lookupOperations = ({ lookups = [] }: NodePackage['manifest']): OperationScopes[] =>
  lookups.map(({ path, scopes, source, reference }) => ({
    ...{ operation: `GET ${path}`, scopes, source },
    ...(reference !== undefined && { reference }),
  }));

/** The integrations of packages, with the nodes that need an authorization. A node whose binding is `none` is not listed. */
export const integrationsOf = (packages: NodePackage[]): Integration[] => {
  const integrations = new Map<string, Integration>();
  for (const { auth, manifest } of packages) {
    if (auth.type === 'none') continue;
    const operations = [...(auth.wires?.public ?? []), ...lookupOperations(manifest)];
    const { id, name, oauth } = manifest.integration;
    const present = integrations.get(auth.integration) ?? { id, name, oauth, nodes: [] };
    present.nodes.push({
      id: manifest.node.id,
      name: manifest.node.name,
      scopes: auth.scopes,
      source: auth.source,
      ...(operations.length > 0 && { operations }),
    });
    integrations.set(auth.integration, present);
  }
  return [...integrations.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
};
