import { Argument, type Command } from 'commander';
import { examples } from './examples.js';

interface Place {
  /** `flow check`; empty for the program itself. */
  path: string;
  commands: Command[];
  options: {
    flag: string;
    description: string;
    /** What may follow it, where something must; a word of several parts is for people to quote. */
    values?: string[];
  }[];
}

const placesOf = (command: Command, path: string): Place[] => [
  {
    path,
    commands: [...command.commands],
    options: [
      ...command.options.flatMap(({ long, description, required, argChoices = [] }) => {
        const values = argChoices.filter((one) => /^[\w.-]+$/.test(one));
        return long ? [{ flag: long, description, ...(required && { values }) }] : [];
      }),
      { flag: '--help', description: 'display help for command' },
    ],
  },
  ...command.commands.flatMap((one) => placesOf(one, path === '' ? one.name() : `${path} ${one.name()}`)),
];

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

const pathsOf = (places: Place[]) => places.filter(({ path }) => path !== '').map(({ path }) => quoted(path));

/** `flow new --channel` and what may follow it; what is left out there may be a file. */
const followersOf = (places: Place[]): [words: string, values: string[]][] =>
  places.flatMap(({ path, options }) =>
    options.flatMap(({ flag, values }): [string, string[]][] =>
      values ? [[`${path}${path === '' ? '' : ' '}${flag}`, values]] : [],
    ),
  );

const bash = (places: Place[]): string => `_wxcc_nodes() {
  local path='' words='' word
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD - 1))}"; do
    case "$path\${path:+ }$word" in
      ${pathsOf(places).join('|')}) path="$path\${path:+ }$word" ;;
    esac
  done
  case "$path" in
${places
  .map(
    ({ path, commands, options }) =>
      `    ${quoted(path)}) words=${quoted([...commands.map((one) => one.name()), ...options.map(({ flag }) => flag)].join(' '))} ;;`,
  )
  .join('\n')}
  esac
  case "$path\${path:+ }\${COMP_WORDS[COMP_CWORD-1]}" in
${followersOf(places)
  .map(([words, values]) => `    ${quoted(words)}) words=${quoted(values.join(' '))} ;;`)
  .join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _wxcc_nodes wxcc-nodes
`;

/** zsh takes the script of bash. */
const zsh = (places: Place[]): string => `autoload -Uz compinit bashcompinit
(( $+functions[compdef] )) || compinit
bashcompinit
${bash(places)}`;

const fish = (places: Place[]): string => {
  const lines = places.flatMap(({ path, commands, options }) => {
    const at = `complete -c wxcc-nodes -n ${quoted(`__wxcc_nodes_at "${path}"`)}`;
    return [
      ...commands.map((one) => `${at} -f -a ${one.name()} -d ${quoted(one.description())}`),
      ...options.map(({ flag, description, values }) => {
        const follows =
          values === undefined ? '' : values.length === 0 ? ' -r' : ` -x -a ${quoted(values.join(' '))}`;
        return `${at} -l ${flag.slice(2)}${follows} -d ${quoted(description)}`;
      }),
    ];
  });
  return `function __wxcc_nodes_at
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim -- "$path $word")
    contains -- $next ${pathsOf(places).join(' ')}; and set path $next
  end
  test "$path" = "$argv[1]"
end
${lines.join('\n')}
`;
};

const shells = { bash, zsh, fish };

/** The program must have all of its commands by now. */
export const addCompletion = (program: Command): void => {
  program
    .command('completion')
    .description('print what makes a shell complete commands and options')
    .addArgument(new Argument('<shell>').choices(Object.keys(shells)))
    .addHelpText(
      'after',
      examples(
        '# bash, in ~/.bashrc; zsh, in ~/.zshrc; fish, in ~/.config/fish/config.fish',
        'source <(wxcc-nodes completion bash)',
        'source <(wxcc-nodes completion zsh)',
        'wxcc-nodes completion fish | source',
      ),
    )
    .action((shell: keyof typeof shells) => console.info(shells[shell](placesOf(program, '')).trimEnd()));
};
