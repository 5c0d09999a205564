import { checkFlow } from '../flow/check/index.js';
import { expandFlow } from '../flow/expand.js';
import { explorationSummary, exploreFile } from '../flow/explore/explore-file.js';
import type { StartOf } from '../flow/new/compose-flow.js';
import { newFlow } from '../flow/new/new-flow.js';
import { pictureOf } from '../flow/picture/picture.js';
import { pictureSvg } from '../flow/picture/svg.js';
import { readFlow } from '../flow/read-flow.js';
import { runFile } from '../flow/run/run-file.js';
import { findMethods } from '../flow/step-methods.js';
import { storyEndsWell } from '../flow/story/run-story.js';
import { runStoryFile } from '../flow/story/run-story-file.js';
import { isStory } from '../flow/story/story-file.js';
import { today } from '../ground/clock.js';
import { toldError } from '../ground/told-error.js';
import { nodeSummaries, versionDescription } from '../package/node-views.js';
import type { JsonObject } from '../schema/schema.js';
import { openSandboxWorlds, withSandboxWorld } from '../stage/sandbox-worlds.js';
import { diffVersions } from '../versions/diff-versions.js';
import type { Workspace } from '../workspace/workspace.js';
import type { AssistantTool, ToolSchema } from './tool.js';

const flowUnread = toldError('caller', 'flow.unread', 'The flow or event file cannot be used.');
const toolInput = toldError('caller', 'tool.input', 'A tool was not given what it takes.');

const text = (description: string) => ({ type: 'string', description });
const texts = (description: string) => ({ type: 'array', items: { type: 'string' }, description });

const schemaOf = (properties: Record<string, object>, required: string[]): ToolSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const given = (input: JsonObject, name: string): string => {
  const { [name]: value } = input;
  if (typeof value === 'string' && value !== '') return value;
  throw toolInput(`${name} is missing or no text.`, `Give ${name}.`);
};

const givenIfAny = (input: JsonObject, name: string): string | undefined =>
  input[name] === undefined ? undefined : given(input, name);

const flowOf = async (file: string) => {
  const read = await readFlow(file);
  const [first] = read.findings;
  if (!read.value)
    throw flowUnread(
      `${file}:${first?.line ?? 1}: ${first?.message ?? 'no flow.'}`,
      first?.remedy ?? 'Correct the file.',
    );
  return { ...read, value: read.value };
};

const file = text('Path of the flow file, *.flow.json.');
const event = text('Path of an event file; one is made up when left out.');

type Made = Omit<AssistantTool, 'isReadOnly'>;

const listNodes = ({ packages }: Workspace): Made => ({
  name: 'list',
  title: 'List nodes',
  description: 'The nodes at hand with their versions and methods; which version is the default.',
  inputSchema: schemaOf({}, []),
  run: async () => ({
    content: {
      nodes: await nodeSummaries(packages),
      damaged: (await packages.damaged()).map(({ node, version, problem }) => ({
        ...{ node, version, message: problem.message, remedy: problem.remedy },
      })),
    },
  }),
});

const describeNode = ({ packages }: Workspace): Made => ({
  name: 'describe',
  title: 'Describe a node version',
  description: 'Inputs, outputs, outcomes, examples and sources of a node version.',
  inputSchema: schemaOf({ node: text('For example queue-task.'), version: text('For example v1.3.') }, [
    'node',
  ]),
  run: async (input) => ({
    content: await versionDescription(
      packages,
      await packages.find(given(input, 'node'), givenIfAny(input, 'version')),
    ),
  }),
});

const diffNodes = ({ packages }: Workspace): Made => ({
  name: 'diff',
  title: 'Differences between two versions',
  description: 'What differs between two versions of a node, each difference safe, needs values or manual.',
  inputSchema: schemaOf(
    { node: text('The node.'), from: text('For example v1.0.'), to: text('For example v1.3.') },
    ['node', 'from', 'to'],
  ),
  run: async (input) => ({
    content: await diffVersions(packages, given(input, 'node'), given(input, 'from'), given(input, 'to')),
  }),
});

const check = ({ packages }: Workspace): Made => ({
  name: 'flow-check',
  title: 'Check a flow',
  description: 'What will go wrong in a flow file, with place and remedy.',
  inputSchema: schemaOf({ file }, ['file']),
  run: async (input) => {
    const findings = await checkFlow(given(input, 'file'), { packages, today: today() });
    return { content: { findings }, isError: findings.some(({ severity }) => severity === 'error') };
  },
});

