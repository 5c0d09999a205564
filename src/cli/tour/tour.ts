import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Result } from '../../../schemas/types.js';
import { plain } from '../../ground/plain-text.js';
import { packFiles } from '../../package/built-pack.js';
import { importFiles } from '../../package/import-files.js';
import { answeringScenario, openLocalSandbox } from '../../stage/local-sandbox.js';
import { openWorkspace } from '../../workspace/workspace.js';
import type { Context } from '../context.js';
import { examples } from '../examples.js';
import { printJson, printTable } from '../output.js';
import { chatContact, faultyContact, publishedContact, smsContact } from './contacts.js';
import { EventInbox } from './event-inbox.js';
import { type Line, TourStage } from './stage.js';
import { subscribeTour } from './subscribe.js';

/** How long a contact rings before the tour's agent accepts it. */
const answersAfterMs = 600;

/** The first part of a UUID is enough for people. */
const short = (value: unknown): string => {
  if (value !== null && typeof value === 'object') return '{…}';
  return String(value).replace(/^([0-9a-f]{8})-[0-9a-f-]{27}$/, '$1…');
};

const tellOutputs = ({ outputs, intermediate }: Result) =>
  [
    ...intermediate.map(({ outcome, at }) => `${outcome} after ${at} ms`),
    ...Object.entries(outputs)
      .filter(([name, value]) => value !== '' && name !== 'transId')
      .map(([name, value]) => `${name} ${short(value)}`),
  ].join(', ');

const row = (line: Line): (string | number)[] => {
  if (line.kind !== 'step') return [`· ${line.text}`];
  const { node, version, method, outcome, timings } = line.result;
  return [node, version, method, outcome, tellOutputs(line.result), `${timings.total.toFixed(0)} ms`];
};

/** A table for each contact. */
const printLines = (lines: Line[]): void => {
  const starts = lines.flatMap(({ kind }, index) => (kind === 'contact' ? [index] : []));
  for (const [number, start] of starts.entries()) {
    const own = lines.slice(start, starts[number + 1]);
    const [title, ...rest] = own;
    console.log(`\n${title?.kind === 'contact' ? title.text : ''}\n`);
    printTable(['node', 'version', 'method', 'outcome', 'outputs', 'time'], rest.map(row));
    for (const line of rest)
      if (line.kind === 'step' && line.result.type !== 'success')
        for (const { message, remedy } of line.result.diagnostics)
          console.log(`\n  ${plain(message)}\n  ${plain(remedy)}`);
  }
};

/** Every step ends in a success, but for the fault at the end. */
const isAsPlanned = (results: Result[]) =>
  results.every(({ type }, index) => (type === 'success') === index < results.length - 1);

export const addTour = (program: Command, context: Context): void => {
  program
    .command('tour')
    .description('take three contacts through their life, and one into a fault, against a sandbox of its own')
    .option('--json', 'print the results as JSON')
    .addHelpText('after', examples('wxcc-nodes tour'))
    .action(async ({ json }: { json?: boolean }) => {
      const home = await mkdtemp(join(tmpdir(), 'wxcc-nodes-tour-'));
      const sandbox = await openLocalSandbox({ scenario: answeringScenario(answersAfterMs) });
      const inbox = await EventInbox.open();
      const { packDirectory } = context;
      const workspace = await openWorkspace({ home, packDirectory });
      const { engine, catalog, trust } = workspace;
      const unsubscribe = await subscribeTour(workspace, sandbox);
      try {
        const imported = await importFiles(await packFiles(packDirectory), {
          catalog,
          policy: trust,
          packDirectory,
        });
        const stage = new TourStage(engine, sandbox, inbox);
        sandbox.people.subscribe(inbox.url);
        if (!json)
          console.log(
            `Imported ${imported.length} packages into a fresh catalog; sandbox at ${sandbox.url}.`,
          );
        for (const contact of [smsContact, chatContact, publishedContact, faultyContact])
          await contact(stage);
        const results = stage.lines.flatMap((line) => (line.kind === 'step' ? [line.result] : []));
        if (json) printJson(results);
        else {
          printLines(stage.lines);
          console.log('\nThe same in the browser: wxcc-nodes console');
        }
        if (!isAsPlanned(results)) process.exitCode = 1;
      } finally {
        await engine.close();
        await sandbox.stop();
        await unsubscribe();
        await inbox.close();
        await rm(home, { recursive: true, force: true });
      }
    });
};
