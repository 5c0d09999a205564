import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Connection, Result } from '../../schemas/types.js';
import { Engine, type InvokeCall } from '../engine/engine.js';
import { readBuiltPack } from '../package/built-pack.js';
import { Catalog } from '../package/catalog.js';
import { readPackageFile } from '../package/verify.js';
import { fixedToken } from '../runtime/token-source.js';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.js';
import type { Context } from './context.js';
import { printJson, printTable } from './output.js';

type Step = Pick<InvokeCall, 'node' | 'version' | 'method' | 'input'>;

const chatQueue = 'c0ffee00-0000-4000-8000-00000000000a';
const chat = { mediaType: 'chat', mediaChannel: 'web', queueId: chatQueue };

const createContact = async ({ url }: Sandbox): Promise<{ taskId: string; conversationId: string }> => {
  const response = await fetch(`${url}/_sandbox/tasks`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ mediaType: 'chat', mediaChannel: 'web' }),
  });
  const { id, conversationId } = (await response.json()) as { id: string; conversationId: string };
  return { taskId: id, conversationId };
};

/** A contact that waits behind another one, is told its place, and brings its variables. */
const contactSteps = async (sandbox: Sandbox): Promise<Step[]> => {
  const earlier = await createContact(sandbox);
  const contact = await createContact(sandbox);
  const { taskId } = contact;
  return [
    { node: 'queue-task', version: 'v1.0', input: { ...earlier, ...chat } },
    { node: 'queue-task', version: 'v1.3', input: { ...contact, ...chat, contactPriority: 10 } },
    { node: 'piq-and-ewt', version: 'v1.1', input: { taskId, queueId: chatQueue, lookbackMinutes: 5 } },
    {
      node: 'set-variable',
      version: 'v1.7',
      method: 'set-flow-variable',
      input: {
        taskId,
        variables: [
          {
            name: 'IssueType',
            type: 'String',
            value: 'Loan',
            agentViewable: true,
            desktopLabel: 'Issue type',
          },
        ],
      },
    },
    {
      node: 'set-variable',
      version: 'v1.7',
      method: 'set-global-variable',
      input: { taskId, variables: [{ name: 'openCases', type: 'Integer', value: 2 }] },
    },
  ];
};

const importPack = async (context: Context, home: string): Promise<number> => {
  const { packages } = await readBuiltPack(context.packDirectory);
  const folder = join(context.packDirectory, 'packages');
  const files = (await readdir(folder))
    .filter((name) => name.endsWith('.zip'))
    .map((name) => join(folder, name));
  const requests = await Promise.all(files.map(async (file) => ({ file, zip: await readPackageFile(file) })));
  const known = new Set(packages.map(({ digest }) => digest));
  return (await new Catalog(home).import(requests, { known, trusted: new Set(), replace: false })).length;
};

const outputText = (outputs: Result['outputs']) =>
  Object.entries(outputs)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name} ${typeof value === 'object' ? '{…}' : String(value).slice(0, 8)}`)
    .join(', ');

const row = ({ node, version, method, outcome, type, outputs, timings, diagnostics }: Result) => [
  node,
  version,
  method,
  outcome,
  type === 'success' ? outputText(outputs) : (diagnostics[0]?.message ?? ''),
  `${timings.total} ms`,
];

const runSteps = async (engine: Engine, sandbox: Sandbox): Promise<Result[]> => {
  const connection: Connection = { orgId: sandbox.orgId, taskApi: `${sandbox.url}/wxcc-task` };
  const results: Result[] = [];
  for (const step of await contactSteps(sandbox))
    results.push(await engine.invoke({ ...step, connection, tokens: fixedToken(sandbox.token) }));
  return results;
};

export const addTour = (program: Command, context: Context): void => {
  program
    .command('tour')
    .description('take a contact through the nodes against a sandbox of its own')
    .option('--json', 'print the results as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const home = await mkdtemp(join(tmpdir(), 'wxcc-nodes-tour-'));
      const sandbox = await startSandbox();
      const engine = new Engine({ home, packDirectory: context.packDirectory });
      try {
        const imported = await importPack(context, home);
        const results = await runSteps(engine, sandbox);
        if (json) printJson(results);
        else {
          console.log(`Imported ${imported} packages into a fresh catalog; sandbox at ${sandbox.url}.\n`);
          printTable(['node', 'version', 'method', 'outcome', 'outputs', 'time'], results.map(row));
        }
        if (results.some(({ type }) => type !== 'success')) process.exitCode = 1;
      } finally {
        await engine.close();
        await sandbox.stop();
        await rm(home, { recursive: true, force: true });
      }
    });
};
