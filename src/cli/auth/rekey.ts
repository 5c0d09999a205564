import { type Command, Option } from 'commander';
import { plain } from '../../ground/plain-text.js';
import type { Context } from '../context.js';
import { examples } from '../examples.js';
import { openAuthorizations } from '../open-workspace.js';
import { printJson } from '../output.js';

export const addAuthRekey = (auth: Command, context: Context): void => {
  auth
    .command('rekey')
    .description('encrypt all secrets anew, with another key')
    .addOption(
      new Option(
        '--to <key>',
        'a new key file, or WXCC_NODES_KEY (default: environment when WXCC_NODES_KEY is set); the key before may stand in WXCC_NODES_OLD_KEY',
      ).choices(['file', 'environment']),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes auth rekey --to file',
        'WXCC_NODES_KEY=$(openssl rand -base64 32) wxcc-nodes auth rekey',
      ),
    )
    .action(async ({ to, json }: { to?: 'file' | 'environment'; json?: boolean }) => {
      const target = to ?? (process.env.WXCC_NODES_KEY ? 'environment' : 'file');
      const done = await (await openAuthorizations(context)).rekey(target);
      if (json) return printJson(done);
      console.log(
        plain(`${done.authorizations} authorizations are encrypted with the key in ${done.key} now.`),
      );
      if (target === 'file' && process.env.WXCC_NODES_KEY)
        console.log('Unset WXCC_NODES_KEY: it opens the vault no more.');
    });
};
