import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { FlowReport } from '../../schemas/types.js';
import { filesBelow } from '../files/files-below.js';
import { pathBelow } from '../files/path-below.js';
import { flowChecker } from '../flow/check/flow-checker.js';
import { expandFlow } from '../flow/expand.js';
import { explorationSummary, exploreFile } from '../flow/explore/explore-file.js';
import { pictureOf } from '../flow/picture/picture.js';
import { pictureSvg } from '../flow/picture/svg.js';
import { flowFileEnding, readFlow } from '../flow/read-flow.js';
import { endsWell } from '../flow/run/ends-well.js';
import { runFile } from '../flow/run/run-file.js';
import { findMethods } from '../flow/step-methods.js';
import { loadStory, storyEndsWell } from '../flow/story/run-story.js';
import { runStoryFile } from '../flow/story/run-story-file.js';
import { isStory, storyFileEnding } from '../flow/story/story-file.js';
import { undoUpgrade } from '../flow/upgrade/backup.js';
import { carryOut, planUpgrade } from '../flow/upgrade/upgrade-flow.js';
import { problem } from '../ground/problem.js';
import { openSandboxWorlds, withSandboxWorld } from '../stage/sandbox-worlds.js';
import { keepRun } from './kept-runs.js';
import type { Place } from './place.js';
import { type Asked, type Given, get, post, type Route } from './route.js';

const consoleFile = problem(404, 'console.file', 'There is no such file in the folder of the flows.');

const consoleChanged = problem(
  409,
  'console.changed',
  'The flow file is not the one any more that the upgrade was previewed for.',
);

const consoleRun = problem(409, 'console.run', 'Of the run no report of a flow is kept.');

/** As `flow run` does when nobody gives one. */
const seed = 1;

/** The files that the page may name. */
const filesOf = ({ flows }: Place) => {
  /** Names below the folder; what is not listed is not opened. */
  const namesOf = async (ending: string) =>
    (await filesBelow(flows, ending)).map((path) => pathBelow(flows, path));
  const fileOf = async (name: string, ending: string) => {
    if ((await namesOf(ending)).includes(name)) return join(flows, name);
    throw consoleFile(`${flows} has no ${name}.`, 'It was removed or renamed; choose another one.');
  };
  const flowOf = (asked: Asked) => fileOf(asked.text('file'), flowFileEnding);
  const eventOf = async (asked: Asked) => {
    const name = asked.textIfAny('event');
    return name === undefined ? undefined : fileOf(name, '.json');
  };
  const storyOf = (asked: Asked) => fileOf(asked.text('file'), storyFileEnding);
  return { namesOf, flowOf, eventOf, storyOf };
};

/** Tells one text of a file from another. */
const markOf = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 16);

/** The report of a run that was kept. Throws ToldError. */
const reportOf = async ({ workspace }: Place, id: string): Promise<FlowReport> => {
  const { kind, gave } = await workspace.runs.find(id);
  if (kind === 'flow' && gave) return gave as unknown as FlowReport;
  throw consoleRun('Of that run no report is kept.', 'Run the flow again from its start.');
};

/** Runs a flow, and keeps the report. */
export const runFlow = async (place: Place, asked: Asked): Promise<Given> => {
  const { packages, engine } = place.workspace;
  const { flowOf, eventOf } = filesOf(place);
  const [event, until] = [await eventOf(asked), asked.textIfAny('until')];
  const faults = asked.texts('faults');
  const [run, from] = [asked.textIfAny('run'), asked.value('from')];
  const again = run === undefined ? undefined : { report: await reportOf(place, run), from: Number(from) };
  const { report, findings } = await runFile(
    packages,
    {
      ...{ file: await flowOf(asked), faults, seed },
      ...(event !== undefined && { event }),
      ...(until !== undefined && { until }),
      ...(again && { again }),
    },
    (work) => withSandboxWorld(engine, seed, work),
  );
  if (!report) return { json: { findings } };
  const file = asked.text('file');
  const headers = await keepRun(place, {
    ...{ kind: 'flow', what: file, to: 'sandbox', outcome: report.end.status },
    type: endsWell(report.end) ? 'success' : 'error',
    asked: {
      ...{ file, faults },
      ...(event !== undefined && { event: asked.text('event') }),
      ...(until !== undefined && { until }),
      ...(again && { run, from: again.from }),
    },
    gave: { ...report },
  });
  return { json: report, headers };
};

