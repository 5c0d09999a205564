import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Faults, installFaults } from '../faults.js';
import { isEmail } from './account.js';
import type { OAuthServer, SignIn } from './oauth-server.js';
import { paths } from './provider.js';
import { errorPage, signInPage } from './sign-in-page.js';

interface Options {
  /** Only there once the server listens: its own address is part of what it says. */
  oauth: () => OAuthServer;
  organizations: string[];
  faults: Faults;
}

const html = (reply: FastifyReply, status: number, page: string) =>
  reply
    .code(status)
    .headers({
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    })
    .send(page);

/** Hands Webex's two paths to the authorization server, which reads the bodies itself. */
const serverRoutes =
  ({ oauth, faults }: Options) =>
  async (server: FastifyInstance): Promise<void> => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', (_request, _body, done) => done(null));
    installFaults(server, faults);
    const handle = async (request: FastifyRequest, reply: FastifyReply) => {
      const answer = await oauth().answer();
      reply.hijack();
      answer(request.raw, reply.raw, request.fault);
    };
    server.get(paths.authorize, handle);
    server.get(`${paths.authorize}/:uid`, handle);
    server.post(paths.token, { config: { route: 'oauth-token' } }, handle);
  };

const signInRoutes =
  ({ oauth, organizations }: Options) =>
  async (server: FastifyInstance): Promise<void> => {
    server.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 10_000 },
      (_request, body, done) => done(null, new URLSearchParams(String(body))),
    );

    const current = ({ raw }: FastifyRequest, reply: FastifyReply): Promise<SignIn | undefined> =>
      oauth()
        .signIn(raw, reply.raw)
        .catch(() => undefined);
    const gone = (reply: FastifyReply) =>
      html(
        reply,
        400,
        errorPage('invalid_request', 'This sign-in is over or was begun in another browser. Begin again.'),
      );
    const ask = (signIn: SignIn, problem?: string) =>
      signInPage({
        ...signIn,
        action: `${paths.signIn}/${signIn.id}`,
        organizations,
        ...(problem !== undefined && { problem }),
      });

    server.get(`${paths.signIn}/:uid`, async (request, reply) => {
      const signIn = await current(request, reply);
      return signIn ? html(reply, 200, ask(signIn)) : gone(reply);
    });

    server.post<{ Body: URLSearchParams | undefined }>(`${paths.signIn}/:uid`, async (request, reply) => {
      const signIn = await current(request, reply);
      if (!signIn) return gone(reply);
      const form = request.body ?? new URLSearchParams();
      const [email, orgId] = [form.get('email'), form.get('organization') ?? organizations[0]!];
      const isDeclined = form.get('choice') === 'decline';
      if (!isDeclined && !isEmail(email))
        return html(reply, 400, ask(signIn, 'That is not an e-mail address.'));
      if (!isDeclined && !organizations.includes(orgId))
        return html(reply, 400, ask(signIn, 'There is no such organization.'));
      const who = isDeclined ? 'declined' : { orgId, email: email! };
      return reply.redirect(await oauth().finishSignIn(request.raw, reply.raw, who), 303);
    });
  };

/** The authorization server and its sign-in page. */
export const oauthRoutes =
  (options: Options) =>
  async (server: FastifyInstance): Promise<void> => {
    await server.register(serverRoutes(options));
    await server.register(signInRoutes(options));
  };
