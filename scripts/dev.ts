import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { checkIn } from '../src/cli/flow-check.js';
import { printLook } from '../src/cli/flow-watch.js';
import { interruption } from '../src/cli/interruption.js';
import { FolderWatch } from '../src/files/folder-watch.js';
import { pathBelow } from '../src/files/path-below.js';
import { callingSteps } from '../src/flow/usages.js';
import { type WatchedFile, WatchedFlows } from '../src/flow/watch/watched-flows.js';
import { openSandboxWorlds } from '../src/stage/sandbox-worlds.js';
import { openWorkspace } from '../src/workspace/workspace.js';
import { rebuildNodes } from './build/rebuild-nodes.js';
import { readOptions } from './options.js';

// As `flow watch`, for nodes too: a node that is touched is validated and built into dist/, which has to be built
// already, and the flows that call it are looked at again.
const { root, json } = readOptions('npm run dev -- [--root DIR] [--json]', ['json']);
const here = relative(process.cwd(), root);
const flowsFolder = join(here, 'flows');
const isFolder = async (path: string) => (await stat(path).catch(() => undefined))?.isDirectory() ?? false;

/** What all nodes are made of beside their own folder. */
const shared = ['schemas', 'src/node-kit'];

const watched: string[] = [];
for (const part of ['nodes', 'flows', ...shared])
  if (await isFolder(join(root, part))) watched.push(join(here, part));

/** The nodes that these files belong to; all of them for what they share. */
const nodesOf = async (changed: string[]): Promise<string[]> => {
  const paths = changed.map((file) => pathBelow(root, file));
  if (paths.some((path) => shared.some((folder) => path.startsWith(`${folder}/`)))) {
    const entries = await readdir(join(root, 'nodes'), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }
  return [...new Set(paths.flatMap((path) => /^nodes\/([^/]+)\/./.exec(path)?.[1] ?? []))];
};

const nodes = new Map<string, WatchedFile>();

/** Builds what has changed. Gives the nodes that could be built anew, or not. */
const rebuild = async (changed: string[]): Promise<string[]> => {
  const touched = await nodesOf(changed);
  if (touched.length === 0) return [];
  for (const [file, findings] of await rebuildNodes(root, touched))
    nodes.set(file, { file, findings, cases: 0, failed: [], reads: new Set() });
  return touched;
};

const flows = new WatchedFlows();

/** Looks at flows with the nodes as they are now, and with nothing of a home: its packages would stand before these. */
const lookAtFlows = async (home: string, present: string[], changed: string[]) => {
  const context = { home, packDirectory: join(root, 'dist') };
  const workspace = await openWorkspace(context);
  try {
    const check = await checkIn(workspace);
    return await flows.look(present, changed, {
      engine: workspace.engine,
      openWorlds: openSandboxWorlds,
      check,
    });
  } finally {
    await workspace.close();
  }
};

const callersOf = async (touched: string[]): Promise<string[]> =>
  touched.length > 0 && (await isFolder(flowsFolder))
    ? (await callingSteps([flowsFolder])).steps
        .filter(({ node }) => touched.includes(node))
        .map(({ file }) => file)
    : [];

const home = await mkdtemp(join(tmpdir(), 'wxcc-nodes-dev-'));
const interrupted = interruption().then((): string[] => []);
const watch = await FolderWatch.open(watched, (name) => /\.(json|ts|svg)$/.test(name));
try {
  let changed: string[] = [];
  do {
    const began = performance.now();
    const touched = await rebuild(changed);
    const looked = await lookAtFlows(
      home,
      watch.files.filter((file) => file.startsWith(flowsFolder)),
      [...changed, ...(await callersOf(touched))],
    );
    printLook(
      {
        folder: 'nodes and flows',
        looked: [...touched.map((id) => nodes.get(`nodes/${id}`)!), ...looked],
        files: [...nodes.values(), ...flows.files],
        milliseconds: Math.round(performance.now() - began),
      },
      json,
    );
    changed = await Promise.race([watch.next(), interrupted]);
  } while (changed.length > 0);
} finally {
  watch.close();
  await rm(home, { recursive: true, force: true });
}
