import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { FolderWatch } from '../files/folder-watch.js';
import { type Laboratory, type WatchedFile, WatchedFlows } from '../flow/watch/watched-flows.js';
import type { Finding } from '../ground/finding.js';
import { plain } from '../ground/plain-text.js';
import { countsText, findingsText, plural } from '../ground/print-findings.js';
import { jsonText } from '../node-kit/json-text.js';
import { openSandboxWorlds } from '../stage/sandbox-worlds.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { checkIn } from './flow-check.js';
import { interruption } from './interruption.js';
import { withWorkspace } from './open-workspace.js';
import { fitted } from './terminal.js';
import { defaultFlows } from './workspace-flows.js';

/** One look: what was looked at, how long it took, and how all files stand since. */
interface Look {
  folder: string;
  looked: WatchedFile[];
  files: WatchedFile[];
  milliseconds: number;
}

const severities = { error: 0, warning: 1, note: 2 };

/** Of the files that were looked at first, errors before warnings, each once; notes are for `flow check`. */
const findingsIn = ({ looked, files }: Look): Finding[] => {
  const found = new Map<string, Finding>();
  for (const { findings } of [...looked, ...files])
    for (const finding of findings) {
      const { file, rule, pointer, message, severity } = finding;
      if (severity !== 'note') found.set(jsonText([file, rule, pointer, message]), finding);
    }
  return [...found.values()].sort((a, b) => severities[a.severity] - severities[b.severity]);
};

const failedIn = ({ looked, files }: Look) => [
  ...new Set([...looked, ...files].flatMap(({ failed }) => failed)),
];

const wordsOf = ({ looked, milliseconds }: Look): string => {
  const names = looked.map(({ file }) => basename(file));
  const what = names.length > 4 ? plural(names.length, 'file') : names.join(', ') || 'nothing';
  return `Looked at ${what} in ${(milliseconds / 1000).toFixed(1)} s.`;
};

const summaryOf = (look: Look): string => {
  const cases = look.files.reduce((sum, one) => sum + one.cases, 0);
  return `${plural(look.files.length, 'file')} in ${look.folder}: ${countsText(findingsIn(look))}; ${plural(cases, 'case')}, ${failedIn(look).length} failed. Ctrl+C ends.`;
};

const heightOf = (text: string) =>
  text.split('\n').reduce((sum, line) => sum + fitted(line).split('\n').length, 0);

/** As many problems as the terminal has lines for, the worst first; all of them where no terminal watches. */
const screenOf = (look: Look): string => {
  const problems = [
    ...findingsIn(look).map((finding) => findingsText([finding])),
    ...failedIn(look).map(({ name, file, differences }) =>
      [`failed: ${name} (${file})`, ...differences.map((difference) => `  ${difference}`)]
        .map(plain)
        .join('\n'),
    ),
  ];
  const [words, summary] = [wordsOf(look), summaryOf(look)];
  const { isTTY, rows } = process.stdout;
  // One line for how many are left out, one for the cursor.
  let room = isTTY ? rows - heightOf(words) - heightOf(summary) - 2 : Number.POSITIVE_INFINITY;
  const shown: string[] = [];
  for (const problem of problems) {
    room -= heightOf(problem);
    if (room < 0) break;
    shown.push(problem);
  }
  const rest = problems.length - shown.length;
  const more = rest === 0 ? [] : [`${rest} more: wxcc-nodes flow check and wxcc-nodes flow test show all.`];
  return [words, ...shown, ...more, summary].join('\n');
};

/** Says how all files stand after a look: one screen for people, one line for programs. */
export const printLook = (look: Look, json = false): void => {
  if (json) {
    const { looked, milliseconds } = look;
    const cases = look.files.reduce((sum, one) => sum + one.cases, 0);
    const shown = { looked: looked.map(({ file }) => file), files: look.files.length, cases };
    console.info(jsonText({ ...shown, failed: failedIn(look), findings: findingsIn(look), milliseconds }));
    return;
  }
  // The screen anew, from its first line.
  if (process.stdout.isTTY) process.stdout.write('\u001b[H\u001b[2J');
  console.log(screenOf(look));
};

const usualFolder = async (): Promise<string> =>
  (await stat(defaultFlows).catch(() => undefined))?.isDirectory() ? defaultFlows : '.';

/** Until the process is asked to end. */
const watchFlows = async (folder: string, laboratory: Laboratory, json?: boolean): Promise<void> => {
  const interrupted = interruption().then((): string[] => []);
  // Flows, cases and events.
  const watch = await FolderWatch.open([folder], (name) => name.endsWith('.json'));
  try {
    const flows = new WatchedFlows();
    let changed = watch.files;
    do {
      const began = performance.now();
      const looked = await flows.look(watch.files, changed, laboratory);
      const milliseconds = Math.round(performance.now() - began);
      printLook({ folder, looked, files: flows.files, milliseconds }, json);
      changed = await Promise.race([watch.next(), interrupted]);
    } while (changed.length > 0);
  } finally {
    watch.close();
  }
};

export const addFlowWatch = (flow: Command, context: Context): void => {
  flow
    .command('watch')
    .description(
      'check the flows of a folder and run their recorded cases, those again that are touched, until Ctrl+C',
    )
    .argument(
      '[folder]',
      `flow files, cases and events (default: ${defaultFlows}/, if there, else this folder)`,
    )
    .option('--json', 'print one line of JSON after each look')
    .addHelpText('after', examples('wxcc-nodes flow watch', 'wxcc-nodes flow watch my-flows'))
    .action(async (given: string | undefined, { json }: { json?: boolean }) => {
      const folder = given ?? (await usualFolder());
      await withWorkspace(context, async (workspace) => {
        const check = await checkIn(workspace);
        await watchFlows(folder, { engine: workspace.engine, openWorlds: openSandboxWorlds, check }, json);
      });
    });
};
