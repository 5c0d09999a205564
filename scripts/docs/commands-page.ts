import { join } from 'node:path';
import type { Command } from 'commander';
import { createContext } from '../../src/cli/context.js';
import { createProgram } from '../../src/cli/program.js';
import { page, writtenBy } from './markdown.js';

/** As wide as the narrowest terminal that everything fits. */
const columns = 80;

/** What the command prints at --help. */
const helpOf = (command: Command): string => {
  const parts: string[] = [];
  command.configureOutput({ writeOut: (text) => parts.push(text), getOutHelpWidth: () => columns });
  command.outputHelp();
  return parts.join('').trimEnd();
};

const blocksOf = (command: Command, path: string, level: string): string[] => [
  `${level} ${path}`,
  `\`\`\`text\n${helpOf(command)}\n\`\`\``,
  ...command.commands.flatMap((one) => blocksOf(one, `${path} ${one.name()}`, '###')),
];

/** docs/commands.md: what each command says of itself. */
export const commandsPage = async (root: string): Promise<string> => {
  const program = await createProgram([], createContext(join(root, 'dist')), '');
  return page([
    '# Commands',
    writtenBy,
    'What each command prints at `--help`. Every command that prints a result takes `--json`. Exit code 0 is success, 1 an outcome that is no success or a finding, 2 wrong use, such as a file that is not there. In a checkout type `npx wxcc-nodes`. `WXCC_NODES_HOME` (default `~/.wxcc-nodes`) names the home folder: it holds the catalog, the authorizations, the keys and the connections.',
    `\`\`\`text\n${helpOf(program)}\n\`\`\``,
    ...program.commands.flatMap((one) => blocksOf(one, one.name(), '##')),
  ]);
};
