import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { makeFolder } from '../files/make-folder.js';
import { replaceFile } from '../files/replace-file.js';
import { editorSchema } from '../flow/editor-schema.js';
import type { StartOf } from '../flow/new/compose-flow.js';
import { newFlow } from '../flow/new/new-flow.js';
import { filesOfTemplate, templatesIn } from '../flow/new/templates.js';
import { toldError } from '../ground/told-error.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Context } from './context.js';
import { examples, inLines } from './examples.js';
import { explore } from './flow-explore.js';
import { withWorkspace } from './open-workspace.js';
import { printJson, printTable } from './output.js';

const newName = toldError('caller', 'new.name', 'The text is no name for a flow.');
const newExists = toldError('caller', 'new.exists', 'A file of the new flow exists already.');
const newStart = toldError('caller', 'new.start', 'Nothing says what the new flow starts with.');
const newUnwritable = toldError('operator', 'new.unwritable', 'The files of the new flow cannot be written.');

interface Options {
  channel?: string;
  event?: string;
  nodes?: string;
  from?: string;
  dir: string;
  list?: boolean;
  json?: boolean;
}

const checkName = (name: string): void => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 60)
    throw newName(
      `${JSON.stringify(name)} is no name for a flow.`,
      'Use lower-case words joined by hyphens.',
    );
};

/** Writes files that are not there yet, all or none. Throws ToldError. */
const writeNew = async (folder: string, files: Map<string, string>): Promise<string[]> => {
  const paths = [...files].map(([file, text]) => [join(folder, file), text] as const);
  for (const [path] of paths)
    if (await stat(path).catch(() => undefined))
      throw newExists(`${path} exists.`, 'Take another name, or remove the file.');
  try {
    await makeFolder(folder);
    for (const [path, text] of paths) await replaceFile(path, text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw newUnwritable(`${folder}: ${code ?? message}`, 'Check the path, its rights and the space left.');
  }
  return paths.map(([path]) => path);
};

const pretty = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const startOf = ({ channel, event }: Options): StartOf => {
  if (channel !== undefined && event === undefined) return { channel } as StartOf;
  if (event !== undefined && channel === undefined) return { event } as StartOf;
  throw newStart(
    'A new flow starts with a channel or an event.',
    'Give one of --channel and --event, or --from.',
  );
};

const composed = async ({ packages }: Workspace, name: string, options: Options) => {
  const { flow, event } = await newFlow(packages, name, startOf(options), options.nodes?.split(','));
  return new Map([
    [`${name}.flow.json`, pretty(flow)],
    [`${name}.event.json`, pretty(event)],
  ]);
};

/** The schema that the new flow names, for editors; one that is there stays. */
const writeSchema = async ({ packages }: Workspace, folder: string): Promise<string[]> => {
  const path = join(folder, 'flow.schema.json');
  if (await stat(path).catch(() => undefined)) return [];
  return writeNew(folder, new Map([['flow.schema.json', pretty(editorSchema(await packages.served()))]]));
};

const make = async (
  workspace: Workspace,
  name: string,
  templates: string,
  options: Options,
): Promise<void> => {
  checkName(name);
  const { from, dir: folder } = options;
  const files =
    from === undefined
      ? await composed(workspace, name, options)
      : await filesOfTemplate(templates, from, name);
  const written = [...(await writeNew(folder, files)), ...(await writeSchema(workspace, folder))];
  if (!options.json) for (const path of written) console.log(`wrote ${path}`);
  if (from !== undefined) return options.json ? printJson({ written }) : undefined;
  const path = (ending: string) => join(folder, `${name}.${ending}.json`);
  await explore(workspace.engine, path('flow'), {
    event: [path('event')],
    record: path('cases'),
    ...(options.json && { json: true }),
  });
};

/** The gallery is built beside the program. */
const templatesFolder = (packDirectory: string) => join(packDirectory, 'gallery');

export const addFlowNew = (flow: Command, context: Context): void => {
  flow
    .command('new')
    .description('write a new flow with its event and its cases: every outcome wired and reached')
    .argument('[name]', 'lower-case words joined by hyphens; that of the template when left out')
    .addOption(
      new Option('--channel <channel>', 'what starts it: a message').choices([
        ...['sms', 'inappmessaging', 'email', 'messenger', 'whatsapp', 'apple'],
      ]),
    )
    .addOption(
      new Option('--event <event>', 'what starts it: an event of a task').choices([
        ...['Task Routed', 'Task Modified', 'Task Closed'],
      ]),
    )
    .option(
      '--nodes <nodes>',
      'nodes or methods in their order, with commas: queue-task@v1.5 (default: resolve-conversation,queue-task; of an event, the node that answers it)',
    )
    .option('--from <template>', 'a flow of the gallery instead')
    .option('--list', 'print the gallery')
    .option('--dir <folder>', 'where the files go', '.')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples(
        'wxcc-nodes flow new --list',
        'wxcc-nodes flow new --from retry-429 --dir retry',
        inLines(
          'wxcc-nodes flow new order-help --channel sms',
          '--nodes resolve-conversation,queue-task@v1.5 --dir order-help',
        ),
      ),
    )
    .action(async (name: string | undefined, options: Options) => {
      const templates = templatesFolder(context.packDirectory);
      await withWorkspace(context, async (workspace) => {
        if (options.list) {
          const gallery = await templatesIn(templates);
          if (options.json) return printJson(gallery);
          return printTable(
            ['template', 'what it shows'],
            gallery.map((one) => [one.name, one.description]),
          );
        }
        const called = name ?? options.from;
        if (called === undefined)
          throw newName('The new flow has no name.', 'Name it: wxcc-nodes flow new my-flow --channel sms.');
        await make(workspace, called, templates, options);
      });
    });
};
