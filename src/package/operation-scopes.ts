import type { AuthBinding } from '../../schemas/types.js';

/** An operation of the published APIs with the scopes of which one is enough. */
export type OperationScopes = NonNullable<
  NonNullable<Extract<AuthBinding, { type: 'oauth2' }>['wires']>['public']
>[number];

interface Call {
  verb: string;
  path: string;
}

/** What the binding of a node says of one operation; a path's query is none of it. */
export const scopesOfCall = (auth: AuthBinding, { verb, path }: Call): OperationScopes | undefined => {
  if (auth.type === 'none') return undefined;
  const operation = `${verb} ${path.split('?')[0]}`;
  return auth.wires?.public?.find((one) => one.operation === operation);
};

/** The scopes of a method over the published APIs: of its calls, each operation once. */
export const scopesOfCalls = (
  auth: AuthBinding,
  calls: { request: Call; follow?: { request: Call } } | undefined,
): OperationScopes[] => {
  const requests = calls ? [calls.request, ...(calls.follow ? [calls.follow.request] : [])] : [];
  return [...new Set(requests.flatMap((call) => scopesOfCall(auth, call) ?? []))];
};

/** `cjp:user or cloud-contact-center:pod_conv (documented)` */
const scopeText = ({ scopes, serviceApp, source }: OperationScopes): string =>
  `${scopes.join(' or ')}${serviceApp ? ' of a Service App' : ''} (${source})`;

/** What the calls need, for people: each text once. */
export const scopesText = (operations: OperationScopes[]): string =>
  [...new Set(operations.map(scopeText))].join('; ');
