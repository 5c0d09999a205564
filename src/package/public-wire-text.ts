import type { MethodFacts } from './method.js';
import { type OperationScopes, scopesText } from './operation-scopes.js';

interface PublicCalls {
  request: NonNullable<MethodFacts['request']>;
  follow?: { request: NonNullable<MethodFacts['request']>; events?: object };
  events?: object;
  /** Output variables that cannot be given. */
  missing?: readonly string[];
}

/**
 * What a method does over Cisco's published APIs, or why it does not.
 * `code` marks what stands for itself; `scopes` are those of its calls.
 */
export const publicWireText = (
  calls: PublicCalls | undefined,
  lacked: NonNullable<MethodFacts['lacks']>[string] | undefined,
  {
    code = (text) => text,
    scopes = [],
  }: { code?: (text: string) => string; scopes?: OperationScopes[] } = {},
): string => {
  if (!calls)
    return lacked ? `not there. ${lacked.reason} ${lacked.instead} (${lacked.source})` : 'not there.';
  const { request, follow, events, missing = [] } = calls;
  const place = ({ verb, path }: PublicCalls['request']) => code(`${verb} ${path}`);
  return [
    `${place(request)} (${request.source})${follow ? `, then ${place(follow.request)} (${follow.request.source}) where an event asks for it` : ''}.`,
    scopes.length > 0 && `Scope: ${scopesText(scopes)}.`,
    events &&
      `The outcome comes with an event: ${Object.keys({ ...events, ...follow?.events })
        .map(code)
        .join(', ')}.`,
    missing.length > 0 && `It cannot give ${missing.map(code).join(', ')}.`,
  ]
    .filter(Boolean)
    .join(' ');
};
