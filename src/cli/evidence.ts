import type { Command } from 'commander';
import { confirmedEndpoints } from '../evidence/confirmed-endpoints.js';
import { addToFile, Gathering, readEvidence } from '../evidence/evidence.js';
import { knownWords } from '../evidence/known-words.js';
import { readCopiedText } from '../evidence/read-copied-text.js';
import { readExchanges } from '../evidence/read-exchanges.js';
import { type Replayed, replay } from '../evidence/replay.js';
import { type EvidenceReport, evidenceReport, isAgainst, type JudgedFact } from '../evidence/report.js';
import { plain } from '../ground/plain-text.js';
import { countsText, plural, printFindings } from '../ground/print-findings.js';
import { toldError } from '../ground/told-error.js';
import type { NodePackage } from '../package/node-package.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { namedFiles } from './find-files.js';
import { addFormat, type FormatOptions, formatOf } from './format-option.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

const evidenceNothing = toldError(
  'caller',
  'evidence.nothing',
  'Nothing was named that evidence could be made of.',
);

interface Options {
  evidence: string;
  json?: boolean;
}

const withOptions = (command: Command): Command =>
  command.option('--evidence <file>', 'the file of evidence', 'evidence.json').option('--json', 'print JSON');

const factRow = ({ node, version, method, wire, kind, name, state, saw, at }: JudgedFact) => [
  `${node}@${version} ${method}${wire === 'task' ? '' : ', wire public'}`,
  `${kind} ${name}`,
  saw.length > 0 ? `${state}: ${saw.join(', ')}` : state,
  at.join(' '),
];

const printFacts = (facts: JudgedFact[]) =>
  printTable(['method', 'fact', 'evidence', 'seen at'], facts.map(factRow));

const count = (facts: JudgedFact[], state: JudgedFact['state']) =>
  `${facts.filter((fact) => fact.state === state).length} ${state}`;

const printSummary = ({ calls, facts, ofNoMethod }: EvidenceReport) => {
  const states = (['confirmed', 'contradicted', 'disputed', 'not seen'] as const).map((one) =>
    count(facts, one),
  );
  console.log(`${calls.platform} endpoints of the platform in evidence. Facts: ${states.join(', ')}.`);
  if (calls.sandbox > 0)
    console.log(`${calls.sandbox} endpoints of a sandbox on this machine say nothing of the platform.`);
  if (ofNoMethod.length > 0) console.log('Endpoints that no method of the pack calls:');
  for (const endpoint of ofNoMethod) console.log(plain(`  ${endpoint}`));
};

/** Which method versions were run, and where they ended. */
export const printReplayed = (methods: Replayed[]): void =>
  printTable(
    ['method', 'wire', 'calls in the recording', 'outcomes'],
    methods.map(({ node, version: of, method, wire, calls, outcomes }) => [
      `${node}@${of} ${method}`,
      wire,
      calls,
      outcomes.join(', '),
    ]),
  );

/** Adds recordings to the evidence; all of them, or none. */
const add = async (given: string[], texts: string[], file: string, packages: NodePackage[]) => {
  const words = knownWords(packages);
  const readAll = async (
    names: string[],
    read: (name: string, known: typeof words) => ReturnType<typeof readExchanges>,
  ) => Promise.all((await namedFiles(names)).map(async (name) => ({ name, ...(await read(name, words)) })));
  const recordings = [...(await readAll(given, readExchanges)), ...(await readAll(texts, readCopiedText))];
  if (recordings.length === 0)
    throw evidenceNothing(
      'Nothing is named.',
      'Name recordings, HTTP archives, or a text with --text <file>.',
    );
  const gathering = new Gathering(words);
  const counted = recordings.map((recording) => ({
    ...recording,
    exchanges: gathering.addRecording(recording),
  }));
  await addToFile(file, gathering);
  return {
    strangers: gathering.strangers,
    evidence: gathering.evidence,
    recordings: counted.map(({ name, exchanges, endsAt, leftOut }) => ({
      file: name,
      exchanges,
      ...(endsAt !== undefined && { endsAt }),
      ...(leftOut !== undefined && { leftOut }),
    })),
  };
};

