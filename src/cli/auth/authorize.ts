import type { Command } from 'commander';
import { uncoveredNodes } from '../../authorization/describe.js';
import { integrationsOf } from '../../engine/integrations.js';
import { plain } from '../../ground/plain-text.js';
import { Refusals } from '../../network/refusals.js';
import type { Context } from '../context.js';
import { durationOption } from '../duration.js';
import { examples } from '../examples.js';
import { openHere } from '../open-workspace.js';
import { printJson } from '../output.js';
import { openBrowser } from './open-browser.js';
import { readStdinLine } from './stdin-line.js';

interface Options {
  redirect?: string;
  paste?: boolean;
  open?: boolean;
  timeout: number;
  connection?: string;
  keepSession?: boolean;
  allowOtherOrganization?: boolean;
  json?: boolean;
}

export const addAuthAuthorize = (auth: Command, context: Context): void => {
  auth
    .command('authorize')
    .description('sign in at the provider with a browser; the nodes are ready afterwards')
    .argument('<name>')
    .option('--open', 'open the browser')
    .option('--paste', 'read the address that the browser ends at from standard input')
    .option('--redirect <address>', 'redirect address for this once, as registered at the provider')
    .addOption(
      durationOption('--timeout <time>', 'how long to wait for the sign-in, such as 90s', {
        least: 1000,
        most: 3600_000,
        seconds: true,
        given: 300_000,
      }),
    )
    .option('--connection <name>', 'refuse a grant of another organization than this connection has')
    .option('--allow-other-organization', 'take the grant whatever organization it is for')
    .option('--keep-session', 'let the browser use the session that it has, without a fresh sign-in')
    .option('--json', 'print JSON; what to do goes to standard error')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes auth authorize main --open',
        '# with a browser on another machine: paste the address that it ends at',
        'wxcc-nodes auth authorize main --paste',
      ),
    )
    .action(
      async (name: string, { redirect, paste, open, timeout, json, keepSession, ...options }: Options) => {
        const say = (text: string) => (json ? console.error(plain(text)) : console.log(plain(text)));
        const show = async (url: string, address: string) => {
          say(`Redirect address, registered at the provider: ${address}`);
          say('Open this address in a browser, enter your Cisco email address and sign in:');
          say(url);
          if (open) await openBrowser(url, say);
          if (paste) say('Then paste the address that the browser ends at, and press Enter:');
        };
        const { authorizations, connections, packages } = await openHere(context);
        const asked = options.connection ?? (await authorizations.find(name)).connection ?? undefined;
        const wanted =
          asked === undefined || options.allowOtherOrganization
            ? undefined
            : (await connections.load(asked)).orgId;
        const refusals = new Refusals();
        const authorized = authorizations.authorize(name, {
          limitMs: timeout,
          show,
          onRefused: refusals.take,
          ...(redirect !== undefined && { redirect }),
          ...(keepSession && { keepSession }),
          ...(wanted !== undefined && { organization: wanted }),
          ...(paste && { paste: () => readStdinLine('address') }),
        });
        const record = await authorized.finally(() => {
          if (refusals.text) say(`At the redirect address ${refusals.text}`);
        });
        const integrations = integrationsOf(await packages.nodes());
        const integration = integrations.find(({ id }) => id === record.integration);
        const nodes = integration?.nodes ?? [];
        const uncovered = uncoveredNodes(record, { nodes });
        // What is only assumed to be needed keeps nothing from being tried.
        const unready = new Set(
          uncovered.flatMap(({ node, source }) => (source === 'assumed' ? [] : [node])),
        );
        const ready = nodes.filter(({ id }) => !unready.has(id));
        if (record.organization === undefined)
          say(
            'Warning: the token does not tell whose organization the grant is for; it is kept. Look at the address that signed in.',
          );
        const organization = record.organization ?? null;
        if (json) return printJson({ ...record, organization, ready: ready.map(({ id }) => id), uncovered });
        console.log(plain(`${record.name}: ${record.state}${record.isDefault ? ', the default' : ''}.`));
        if (record.organization) console.log(`The grant is for the organization ${record.organization}.`);
        if (ready.length > 0)
          console.log(plain(`Ready for use: ${ready.map((node) => node.name).join(', ')}.`));
        for (const { node, missing, source } of uncovered)
          console.log(
            plain(
              source === 'assumed'
                ? `Warning: ${node} may need ${missing.join(' ')} as well (assumed: Cisco does not publish what it needs).`
                : `Not ready: ${node} needs ${missing.join(' ')} as well (${source}).`,
            ),
          );
      },
    );
};
