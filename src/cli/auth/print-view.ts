import { type AuthorizationView, momentText } from '../../authorization/describe.js';
import { plain } from '../../ground/plain-text.js';

const rowsOf = (view: AuthorizationView): [string, string][] => [
  ['name', view.name],
  ['type', view.type],
  ['integration', view.integration],
  ['state', view.isDefault ? `${view.state} (the default)` : view.state],
  ...(view.reason === null ? [] : [['why', view.reason] as [string, string]]),
  ...(view.serviceApp ? [['grant of', 'a Service App, without a sign-in'] as [string, string]] : []),
  ['scopes', view.scopes.join(' ')],
  ['granted scopes', view.grantedScopes?.join(' ') ?? 'unknown'],
  ['granted by', view.grantedBy ?? 'unknown'],
  ['created', momentText(view.createdAt)],
  ['authorized', view.authorizedAt === null ? 'never' : momentText(view.authorizedAt)],
  ['last used', view.lastUsedAt === null ? 'never' : momentText(view.lastUsedAt)],
  ['access token', view.accessToken.ends],
  ['refresh token', view.refreshToken.ends],
  ['client id', view.clientId],
  ['client secret', 'stored'],
  ['sent as', view.clientAuthentication],
  ...(view.serviceApp ? [] : [['redirect', view.redirect] as [string, string]]),
  ...(view.connection === null ? [] : [['connection', view.connection] as [string, string]]),
  ...(view.serviceApp ? [] : [['authorize at', view.oauth.authorize] as [string, string]]),
  ['tokens from', view.oauth.token],
];

export const printView = (view: AuthorizationView): void => {
  for (const [label, text] of rowsOf(view)) console.log(plain(`${label.padEnd(15)} ${text}`));
};