/** Runs a story, and keeps the report. */
export const runStory = async (place: Place, asked: Asked): Promise<Given> => {
  const { engine } = place.workspace;
  const faults = asked.texts('faults');
  const path = await filesOf(place).storyOf(asked);
  const { report, findings } = await runStoryFile(engine, openSandboxWorlds, { file: path, faults, seed });
  if (!report) return { json: { findings } };
  const file = asked.text('file');
  const came = storyEndsWell(report) ? 'success' : 'error';
  const headers = await keepRun(place, {
    ...{ kind: 'story', what: file, to: 'sandbox', outcome: came, type: came },
    asked: { file, faults },
    gave: { ...report },
  });
  return { json: report, headers };
};

/** What may go wrong in a story: the steps of its flows with the outcomes that can be forced. */
const showStory = async ({ workspace: { packages } }: Place, path: string): Promise<Given> => {
  const { story, findings } = await loadStory(path, packages);
  if (!story) return { json: { findings } };
  const flows = story.flows.map(({ flow, methods }) => {
    const { id, name, steps } = expandFlow(flow, methods);
    const going = steps.flatMap((step) => (step.kind === 'end' ? [] : [step]));
    const shown = going.map((step) => ({
      ...{ id: step.id, name: step.name, outcomes: Object.keys(step.transitions) },
    }));
    return { id, name, steps: shown };
  });
  return { json: { flows } };
};

/** The flow files: what `flow check`, `show`, `draw`, `run`, `explore` and `upgrade` do with them. */
export const flowRoutes = (place: Place): Route[] => {
  const { workspace, flows, connection } = place;
  const { packages, engine } = workspace;
  const { namesOf, flowOf, eventOf, storyOf } = filesOf(place);
  return [
    get('/flows', async () => {
      const names = await namesOf('.json');
      const flowNames = names.filter((name) => name.endsWith(flowFileEnding));
      const others = names.filter((name) => /(^|[\\/])events[\\/]/.test(name));
      return { json: { folder: flows, flows: flowNames, events: others, stories: names.filter(isStory) } };
    }),
    post('/flow/check', async (asked) => {
      const check = await flowChecker(workspace, connection);
      const findings = await check(await flowOf(asked), asked.signal);
      return { json: { findings } };
    }),
    post('/flow/show', async (asked) => {
      const { value, findings } = await readFlow(await flowOf(asked));
      return { json: value ? expandFlow(value, await findMethods(value, packages)) : { findings } };
    }),
    post('/flow/draw', async (asked) => {
      const { value, findings } = await readFlow(await flowOf(asked));
      if (!value) return { json: { findings } };
      const methods = await findMethods(value, packages);
      const report = asked.value('report') as Parameters<typeof pictureOf>[2];
      const svg = pictureSvg(pictureOf(expandFlow(value, methods), methods, report));
      return { type: 'image/svg+xml', bytes: svg };
    }),
    post('/flow/run', (asked) => runFlow(place, asked)),
    post('/story/show', async (asked) => showStory(place, await storyOf(asked))),
    post('/story/run', (asked) => runStory(place, asked)),
    post('/flow/explore', async (asked) => {
      const event = await eventOf(asked);
      const explored = await exploreFile(engine, openSandboxWorlds, {
        file: await flowOf(asked),
        events: event === undefined ? [] : [event],
        onRun: () => asked.signal.throwIfAborted(),
      });
      return {
        json: explored.explorations ? explorationSummary(explored) : { findings: explored.findings },
      };
    }),
    post('/flow/upgrade', async (asked) => {
      const to = asked.textIfAny('to');
      const plan = await planUpgrade(packages, {
        ...{ file: await flowOf(asked), steps: asked.texts('steps') },
        ...(to !== undefined && { to }),
      });
      const [apply, previewed, mark] = [asked.flag('apply'), asked.textIfAny('text'), markOf(plan.text)];
      // Nobody has seen what the upgrade would do to another text.
      if (apply && previewed !== mark)
        throw consoleChanged(
          `${asked.text('file')} has changed since the upgrade was previewed; nothing was written.`,
          'Preview it again.',
        );
      const json = await carryOut(plan, { dryRun: !apply });
      return { json, headers: { 'X-Console-Text': mark } };
    }),
    post('/flow/undo', async (asked) => {
      const file = await flowOf(asked);
      const { backup } = await undoUpgrade(file);
      return { json: { file, undone: true, backup } };
    }),
  ];
};