const run = ({ engine }: Workspace): Made => ({
  name: 'flow-run',
  title: 'Run a flow or a story',
  description:
    'Runs a flow, or several flows that a story names (*.story.json), against a sandbox of its own, on virtual time; faults force outcomes.',
  inputSchema: schemaOf(
    {
      file: text('Path of the flow file, *.flow.json, or of a story, *.story.json.'),
      event,
      faults: texts(
        'step=<step>,outcome=<outcome> or step=<step>,wire=<fault>; of a story with flow=<flow>,… where several flows have the step',
      ),
    },
    ['file'],
  ),
  run: async (input) => {
    const event = givenIfAny(input, 'event');
    const faults = Array.isArray(input.faults) ? input.faults.map(String) : [];
    const path = given(input, 'file');
    if (isStory(path)) {
      if (event !== undefined) throw toolInput('A story has its own events.', 'Leave event out.');
      const told = await runStoryFile(engine, openSandboxWorlds, { file: path, faults, seed: 1 });
      if (told.findings) return { content: { findings: told.findings }, isError: true };
      return { content: told.report, isError: !storyEndsWell(told.report) };
    }
    const { report, findings } = await runFile(
      engine.packages,
      { file: path, ...(event !== undefined && { event }), faults, seed: 1 },
      (work) => withSandboxWorld(engine, 1, work),
    );
    if (findings) return { content: { findings }, isError: true };
    return { content: report, isError: report.end.status === 'error' };
  },
});

const explore = ({ engine }: Workspace): Made => ({
  name: 'flow-explore',
  title: 'Explore a flow',
  description:
    'Lets every outcome of every step happen once; tells dead ends, endless loops and forgotten tasks.',
  inputSchema: schemaOf({ file, event }, ['file']),
  run: async (input) => {
    const name = givenIfAny(input, 'event');
    const explored = await exploreFile(engine, openSandboxWorlds, {
      file: given(input, 'file'),
      events: name === undefined ? [] : [name],
    });
    if (!explored.explorations) return { content: { findings: explored.findings }, isError: true };
    return { content: explorationSummary(explored) };
  },
});

const draw = ({ packages }: Workspace): Made => ({
  name: 'flow-draw',
  title: 'Draw a flow',
  description: 'A picture of a flow as SVG.',
  inputSchema: schemaOf({ file }, ['file']),
  run: async (input) => {
    const { value: flow } = await flowOf(given(input, 'file'));
    const methods = await findMethods(flow, packages);
    const svg = pictureSvg(pictureOf(expandFlow(flow, methods), methods));
    return { content: { svg }, text: svg };
  },
});

const compose = ({ packages }: Workspace): Made => ({
  name: 'flow-new',
  title: 'Write a new flow',
  description:
    'The text of a new flow that runs nodes in order, every outcome wired, and of its event; writes nothing.',
  inputSchema: schemaOf(
    {
      name: text('Lower-case words joined by hyphens.'),
      channel: {
        enum: ['sms', 'inappmessaging', 'email', 'messenger', 'whatsapp', 'apple'],
        description: 'What starts it: a message.',
      },
      event: {
        enum: ['Task Routed', 'Task Modified', 'Task Closed'],
        description: 'What starts it: an event of a task.',
      },
      nodes: texts(
        'Nodes or methods in their order, for example queue-task@v1.5; the usual ones of the start when left out.',
      ),
    },
    ['name'],
  ),
  run: async (input) => {
    const channel = givenIfAny(input, 'channel');
    const from = (channel === undefined ? { event: given(input, 'event') } : { channel }) as StartOf;
    const names = Array.isArray(input.nodes) ? input.nodes.map(String) : undefined;
    if (names?.length === 0) throw toolInput('nodes is empty.', 'Name at least one node.');
    return { content: await newFlow(packages, given(input, 'name'), from, names) };
  },
});

/** Nodes and flows as they can be looked at; nothing is changed by any of these. */
export const flowTools = (workspace: Workspace): AssistantTool[] =>
  [listNodes, describeNode, diffNodes, check, run, explore, draw, compose].map((make) => ({
    ...make(workspace),
    isReadOnly: true,
  }));
