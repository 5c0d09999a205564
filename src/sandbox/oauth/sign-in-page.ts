export interface SignInPage {
  /** Where the form goes. */
  action: string;
  clientId: string;
  scopes: string[];
  organizations: string[];
  /** What was wrong with the last try. */
  problem?: string;
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);

const page = (title: string, body: string): string => `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>body{font-family:sans-serif;max-width:30em;margin:3em auto;padding:0 1em}label{display:block;margin:1em 0}input,select{display:block;width:100%;padding:.4em;font:inherit;box-sizing:border-box}button{padding:.5em 1em;font:inherit}.problem{color:#a00}</style>
</head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`;

const organizationField = (organizations: string[]): string =>
  organizations.length === 1
    ? `<input type="hidden" name="organization" value="${escapeHtml(organizations[0]!)}">`
    : `<label>Organization<select name="organization">${organizations
        .map((orgId) => `<option>${escapeHtml(orgId)}</option>`)
        .join('')}</select></label>`;

/** Asks for an e-mail address, as Webex does; signing in is the consent. */
export const signInPage = ({ action, clientId, scopes, organizations, problem }: SignInPage): string =>
  page(
    'Sign in to the sandbox',
    `<p>This is the local stand-in for Webex: any e-mail address will do, and there is no password.</p>
<p><strong>${escapeHtml(clientId)}</strong> asks for ${scopes.map((scope) => `<code>${escapeHtml(scope)}</code>`).join(', ')}.</p>
${problem === undefined ? '' : `<p class="problem" role="alert">${escapeHtml(problem)}</p>`}
<form method="post" action="${escapeHtml(action)}">
<label>E-mail address<input type="email" name="email" autocomplete="email" required autofocus></label>
${organizationField(organizations)}
<button type="submit" name="choice" value="sign-in">Sign in</button>
<button type="submit" name="choice" value="decline" formnovalidate>Decline</button>
</form>`,
  );

/** What cannot be sent back to the client, because the client is in doubt. */
export const errorPage = (error: string, description: string): string =>
  page(
    'The sandbox cannot sign you in',
    `<p class="problem" role="alert"><code>${escapeHtml(error)}</code>: ${escapeHtml(description)}</p>`,
  );