export const addEvidence = (program: Command, context: Context, version: string): void => {
  const evidence = program
    .command('evidence')
    .description('what recordings say of the facts that the pack assumes');
  withOptions(
    evidence
      .command('add')
      .description('add what recordings show to a file of evidence, without values')
      .argument('[recording...]', 'recordings, or HTTP archives of others (.har)')
      .option(
        '--text <file>',
        'text copied from the flow debugger or a log; may be given several times',
        (name: string, all: string[]) => [...all, name],
        [] as string[],
      ),
  )
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes evidence add recording.jsonl',
        'wxcc-nodes evidence add session.har',
        'wxcc-nodes evidence add --text debugger.txt',
      ),
    )
    .action(async (files: string[], { evidence: file, json, text }: Options & { text: string[] }) => {
      const packages = await withWorkspace(context, (workspace) => workspace.packages.nodes());
      const added = await add(files, text, file, packages);
      const { recordings, strangers } = added;
      const against = evidenceReport(added.evidence, packages).facts.filter(({ state }) => isAgainst(state));
      if (json) return printJson({ evidence: file, recordings, strangers, against });
      for (const one of recordings) {
        console.log(plain(`${one.file}: ${one.exchanges} exchanges`));
        if (one.leftOut) console.log(`  left out, as no calls of an API that is known: ${one.leftOut}`);
        if (one.endsAt !== undefined)
          console.log(plain(`  cut off: nothing could be read from line ${one.endsAt} on`));
      }
      if (strangers > 0)
        console.log(
          `${strangers} exchanges are of no method of this pack, or of no call, and were left out.`,
        );
      console.log(plain(`${file} has ${added.evidence.calls.length} endpoints.`));
      if (against.length > 0) printFacts(against);
    });
  withOptions(
    evidence
      .command('report')
      .description('tell which assumed facts evidence confirms, contradicts or has not seen'),
  )
    .addHelpText('after', examples('wxcc-nodes evidence report'))
    .action(async ({ evidence: file, json }: Options) => {
      const packages = await withWorkspace(context, (workspace) => workspace.packages.nodes());
      const report = evidenceReport(await readEvidence(file), packages);
      if (report.facts.some(({ state }) => isAgainst(state))) process.exitCode = 1;
      if (json) return printJson(report);
      printFacts(report.facts);
      printSummary(report);
    });
  addFormat(
    evidence
      .command('replay')
      .description('run the nodes against a recording in place of the platform')
      .argument('<recording>', 'a recording, or an HTTP archive of others (.har)')
      .option('--connection <name|file>', 'with the endpoints and channels of this connection'),
  )
    .addHelpText('after', examples('wxcc-nodes evidence replay recording.jsonl'))
    .action(async (file: string, options: FormatOptions & { connection?: string }) => {
      const played = await withWorkspace(context, async ({ engine, packages, connections }) => {
        const { exchanges } = await readExchanges(file, knownWords(await packages.nodes()));
        const { connection: name } = options;
        const connection = name === undefined ? {} : { connection: await connections.load(name) };
        return replay(engine, exchanges, { file, ...connection });
      });
      const { methods, findings } = played;
      if (findings.length > 0) process.exitCode = 1;
      const format = formatOf(options);
      if (format === 'text' && methods.length > 0) printReplayed(methods);
      printFindings(findings, {
        format,
        version,
        json: played,
        summary: `${plural(methods.length, 'method version')} in the recording, ${countsText(findings)}.`,
      });
    });
  evidence
    .command('apply')
    .description('write the endpoints that evidence confirms into a connection, and nothing else')
    .argument('<evidence>', 'a file that evidence add made')
    .requiredOption('--connection <name>', 'a connection that is kept')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes evidence apply evidence.json --connection live'))
    .action(async (file: string, { connection, json }: { connection: string; json?: boolean }) => {
      const found = await readEvidence(file);
      const applied = await withWorkspace(context, async ({ packages, connections }) => {
        const before = await connections.load(connection);
        const report = evidenceReport(found, await packages.nodes());
        const confirmed = confirmedEndpoints(report, before.taskApi);
        const { endpoints = {} } = before;
        // What somebody has put there stays, with all that it says of answers and callbacks.
        const added = Object.entries(confirmed).filter(([method]) => !Object.hasOwn(endpoints, method));
        const after = { ...before, endpoints: { ...endpoints, ...Object.fromEntries(added) } };
        if (added.length > 0) await connections.add(connection, after, { replace: true });
        return { added: Object.fromEntries(added), kept: Object.keys(endpoints) };
      });
      if (json) return printJson({ connection, ...applied });
      const rows = Object.entries(applied.added).map(([method, { verb, path }]) => [
        method,
        `${verb} ${path}`,
      ]);
      if (rows.length === 0)
        return console.log('No endpoint was added: the evidence confirms none that the connection lacks.');
      printTable(['method', 'endpoint'], rows);
      console.log(plain(`Added to ${connection}. Who vouches for them goes into its "confirmed".`));
    });
};
