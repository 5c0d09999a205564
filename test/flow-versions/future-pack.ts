import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assemblePackage } from '../../scripts/build/assemble.js';
import { digestOf } from '../../src/package/digest.js';
import type { PackageSet } from '../../src/package/package-set.js';
import { copyTree } from '../author/tree-copy.js';
import { editJson, packWith } from '../build/tree.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';

const shared = '../../../schemas/shared.schema.json#/$defs';

const input = (more: object, required: string[], contactPriority: object) => ({
  type: 'object',
  required: ['taskId', 'conversationId', 'queue', ...required],
  unevaluatedProperties: false,
  allOf: [{ $ref: `${shared}/media` }],
  properties: {
    taskId: { $ref: `${shared}/taskId` },
    conversationId: { $ref: `${shared}/conversationId` },
    queue: { $ref: `${shared}/queueId`, title: 'Queue' },
    contactPriority,
    skillRequirements: { $ref: '../fields.schema.json#/$defs/skillRequirements' },
    ...more,
  },
  examples: [],
});

const priority = { $ref: '../fields.schema.json#/$defs/contactPriority' };

const schemas: Record<string, object> = {
  'v1.9': input({}, [], priority),
  'v2.0': input(
    { slaMinutes: { title: 'SLA', description: 'Minutes.', type: 'integer', minimum: 1 } },
    ['slaMinutes'],
    { title: 'Contact Priority', description: 'Narrower.', type: 'integer', minimum: 1, maximum: 5 },
  ),
};

const handler = (version: string) => `
import { intermediate, method } from '#node-kit';
import v1_3 from '../v1.3/queue-task.js';
const { outcomes: { taskFailed, ...outcomes } } = v1_3;
export default method()({
  ...v1_3,
  request: { verb: 'PUT', path: '/v2/tasks/{id}/queue', source: 'assumed' },
  outcomes: { ...outcomes, accepted: 'success', overflow: 'error' },
  answers: { 200: intermediate('accepted'), 409: 'overflow', other: 'Error' },
  callback: { queued: 'Queued', failed: 'Error' },
  outputs: { taskId: '$.id' },
  build: (input, call) => {
    const request = v1_3.build({ ...input, queueId: input.queue }, call);
    return { ...request, body: { ...request.body${version === 'v2.0' ? ', sla: input.slaMinutes' : ''} } };
  },
});
`;

/** Moves queueId to queue, and says so. */
const movingUpgrade = `
export default ({ queueId, ...rest }) => ({
  configuration: { ...rest, ...(queueId !== undefined && { queue: queueId }) },
  notes: queueId === undefined ? [] : [{ pointer: '/queueId', message: 'Queue Name is Queue now.', remedy: 'Nothing to do.' }],
});
`;

const output = {
  type: 'object',
  additionalProperties: false,
  required: ['taskId'],
  properties: { taskId: { title: 'taskId', description: 'The task.', type: 'string' } },
};

const buildPackage = async (upgrade: string | undefined): Promise<Buffer> => {
  const { root: tree } = await copyTree(['queue-task']);
  const folder = join(tree, 'nodes/queue-task');
  for (const [version, schema] of Object.entries(schemas)) {
    await mkdir(join(folder, version));
    await writeFile(
      join(folder, version, 'queue-task.schema.json'),
      JSON.stringify({
        title: `Queue Task ${version}`,
        'x-source': 'assumed',
        $defs: { input: schema, output },
      }),
    );
    await writeFile(join(folder, version, 'queue-task.ts'), handler(version));
  }
  if (upgrade !== undefined) await writeFile(join(folder, 'v1.9/queue-task.upgrade.ts'), upgrade);
  await editJson<{ version: string }>(join(tree, 'manifest.json'), (pack) => {
    pack.version = '9.0.0';
  });
  await editJson<{ versions: Record<string, object> }>(join(folder, 'manifest.json'), ({ versions }) => {
    versions['v1.9'] = {
      recommended: false,
      source: 'assumed',
      changes: [{ text: 'Queue Name is called Queue.', source: 'assumed', reference: 'this test' }],
    };
    versions['v2.0'] = {
      recommended: false,
      source: 'assumed',
      changes: [{ text: 'unknown', source: 'assumed' }],
    };
  });
  const pack = await packWith(tree, 'queue-task');
  return assemblePackage(pack.nodes[0], pack);
};

const built = new Map<string | undefined, Promise<Buffer>>();

/**
 * The package of a Queue Task of the future: v1.9 calls queueId queue, loses taskFailed, gains accepted (intermediate)
 * and overflow; v2.0 wants slaMinutes too and narrows contactPriority. `upgrade` is the text of v1.9's upgrade.
 Each is built once.
 */
const futurePackage = (upgrade: string | undefined): Promise<Buffer> => {
  const zip = built.get(upgrade) ?? buildPackage(upgrade);
  built.set(upgrade, zip);
  return zip;
};

/** A home whose catalog holds that package, and the packages that an engine finds with it. */
export const futurePack = async (
  upgrade: string | undefined = movingUpgrade,
): Promise<{ home: string; packages: PackageSet }> => {
  const home = await temporaryFolder();
  const zip = await futurePackage(upgrade);
  await workspaceOf(home).catalog.import([{ file: 'future.zip', zip }], {
    known: new Set(),
    trusted: new Set([digestOf(zip)]),
    replace: false,
  });
  return { home, packages: workspaceOf(home).packages };
};
