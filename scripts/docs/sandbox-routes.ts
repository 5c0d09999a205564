import { actions } from '../../src/sandbox/participants.js';
import { openSandbox, type SandboxRoute } from '../../src/sandbox/sandbox.js';
import type { DescribedNode } from './described-node.js';
import { code, codes, table } from './markdown.js';

const taskApi = '/wxcc-task';
const admin = '/_sandbox';

/** What a route is for, besides those of the task API: those the nodes themselves tell. */
const meanings: Record<string, string> = {
  'GET /organization/{orgid}/v2/cad-variable': 'the global variables, by pages, filtered and searched',
  'GET /organization/{orgid}/v2/contact-service-queue': 'the queues',
  'GET /organization/{orgid}/v2/skill': 'the skills',
  'GET /v1/tasks': 'the tasks, open and closed',
  'GET /v1/ewt': 'the estimated wait time of a queue',
  'POST /_sandbox/audit-log': 'puts an entry into the audit log of Webex Connect',
  'POST /connectapi/v1/auditlogs':
    "Webex Connect's audit log (the body is documented; verb, path and answer are assumed)",
  'PATCH /v1/tasks/{id}': 'sets variables of a task',
  'POST /v1/tasks/{id}/end': 'ends a task',
  'POST /v2/tasks': 'begins a task with a message of a channel of your own',
  'POST /v2/tasks/{id}/messages': 'adds a message to it',
  'POST /v2/subscriptions': 'subscribes to events',
  'GET /v2/subscriptions': 'the subscriptions',
  'GET /v2/subscriptions/{id}': 'one of them',
  'PATCH /v2/subscriptions/{id}': 'changes it',
  'DELETE /v2/subscriptions/{id}': 'ends it',
  'GET /v1/authorize': 'where a sign-in begins',
  'GET /v1/authorize/{uid}': 'where it goes on',
  'POST /v1/access_token': 'tokens for a code or a refresh token',
  'GET /v1/sign-in/{uid}': 'the page that asks who signs in',
  'POST /v1/sign-in/{uid}': 'the answer of that page',
  'GET /_sandbox/state': 'everything there is to see; `wxcc-nodes sandbox state` prints it',
  'GET /_sandbox/oauth': 'the client without its secret, the settings, grants and refreshes so far',
  'POST /_sandbox/oauth': 'changes settings',
  'POST /_sandbox/oauth/client': 'more redirect addresses (`redirectUris`), another secret (`newSecret`)',
  'POST /_sandbox/oauth/expire': 'ends tokens: `access`, `refresh`; `true` is now, a number seconds from now',
  'POST /_sandbox/oauth/revoke': 'takes tokens back: `access`, `refresh`',
  'POST /_sandbox/tasks': 'adds a task, with the fields that are given',
  'POST /_sandbox/tasks/{id}/{action}': `what people do with a task: ${codes(Object.keys(actions))}`,
  'POST /_sandbox/subscriptions': 'posts the events of tasks to `url`',
  'POST /_sandbox/proxies': 'posts what is for `host` to `target`',
  'POST /_sandbox/faults': 'orders a fault',
  'DELETE /_sandbox/faults': 'takes all orders back',
};

const written = ({ method, path }: SandboxRoute) => `${method} ${path.replace(/:([A-Za-z]+)/g, '{$1}')}`;

const named = ({ name }: SandboxRoute) => (name === undefined ? '' : code(name));

/** The methods that call a route, each with its page. */
const callers = (route: string, nodes: DescribedNode[]): string => {
  const found = nodes.flatMap(({ source, methods }) =>
    methods
      .filter(({ definition: { request } }) => `${request.verb} ${taskApi}${request.path}` === route)
      .map(({ definition }) => `[${definition.label}](nodes/${source.manifest.id}.md)`),
  );
  return [...new Set(found)].join(', ');
};

const meaningOf = (route: string): string => {
  const meaning = meanings[route];
  if (meaning === undefined) throw new Error(`scripts/docs/sandbox-routes.ts says nothing about ${route}.`);
  return meaning;
};

const routesTable = (routes: SandboxRoute[], what: (route: string) => string): string =>
  table(
    ['route', 'name for faults', ''],
    routes.map((route) => [code(written(route)), named(route), what(written(route))]),
  );

/** The tables of routes in docs/sandbox.md, from a sandbox that is asked for them. */
export const sandboxRouteParts = async (nodes: DescribedNode[]): Promise<Record<string, string>> => {
  const sandbox = await openSandbox();
  const routes = [...sandbox.routes];
  await sandbox.stop();
  const isTask = ({ path }: SandboxRoute) => path.startsWith(taskApi);
  const isAdmin = ({ path }: SandboxRoute) => path.startsWith(admin);
  return {
    'task-routes': routesTable(routes.filter(isTask), (route) => callers(route, nodes)),
    'public-routes': routesTable(
      routes.filter((route) => !isTask(route) && !isAdmin(route)),
      meaningOf,
    ),
    'admin-routes': table(
      ['route', ''],
      routes.filter(isAdmin).map((route) => [code(written(route)), meaningOf(written(route))]),
    ),
  };
};
