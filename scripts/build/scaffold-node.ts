import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PackManifest } from '../../schemas/types.js';
import { toldError } from '../../src/ground/told-error.js';
import { jsonFile } from './json-file.js';
import { methodIds, nodeIds, versionFolders } from './scaffold-tree.js';
import { toBeWritten } from './to-be-written.js';
import { writeTypes } from './write-types.js';

const nodeId = toldError('caller', 'node.id', 'The text is not an id for a node.');
const nodeExists = toldError('caller', 'node.exists', 'The pack has the node already.');
const methodExists = toldError('caller', 'method.exists', 'Another node has a method of that id.');
const nodeName = toldError('caller', 'node.name', 'The text is not a name for a node.');

const version = 'v1.0';

const titleOf = (id: string) =>
  id
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

const manifest = (id: string, name: string) => ({
  $schema: '../../schemas/node-manifest.schema.json',
  id,
  name,
  description: toBeWritten('what the node does'),
  whenToUse: toBeWritten('when a flow needs the node'),
  category: 'Webex Contact Center',
  icon: 'icon.svg',
  default: version,
  versions: { [version]: { recommended: true, source: 'assumed', changes: [] } },
});

const auth = (integration: string) => ({
  $schema: '../../schemas/auth-binding.schema.json',
  type: 'oauth2',
  integration,
  scopes: ['cjp:config_read', 'cjp:user'],
  source: 'assumed',
});

const xmlText = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const icon = (
  name: string,
) => `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64" fill="none" stroke="#0b5cad" stroke-width="4" stroke-linecap="round" stroke-linejoin="round">
  <!-- ${toBeWritten('what the picture shows, and draw it: a circle is the picture of no node')} -->
  <title>${xmlText(name)}</title>
  <circle cx="32" cy="32" r="24"/>
</svg>
`;

const schema = (name: string) => ({
  $schema: '../../../schemas/method.schema.json',
  title: `${name} ${version}`,
  description: toBeWritten('what the method does'),
  'x-source': 'assumed',
  $defs: {
    input: {
      type: 'object',
      required: ['taskId'],
      unevaluatedProperties: false,
      properties: { taskId: { $ref: '../../../schemas/shared.schema.json#/$defs/taskId' } },
      examples: [{ taskId: '93912f11-6017-404b-bf14-5331890b1797' }, { taskId: 't-1' }],
      'x-antiExamples': [
        { reason: 'The task is missing.', pointer: '/taskId', code: 'required', input: {} },
        {
          reason: 'A task without an id is no task.',
          pointer: '/taskId',
          code: 'minLength',
          input: { taskId: '' },
        },
        {
          reason: 'There is no such input.',
          pointer: '/surprise',
          code: 'unevaluatedProperties',
          input: { taskId: 't-1', surprise: true },
        },
      ],
    },
    output: { $ref: '../../../schemas/shared.schema.json#/$defs/noOutput' },
  },
});

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const handler = (id: string, name: string) => `import { method } from '#node-kit';
import type { Inputs, Outputs } from '../types.js';

// ${toBeWritten('who says what is below, and correct it: request, outcomes and answers are samples')}
export default method<Inputs['${version}/${id}'], Outputs['${version}/${id}']>()({
  label: ${quoted(name)},
  source: 'assumed',
  request: { verb: 'POST', path: '/v1/tasks/{id}/${id}', source: 'assumed' },
  outcomes: { Success: 'success', Error: 'error', onauthorizationfail: 'error' },
  answers: { 200: 'Success', other: 'Error' },
  build: (input, call) => ({
    path: { id: input.taskId },
    body: { id: input.taskId, orgid: call.orgId },
  }),
});
`;

const checkNew = async (root: string, id: string) => {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id) || id.length > 64)
    throw nodeId(
      `"${id}" is no id for a node.`,
      'Use lower-case words joined by hyphens, at most 64 characters, for example wrap-up-task.',
    );
  const known = await nodeIds(root);
  if (known.includes(id))
    throw nodeExists(
      `The node ${id} exists already.`,
      `For a new version of it: npm run new-version ${id} <vX.Y>.`,
    );
  for (const node of known)
    for (const folder of await versionFolders(root, node))
      if ((await methodIds(root, node, folder)).includes(id))
        throw methodExists(
          `${id} is a method of the node ${node}, and connections name endpoints by method.`,
          'Choose another id.',
        );
};

const checkName = (name: string) => {
  if (name.length === 0 || name.length > 80 || /[\p{Cc}\p{Cf}]/u.test(name))
    throw nodeName(
      `${JSON.stringify(name)} is no name for a node.`,
      'Use 1 to 80 visible characters, as the node designer is to show it.',
    );
};

/**
 * Makes a node with one method of the same id, complete enough to build; what its author has to write, the validator
 * finds. Returns the files made, relative to `root`. Throws ToldError, before anything is written, when it cannot be made.
 */
export const scaffoldNode = async (root: string, id: string, name = titleOf(id)): Promise<string[]> => {
  await checkNew(root, id);
  checkName(name);
  const pack = JSON.parse(await readFile(join(root, 'manifest.json'), 'utf8')) as PackManifest;
  const files: [string, string][] = [
    ['manifest.json', jsonFile(manifest(id, name))],
    ['auth.json', jsonFile(auth(pack.integration.id))],
    ['icon.svg', icon(name)],
    [`${version}/${id}.schema.json`, jsonFile(schema(name))],
    [`${version}/${id}.ts`, handler(id, name)],
  ];
  const made = files.map(([path]) => join('nodes', id, path));
  for (const [path, text] of files) {
    const file = join(root, 'nodes', id, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return [...new Set([...made, ...(await writeTypes(root, { write: true }))])];
};
