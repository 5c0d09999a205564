import type { FastifyInstance } from 'fastify';
import type { OAuthServer } from './oauth-server.js';
import { errorBodies, type OAuthSettings } from './settings.js';
import type { TokenKind } from './token-store.js';

/** No body says as much as an empty one. */
const object = (properties: Record<string, object>) => ({
  type: ['object', 'null'],
  additionalProperties: false,
  properties,
});

const seconds = { type: 'integer', minimum: 1, maximum: 315_360_000 };
const flag = { type: 'boolean' };
const kinds = { access: 'AccessToken', refresh: 'RefreshToken' } as const satisfies Record<string, TokenKind>;

const settingsBody = object({
  accessTokenSeconds: seconds,
  refreshTokenSeconds: seconds,
  rotate: flag,
  errorBodies: { enum: errorBodies },
  down: flag,
  html: flag,
});

/** true is now, a number is seconds from now. */
const moment = { anyOf: [flag, { type: 'integer', minimum: 0, maximum: 315_360_000 }] };

type Choice<Value> = { access?: Value; refresh?: Value };

/** What is chosen; both kinds when nothing is. */
const chosen = <Value>(body: Choice<Value> | null, everything: Value): [TokenKind, Value][] => {
  const choice = Object.entries(body ?? {}).length === 0 ? { access: everything, refresh: everything } : body;
  return Object.entries(choice as Choice<Value>).map(([kind, value]) => [
    kinds[kind as keyof typeof kinds],
    value as Value,
  ]);
};

/** What a test or a person does to the authorization server: below /_sandbox/oauth. */
export const oauthAdmin =
  (oauth: () => OAuthServer) =>
  async (server: FastifyInstance): Promise<void> => {
    // The start of the sandbox has told the secret; whoever asks later need not be the one who started it.
    const client = () => {
      const { clientSecret: _, ...told } = oauth().client;
      return told;
    };

    server.get('/', async () => ({ ...client(), ...oauth().describe() }));

    server.post<{ Body: Partial<OAuthSettings> }>('/', { schema: { body: settingsBody } }, async ({ body }) =>
      Object.assign(oauth().settings, body),
    );

    server.post<{ Body: { redirectUris?: string[]; newSecret?: boolean | string } }>(
      '/client',
      {
        schema: {
          body: object({
            redirectUris: {
              type: 'array',
              maxItems: 20,
              items: { type: 'string', pattern: '^https?://[^\\s#]+$', maxLength: 500 },
            },
            newSecret: { anyOf: [flag, { type: 'string', pattern: '^[!-~]{10,200}$' }] },
          }),
        },
      },
      async ({ body: { redirectUris = [], newSecret = false } }) => {
        oauth().addRedirectUris(redirectUris);
        if (newSecret !== false) oauth().changeSecret(newSecret === true ? undefined : newSecret);
        return client();
      },
    );

    server.post<{ Body: Choice<boolean | number> | null }>(
      '/expire',
      { schema: { body: object({ access: moment, refresh: moment }) } },
      async ({ body }) => {
        const moments = chosen<boolean | number>(body, true).filter(([, when]) => when !== false);
        return {
          moved: oauth().expire(
            Object.fromEntries(moments.map(([kind, when]) => [kind, when === true ? 0 : Number(when)])),
          ),
        };
      },
    );

    server.post<{ Body: Choice<boolean> | null }>(
      '/revoke',
      { schema: { body: object({ access: flag, refresh: flag }) } },
      async ({ body }) => {
        const revoked = chosen(body, true).filter(([, isChosen]) => isChosen);
        oauth().revoke(revoked.map(([kind]) => kind));
        return { revoked: revoked.map(([kind]) => kind) };
      },
    );
  };
