import { ToldError, toldError } from '../ground/told-error.js';
import { storeSignIn } from './grant-store.js';
import { authorizeCommand, findByName, quoteName, requireByName } from './name.js';
import { OAuthClient, type SignIn } from './oauth-client.js';
import { organizationIn } from './organization.js';
import { newQuestion, turnName } from './question.js';
import type { StoredAuthorization } from './record.js';
import { checkRedirect } from './redirect-address.js';
import { type Redirected, RedirectListener } from './redirect-listener.js';
import { TokenError, toldTokenError } from './token-error.js';
import type { TokenFetch } from './token-transport.js';
import type { Vault } from './vault.js';

const redirectPasted = toldError(
  'platform',
  'redirect.pasted',
  'The pasted address is not one below the redirect address.',
);
const tokenRefused = toldError(
  'platform',
  'token.refused',
  'The provider refused to give tokens for the sign-in.',
);
const organizationOther = toldError(
  'operator',
  'authorization.organization',
  'Somebody of another organization than the one of the connection signed in.',
);
const authorizationChanged = toldError(
  'operator',
  'authorization.changed',
  'The authorization was changed while somebody signed in.',
);

const signInUnkept = toldError(
  'operator',
  'authorization.unkept',
  'What the provider granted at a sign-in could not be kept.',
);

/** Longer than a lock of a killed process lives; milliseconds. */
const lockWaitMs = 10_000;

export interface SignInOptions {
  /** Instead of the authorization's own redirect address, this once. */
  redirect?: string;
  /** How long a person may take, milliseconds. */
  limitMs: number;
  /** Called when the browser may go to the URL. */
  show: (url: string, redirect: string) => void | Promise<void>;
  /** The browser's own session at the provider will do; else it is asked to sign in anew. */
  keepSession?: boolean;
  /** The organization that the grant must be for, where that can be read. */
  organization?: string;
  /** Told of what comes to the redirect address and is no answer, by the status that it gets. */
  onRefused?: (status: number) => void;
  /** Gives the address that the browser ended at, where no browser reaches this machine. */
  paste?: () => Promise<string>;
}

const pastedAnswer = (pasted: string, redirect: string): URLSearchParams => {
  const text = pasted.trim();
  const fits = text.length <= 16_384 && URL.canParse(text) && text.split('?')[0] === redirect;
  if (fits) return new URL(text).searchParams;
  throw redirectPasted(
    `The address is not one below ${redirect}.`,
    'Copy the whole address that the browser ends at, from http to the end, and try again. Nothing was changed.',
  );
};

const answerPages = async <Type>({ reply }: Redirected, work: () => Promise<Type>): Promise<Type> => {
  try {
    const result = await work();
    await reply(200, 'Authorized. You can close this page.');
    return result;
  } catch (error) {
    await reply(400, `Not authorized. ${(error as Error).message} You can close this page.`);
    throw error;
  }
};

/** The token endpoint said no to a sign-in: nothing changes, and the person is told. */
const explain = (error: unknown, name: string): unknown => {
  if (!(error instanceof TokenError)) return error;
  const again = `${authorizeCommand(name)}. Nothing was changed.`;
  if (error.kind === 'dead')
    return tokenRefused(
      `The provider refused the sign-in (${error.message}).`,
      `Check client id, client secret and redirect address at the provider (\`wxcc-nodes auth update\`), then ${again}`,
    );
  return toldTokenError(
    error,
    error.kind === 'unavailable'
      ? `Try again later: ${again}`
      : `${error.remedy ?? 'Check the token endpoint of the authorization (`wxcc-nodes auth view`).'} Then ${again}`,
  );
};

/** What somebody granted. */
interface SignedIn {
  record: StoredAuthorization;
  /** Whose grant it is, where its token tells. */
  organization?: string;
}

/**
 * Walks the sign-in: the browser page, the person, the redirect, the exchange. What it grants is stored before anything
 * else; until then the authorization is as it was. Throws ToldError.
 */
export const signIn = async (
  vault: Vault,
  given: string,
  options: SignInOptions,
  { now, fetch }: { now: () => number; fetch: TokenFetch },
): Promise<SignedIn> => {
  const content = await vault.read();
  const record = requireByName(content.authorizations, given);
  const { name, revision } = record;
  const redirect = options.redirect === undefined ? record.redirect : checkRedirect(options.redirect);
  const client = new OAuthClient(record, content.secrets(record), fetch);
  const started = await client.startSignIn(redirect, !options.keepSession);
  const finish = (answer: URLSearchParams) =>
    finishSignIn(
      vault,
      client,
      { started, answer, redirect, name, revision, wanted: options.organization },
      now,
    );
  if (options.paste) {
    await options.show(started.url, redirect);
    return finish(pastedAnswer(await options.paste(), redirect));
  }
  const listener = await RedirectListener.start(redirect, {
    limitMs: options.limitMs,
    name,
    isExpected: (answer) => answer.getAll('state').join() === started.state,
    ...(options.onRefused && { onRefused: options.onRefused }),
  });
  try {
    await options.show(started.url, redirect);
    const redirected = await listener.arrived;
    return await answerPages(redirected, () => finish(redirected.answer));
  } finally {
    await listener.stop();
  }
};

interface Finishing {
  started: SignIn;
  answer: URLSearchParams;
  redirect: string;
  name: string;
  revision: string;
  wanted: string | undefined;
}

const finishSignIn = async (
  vault: Vault,
  client: OAuthClient,
  { started, answer, redirect, name, revision, wanted }: Finishing,
  now: () => number,
): Promise<SignedIn> => {
  // The code can be exchanged once: room for what it brings is there before.
  return vault.store.alone(turnName('sign-in', name), { waitMs: lockWaitMs }, async (turn) => {
    const question = newQuestion(started.state);
    await turn.leave(question);
    try {
      const grant = await client.finishSignIn(started, answer, redirect).catch((error: unknown) => {
        throw explain(error, name);
      });
      const organization = organizationIn(grant.accessToken);
      if (wanted !== undefined && organization !== undefined && organization !== wanted.toLowerCase())
        throw organizationOther(
          `The grant is for the organization ${organization}, not for ${wanted}, which the connection names.`,
          `Sign in as somebody of that organization: ${authorizeCommand(name)}. Or add --allow-other-organization when you mean this one. Nothing was changed.`,
        );
      await turn.free(question).catch(() => {});
      const record = await keepSignIn(vault, name, revision, grant, now);
      return { record, ...(organization !== undefined && { organization }) };
    } finally {
      await turn.take(question).catch(() => {});
    }
  });
};

const keepSignIn = (
  vault: Vault,
  name: string,
  revision: string,
  grant: Awaited<ReturnType<OAuthClient['finishSignIn']>>,
  now: () => number,
): Promise<StoredAuthorization> =>
  vault
    .change((content) => {
      const record = findByName(content.authorizations, name);
      if (record?.revision !== revision)
        throw authorizationChanged(
          `${quoteName(name)} was updated or removed while somebody signed in.`,
          `Sign in again: ${authorizeCommand(name)}.`,
        );
      storeSignIn(content, record, grant, now());
      return record;
    })
    .catch((error: unknown) => {
      if (!(error instanceof ToldError) || error.code !== 'vault.unwritable') throw error;
      throw signInUnkept(
        `The provider granted the sign-in, and the grant could not be kept: ${error.message}`,
        `Make room, then sign in again: ${authorizeCommand(name)}. The authorization is as it was; where the provider ends an older grant with a new one, it is of no more use.`,
      );
    });
