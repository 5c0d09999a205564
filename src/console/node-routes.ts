import { buildSheetOf, exportFiles, serviceUrlOf } from '../connect/index.js';
import { defaultDeadlineMs } from '../engine/connections.js';
import { dryRunView } from '../engine/plan.js';
import { wireFault, wireFaultNames } from '../flow/faults/wire-faults.js';
import { problem } from '../ground/problem.js';
import { nodeSummaries, versionDescription } from '../package/node-views.js';
import { type Exchange, withTellingHeaders } from '../runtime/exchange.js';
import { fixedToken } from '../runtime/token-source.js';
import { diffVersions } from '../versions/diff-versions.js';
import { versionViews } from '../versions/version-views.js';
import { keepRun } from './kept-runs.js';
import { callWay, type Place } from './place.js';
import { type Asked, type Given, get, post, type Route } from './route.js';

const consoleFault = problem(400, 'console.fault', 'The fault that was chosen cannot be ordered here.');

const callOf = (place: Place, asked: Asked) => ({
  node: asked.text('node'),
  version: asked.text('version'),
  method: asked.text('method'),
  input: asked.value('input') ?? {},
  variables: (asked.value('variables') ?? {}) as Record<string, unknown>,
  ...callWay(place),
});

/** Calls with a fault of the sandbox, which is for this call alone. */
const withFault = async <Type>(
  { sandbox }: Place,
  name: string | undefined,
  work: (token?: { tokens: ReturnType<typeof fixedToken> }) => Promise<Type>,
): Promise<Type> => {
  if (name === undefined) return work();
  const fault = wireFault(name);
  if (!sandbox || !fault)
    throw consoleFault(
      sandbox ? `There is no fault ${JSON.stringify(name)}.` : 'Only the sandbox takes orders for faults.',
      sandbox ? `Known: ${wireFaultNames.join(', ')}.` : 'Start the console without --connection.',
    );
  const { order, token } = fault.way;
  if (order) sandbox.people.order('*', order as Parameters<typeof sandbox.people.order>[1]);
  try {
    return await work(
      token && { tokens: fixedToken(token === 'none' ? undefined : 'a token that has ended') },
    );
  } finally {
    sandbox.people.clearOrders();
  }
};

/** What the page asked for, to be asked again. */
const askedOf = (asked: Asked) => {
  const [variables, fault] = [asked.value('variables'), asked.textIfAny('fault')];
  return {
    ...{ node: asked.text('node'), version: asked.text('version'), method: asked.text('method') },
    input: asked.value('input') ?? {},
    ...(variables !== undefined && { variables }),
    ...(fault !== undefined && { fault }),
  };
};

/** Calls a method, and keeps what came of it. */
export const invokeMethod: (place: Place, asked: Asked) => Promise<Given> = async (place, asked) => {
  const exchange: Exchange[] = [];
  const result = await withFault(place, asked.textIfAny('fault'), (token) =>
    place.workspace.engine.invoke({
      ...callOf(place, asked),
      ...token,
      onExchange: (one) => exchange.push(withTellingHeaders(one)),
    }),
  );
  const { node, version, method, outcome, type } = result;
  const headers = await keepRun(place, {
    ...{ kind: 'call', what: `${node} ${version} ${method}`, outcome, type },
    to: place.connection ?? 'sandbox',
    asked: askedOf(asked),
    gave: { result, exchange },
  });
  return { json: { result, exchange }, headers };
};

/** The nodes: what `list`, `versions`, `describe`, `diff`, `invoke` and `connect export` tell of them. */
export const nodeRoutes = (place: Place): Route[] => {
  const { packages, engine, connections } = place.workspace;
  const sheetOf = async (asked: Asked) => {
    const from = await packages.find(asked.text('node'), asked.text('version'));
    const { deadlineMs = defaultDeadlineMs } = await connections.load(place.connection);
    const serviceUrl = serviceUrlOf(asked.text('serviceUrl'));
    return {
      from,
      sheet: buildSheetOf(from, { serviceUrl, keyName: 'webex-connect', body: 'auto', deadlineMs }),
    };
  };
  return [
    get('/nodes', async () => ({ json: await nodeSummaries(packages) })),
    get('/icons', async () => ({
      json: Object.fromEntries(
        (await packages.nodes()).map(({ manifest, icon }) => [manifest.node.id, icon.toString('utf8')]),
      ),
    })),
    get('/nodes/:node', async (asked) => ({
      json: versionViews((await packages.find(asked.text('node'))).package),
    })),
    get('/nodes/:node/:version', async (asked) => ({
      json: await versionDescription(
        packages,
        await packages.find(asked.text('node'), asked.text('version')),
      ),
    })),
    get('/diff/:node/:from/:to', async (asked) => ({
      json: await diffVersions(packages, asked.text('node'), asked.text('from'), asked.text('to')),
    })),
    get('/faults', () => ({ json: wireFaultNames.filter((name) => wireFault(name)) })),
    post('/dry-run', async (asked) => ({
      json: dryRunView(await (await engine.plan(callOf(place, asked))).show()),
    })),
    post('/invoke', (asked) => invokeMethod(place, asked)),
    post('/export/sheet', async (asked) => ({ json: (await sheetOf(asked)).sheet })),
    post('/export/file', async (asked) => {
      const { from, sheet } = await sheetOf(asked);
      const name = asked.text('file');
      const bytes = (await exportFiles(from, sheet)).get(name);
      if (!bytes) throw consoleFault(`The export has no file ${JSON.stringify(name)}.`, 'Reload the page.');
      return { type: name.endsWith('.zip') ? 'application/zip' : 'application/octet-stream', bytes };
    }),
  ];
};
