import type { PackManifest } from '../../schemas/types.js';
import { knownRemedy } from '../ground/nearest.js';
import { toldError } from '../ground/told-error.js';
import type { Source } from '../node-kit/method.js';
import type { OperationScopes } from '../package/operation-scopes.js';
import type { StoredAuthorization } from './record.js';

const integrationMissing = toldError(
  'caller',
  'integration.missing',
  'There are several integrations, and none was named.',
);
const integrationUnknown = toldError(
  'caller',
  'integration.unknown',
  'There is no integration of that name.',
);

/** An integration as the packages' manifests have it, and its nodes that need an authorization. */
export interface Integration {
  id: PackManifest['integration']['id'];
  name: PackManifest['integration']['name'];
  oauth: PackManifest['integration']['oauth'];
  /** By id. A node whose binding is `none` is not among them. */
  nodes: {
    id: string;
    name: string;
    /** For the wire task and for look-ups. */
    scopes: string[];
    source: Source;
    /** What its calls over the wire public and its look-ups need, by operation; left out where it has neither. */
    operations?: OperationScopes[];
  }[];
}

export type IntegrationState = 'Authorized' | 'Pending Authorization';

/** `Authorized` when its default authorization is. */
const integrationState = (
  { id }: Pick<Integration, 'id'>,
  authorizations: Pick<StoredAuthorization, 'integration' | 'isDefault' | 'state'>[],
): IntegrationState => {
  const used = authorizations.find(({ integration, isDefault }) => integration === id && isDefault);
  return used?.state === 'Authorized' ? 'Authorized' : 'Pending Authorization';
};

/** Integrations with their state, as every door lists them. */
export const integrationViews = (
  integrations: Integration[],
  authorizations: Pick<StoredAuthorization, 'name' | 'integration' | 'isDefault' | 'state'>[],
) =>
  integrations.map((one) => {
    const own = authorizations.filter(({ integration }) => integration === one.id);
    return {
      id: one.id,
      name: one.name,
      type: 'oauth2',
      state: integrationState(one, authorizations),
      default: own.find(({ isDefault }) => isDefault)?.name ?? null,
      authorizations: own.map(({ name }) => name),
      nodes: one.nodes.map(({ id }) => id),
    };
  });

/** All scopes that the nodes of an integration ask for, each once. */
export const scopesOf = ({ nodes }: Integration): string[] => [
  ...new Set(nodes.flatMap(({ scopes }) => scopes)),
];

/** What a Service App is to have: for each operation of the published APIs that the nodes call, one scope that is enough. */
export const serviceAppScopes = ({ nodes }: Integration): string[] => [
  ...new Set(nodes.flatMap(({ operations = [] }) => operations.flatMap(({ scopes }) => scopes.slice(0, 1)))),
];

/** The integration of that id; the only one when none is named. Throws ToldError that lists the known ones. */
export const chooseIntegration = (integrations: Integration[], id?: string): Integration => {
  const [only] = integrations;
  if (id === undefined && only && integrations.length === 1) return only;
  const found = integrations.find((one) => one.id === id);
  if (found) return found;
  const known = knownRemedy(
    'integrations',
    integrations.map((one) => one.id),
    { ...(id !== undefined && { name: id }), none: 'Known integrations: none.' },
  );
  if (id === undefined)
    throw integrationMissing(`There are ${integrations.length} integrations; name one.`, known);
  throw integrationUnknown(
    `There is no integration ${JSON.stringify(id)} whose nodes need an authorization.`,
    known,
  );
};
