import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPack } from '../../scripts/build/build-pack.js';
import { readPackSource } from '../../scripts/build/source-tree.js';
import { validateTree } from '../../scripts/build/validate/index.js';
import { conformancePage } from '../../scripts/conformance/report.js';
import { subjectsOf } from '../../scripts/conformance/run.js';
import { generatePages } from '../../scripts/docs/pages.js';
import { nodeSummaries, versionDescription } from '../../src/package/node-views.js';
import { endpointOf } from '../../src/runtime/endpoint.js';
import { deepFields, fieldOf } from '../../src/schema/field.js';
import { runCli } from '../cli/run-cli.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { runScript } from './run-script.js';
import { copyTree, type TreeCopy } from './tree-copy.js';

// Evidence made up for these tests, in copies of the nodes: none stands in the checkout.

const of = { call: '<call:1>', node: 'create-task', version: 'v1.2', method: 'create-task', wire: 'task' };
const header = { recording: 1, program: '1.1.0', day: '2026-11-20' };

const call = (at: string, path: string, more: object = {}) => ({
  of,
  request: { at, verb: 'POST', path, query: [], headers: [], body: { id: '<text:1>' } },
  answer: { status: 202, headers: [] },
  ...more,
});
const ours = '/v1/tasks';
const created = { of, callback: { id: '<text:1>', status: 'created' } };

/** A call of another program, with an input whose source is assumed. */
const archive = {
  log: {
    version: '1.2',
    entries: [
      {
        startedDateTime: '2026-11-21T10:00:00.000Z',
        request: {
          method: 'POST',
          url: 'https://api.wxcc-eu1.cisco.com/v1/tasks',
          headers: [],
          postData: { mimeType: 'application/json', text: '{"id":"canary","destination":"canary"}' },
        },
        response: { status: 202, headers: [], content: { text: '{}' } },
      },
    ],
  },
};

let tree: TreeCopy;
let folder: string;
beforeAll(async () => {
  tree = await copyTree(['create-task', 'queue-task', 'set-variable']);
});
beforeEach(async () => {
  folder = await temporaryFolder();
  await tree.write('CHANGELOG.md', '# Changelog\n\n## 1.1.0\n\n- Before.\n');
});
afterEach(() => tree.restore('nodes', 'manifest.json', 'package.json'));

/** A file of evidence, made by the program. */
const evidenceOf = async (lines: object[], har?: object): Promise<string> => {
  const recording = join(folder, 'recording.jsonl');
  await writeFile(recording, [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
  if (har) await writeFile(join(folder, 'session.har'), JSON.stringify(har));
  const names = [recording, ...(har ? [join(folder, 'session.har')] : [])];
  expect(await runCli(['evidence', 'add', ...names], { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
  return join(folder, 'evidence.json');
};

const apply = (file: string) => runScript('evidence', tree.root, 'apply', file);

const build = async () => {
  const packDirectory = join(folder, 'dist');
  await buildPack(await readPackSource(tree.root), packDirectory);
  return workspaceOf(folder, { packDirectory });
};

test('what calls of a data centre have shown is observed, in package, docs, lists and conformance', async () => {
  const file = await evidenceOf(
    [call('us1', ours), created, call('loopback', ours), call('elsewhere', ours)],
    archive,
  );
  const { status, stdout, stderr } = apply(file);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.match(/(?<=wrote ).*/g)).toEqual(['nodes/create-task/evidence/2026-11-21.json']);
  expect(stdout).toContain('2 endpoints were left out');
  expect(stdout).toContain('pack version 1.1.1, raised from 1.1.0.');
  expect(await tree.read('CHANGELOG.md')).toContain('2026-11-21 have shown is observed: create-task');
  expect((await validateTree(tree.root)).findings).toEqual([]);

  const workspace = await build();
  const { packages } = workspace;
  const found = await packages.find('create-task', 'v1.2');
  const method = found.method();
  const { request, observed, wires } = method.facts;
  const seen = { at: ['us1'], days: ['2026-11-20'], programs: ['1.1.0'] };
  const both = {
    ...{ at: ['eu1', 'us1'], days: ['2026-11-20', '2026-11-21'], programs: ['1.1.0', 'har-1.2'] },
  };
  expect(request).toMatchObject({ source: 'observed', answersSource: 'assumed' });
  expect(wires?.task.source).toBe('observed');
  expect(observed).toEqual(
    expect.arrayContaining([
      { kind: 'endpoint', name: '/v1/tasks', ...both },
      { kind: 'status', name: '202', ...both },
      { kind: 'callback word', name: 'created', ...seen },
    ]),
  );
  expect(observed).not.toContainEqual(expect.objectContaining({ name: 'failed' }));
  expect([...found.package.files.keys()]).toContain('evidence/2026-11-21.json');

  // What another program sent tells of an input; what our own sent does not.
  const sources = Object.fromEntries(
    fieldOf((await versionDescription(packages, found)).methods[0]?.input ?? {}).fields.map(
      ({ name, source }) => [name, source],
    ),
  );
  expect(sources).toMatchObject({ destination: 'observed', taskId: 'observed', origin: 'assumed' });

  const [summary] = await nodeSummaries(packages);
  expect(summary?.versions.map(({ methods }) => methods[0]?.source)).toEqual(['observed', 'observed']);
  const connection = { orgId: 'o', taskApi: 'https://api.wxcc-us1.cisco.com' };
  // It is called without anybody's confirmation; an endpoint of the connection's own still asks for one.
  const callable = await method.callable();
  expect(endpointOf(connection, callable)).toMatchObject({ path: '/v1/tasks' });
  const other = { ...connection, endpoints: { 'create-task': { verb: 'POST' as const, path: '/v9/x' } } };
  expect(() => endpointOf(other, callable)).toThrow('assumed');

  const page = conformancePage(await subjectsOf(workspace.engine), [
    {
      ...{ node: 'create-task', version: 'v1.2', method: 'create-task', wire: 'task', fault: 'none' },
      ...{ expected: 'created', outcome: 'created', intermediate: [], milliseconds: 1 },
    },
  ]);
  expect(page).toContain('| v1.2 | callback word `created` | us1 · 2026-11-20 · 1.1.0 |');
  await workspace.close();

  const pages = await generatePages(tree.root);
  const node = pages.get('docs/nodes/create-task.md');
  expect(node).toContain('Endpoint: `POST /v1/tasks` (observed)');
  expect(node).toContain('| callback word `created` | us1 · 2026-11-20 · 1.1.0 |');
  expect(node).toMatch(/\| `destination` \| .* \| observed \|/);
  const facts = pages.get('docs/platform-facts.md');
  expect(facts).toContain('which status leads where (`202` seen), and the callback words `failed`');
  expect(facts).toContain('## Observed in calls');
  expect(facts).not.toContain('Some calls confirm these');
});

/** A call of another program that set a variable: of an item, what stands in `item`. */
const settingArchive = (item: object) => {
  const { log } = structuredClone(archive);
  const [entry] = log.entries;
  entry!.request.url = 'https://api.wxcc-eu1.cisco.com/v1/tasks/canary/variables';
  entry!.request.postData.text = JSON.stringify({ id: 'canary', vrbls: [item] });
  return { log };
};

test('what stands in a list is observed where it stood in a call, and what stands beside it is not', async () => {
  // As if nobody knew the inputs of a variable.
  const file = 'nodes/set-variable/v1.7/set-flow-variable.schema.json';
  const schema = await tree.read(file);
  await tree.write(
    file,
    schema.replace('"title": "Set Variables",', '"title": "Set Variables", "x-source": "assumed",'),
  );
  apply(
    await evidenceOf(
      [call('us1', ours)],
      settingArchive({ name: 'canary', type: 'canary', agentViewable: true }),
    ),
  );
  expect(await tree.read('nodes/set-variable/evidence/2026-11-21.json')).toContain('/vrbls/*/agentViewable');
  const workspace = await build();
  const { packages } = workspace;
  const found = await packages.find('set-variable', 'v1.7');
  const { observed } = found.method('set-flow-variable').facts;
  expect(observed).toContainEqual(
    expect.objectContaining({ kind: 'key', name: 'request /vrbls/*/agentViewable' }),
  );
  const described = (await versionDescription(packages, found)).methods.find(
    ({ id }) => id === 'set-flow-variable',
  );
  const sources = Object.fromEntries(
    deepFields(fieldOf(described?.input ?? {}).fields).map(({ path, source }) => [path, source]),
  );
  expect(sources).toMatchObject({
    variables: 'observed',
    'variables[].name': 'observed',
    'variables[].agentViewable': 'observed',
    'variables[].agentEditable': 'assumed',
    'variables[].desktopLabel': 'assumed',
    'variables[].description': 'assumed',
  });
  await workspace.close();
  const page = (await generatePages(tree.root)).get('docs/nodes/set-variable.md');
  expect(page).toMatch(/\| `variables\[\]\.agentViewable` \| .* \| observed \|/);
  expect(page).toMatch(/\| `variables\[\]\.agentEditable` \| .* \| assumed \|/);
  expect(page).toContain('| key `request /vrbls/*/agentViewable` | eu1 · 2026-11-21 · har-1.2 |');
});

test('what stands in a text that is JSON is observed where another program sent it there', async () => {
  const { log } = structuredClone(archive);
  const [entry] = log.entries;
  entry!.request.url = 'https://api.wxcc-eu1.cisco.com/v1/tasks/canary/queue';
  const skill = { skill: 'canary', type: 'text', value: 'canary' };
  const skillRequirements = JSON.stringify({ requirements: [skill], relaxations: [], canary: 'canary' });
  entry!.request.postData.text = JSON.stringify({ id: 'canary', skillRequirements });
  apply(await evidenceOf([], { log }));
  const text = await tree.read('nodes/queue-task/evidence/2026-11-21.json');
  expect(text).toContain('"/skillRequirements/<json>/requirements/*/skill"');
  expect(text).not.toContain('canary');
  expect((await validateTree(tree.root)).findings).toEqual([]);
  const workspace = await build();
  const { packages } = workspace;
  const found = await packages.find('queue-task', 'v1.3');
  const [method] = (await versionDescription(packages, found)).methods;
  const sources = Object.fromEntries(
    deepFields(fieldOf(method?.input ?? {}).fields).map(({ path, source }) => [path, source]),
  );
  expect(sources).toMatchObject({
    'skillRequirements.requirements[].skill': 'observed',
    'skillRequirements.requirements[].type': 'observed',
    'skillRequirements.requirements[].value': 'observed',
    'skillRequirements.requirements[].condition': 'assumed',
    'skillRequirements.requirements[].weight': 'assumed',
    'skillRequirements.relaxations[].timeout': 'assumed',
  });
  await workspace.close();
  const page = (await generatePages(tree.root)).get('docs/nodes/queue-task.md');
  expect(page).toContain(
    '| key `request /skillRequirements/<json>/requirements/*/skill` | eu1 · 2026-11-21 · har-1.2 |',
  );
});

test('the same evidence once more changes nothing, and more of it comes beside it', async () => {
  apply(await evidenceOf([call('us1', ours)]));
  const before = await tree.read('nodes/create-task/evidence/2026-11-20.json');
  expect(apply(join(folder, 'evidence.json')).stdout).toContain('Nothing was written');
  expect(await tree.read('nodes/create-task/evidence/2026-11-20.json')).toBe(before);
  await evidenceOf([call('eu1', ours), created]);
  apply(join(folder, 'evidence.json'));
  expect(await readdir(join(tree.root, 'nodes/create-task/evidence'))).toEqual(['2026-11-20.json']);
  const { calls } = JSON.parse(await tree.read('nodes/create-task/evidence/2026-11-20.json'));
  expect(calls.map(({ at }: { at: string }) => at)).toEqual(['eu1', 'us1']);
  expect((await tree.read('CHANGELOG.md')).match(/is observed/g)).toHaveLength(1);
});

test('what a node no longer has stays in a file of its evidence, and is told', async () => {
  apply(await evidenceOf([call('us1', ours)]));
  const file = 'nodes/create-task/evidence/2026-11-20.json';
  const evidence = JSON.parse(await tree.read(file));
  const [first] = evidence.calls;
  const removed = { ...first, of: { ...first.of, method: 'make-task' } };
  const renamed = { ...first, at: 'ca1', body: { ...first.body, '/oldName': ['<text>'] } };
  await tree.write(file, JSON.stringify({ ...evidence, calls: [first, removed, renamed] }));
  await evidenceOf([call('eu1', ours)]);
  expect(apply(join(folder, 'evidence.json')).stdout).toContain(`kept in ${file}: 2 endpoints of methods`);
  const { calls } = JSON.parse(await tree.read(file));
  expect(calls).toHaveLength(4);
  expect(calls).toEqual(expect.arrayContaining([first, removed, renamed]));

  const broken = await tree.read(file).then((text) => text.replace('"format": 1', '"format": 2'));
  await tree.write(file, broken);
  await evidenceOf([call('sg1', ours)]);
  expect(apply(join(folder, 'evidence.json'))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining(`${file}: is no evidence`),
  });
  expect(await tree.read(file)).toBe(broken);
});

test('a contradiction fails the validation; where tenants disagree nothing is observed, and it is told', async () => {
  const other = call('eu1', '/v2/tasks/create');
  expect(apply(await evidenceOf([other])).stdout).toContain(
    'contradicted: create-task v1.2 create-task, endpoint /v1/tasks; saw /v2/tasks/create',
  );
  const { findings } = await validateTree(tree.root);
  expect(findings).toContainEqual(
    expect.objectContaining({
      rule: 'node.evidence',
      file: 'nodes/create-task/evidence/2026-11-20.json',
      message: expect.stringContaining('v1.2 create-task, endpoint /v1/tasks: saw /v2/tasks'),
    }),
  );

  expect(apply(await evidenceOf([other, call('us1', ours)])).stdout).toContain('disputed: create-task v1.2');
  expect((await validateTree(tree.root)).findings).toEqual([]);
  const workspace = await build();
  const { request } = (await workspace.packages.find('create-task', 'v1.2')).method().facts;
  expect(request).toEqual({ verb: 'POST', path: '/v1/tasks', source: 'assumed' });
  await workspace.close();
  const facts = (await generatePages(tree.root)).get('docs/platform-facts.md');
  expect(facts).toContain('Some calls confirm these, others contradict them');
  expect(facts).toContain('`/v2/tasks/create` (eu1, us1)');
});

test('values that somebody writes into it are found', async () => {
  apply(await evidenceOf([call('us1', ours)]));
  const file = 'nodes/create-task/evidence/2026-11-20.json';
  await tree.write(file, (await tree.read(file)).replace('"<text>"', '"ada@example.com"'));
  expect((await validateTree(tree.root)).findings).toEqual([
    expect.objectContaining({ rule: 'node.evidence', file, pointer: '/calls' }),
  ]);
});

const versions = async () =>
  Promise.all(
    ['manifest.json', 'package.json'].map(
      async (file) => (JSON.parse(await tree.read(file)) as { version: string }).version,
    ),
  );

const more = (at: string) => evidenceOf([call(at, ours)]);

test('evidence raises the version once, without git too, and says so', async () => {
  expect(apply(await more('us1')).stdout).toContain('pack version 1.1.1, raised from 1.1.0.');
  expect(await versions()).toEqual(['1.1.1', '1.1.1']);
  expect(await tree.read('CHANGELOG.md')).toMatch(/^# Changelog\n\n## 1\.1\.1\n\n- What .*\n\n## 1\.1\.0\n/);
  expect(apply(await more('eu1')).stdout).toContain('version 1.1.1, which was raised for evidence before.');
  // What brings nothing new raises nothing.
  expect(apply(await more('eu1')).stdout).not.toContain('pack version');
  expect(await versions()).toEqual(['1.1.1', '1.1.1']);
});

test('a change log is made where there is none', async () => {
  await rm(join(tree.root, 'CHANGELOG.md'));
  expect(apply(await more('us1')).stdout).toContain('raised from 1.1.0');
  expect(apply(await more('eu1')).stdout).toContain('raised for evidence before');
  expect(await tree.read('CHANGELOG.md')).toMatch(/^# Changelog\n\n## 1\.1\.1\n\n- What .*\n$/);
});

test('with git, a version that the last commit does not have is taken as it is, and what is tagged is raised again', async () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: tree.root });
  git('init', '--quiet');
  try {
    git('add', 'manifest.json', 'package.json');
    git('commit', '--quiet', '-m', 'Before');
    for (const file of ['manifest.json', 'package.json'])
      await tree.write(file, (await tree.read(file)).replace('"version": "1.1.0"', '"version": "1.2.0"'));
    expect(apply(await more('us1')).stdout).toContain(
      'version 1.2.0, which was raised from 1.1.0 since the last commit.',
    );
    git('commit', '--quiet', '-am', 'Raised');
    expect(apply(await more('eu1')).stdout).toContain('version 1.2.0, which was raised for evidence before.');
    git('tag', 'v1.2.0');
    expect(apply(await more('ca1')).stdout).toContain('version 1.2.1, raised from 1.2.0.');
    expect(await versions()).toEqual(['1.2.1', '1.2.1']);
    expect((await tree.read('CHANGELOG.md')).match(/^## .*/gm)).toEqual(['## 1.2.1', '## 1.2.0', '## 1.1.0']);
  } finally {
    await rm(join(tree.root, '.git'), { recursive: true });
  }
});

test('evidence that is not there, or is none, is refused before anything is written', async () => {
  expect(apply(join(folder, 'nothing.json'))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('is not there'),
  });
  const file = join(folder, 'none.json');
  await writeFile(file, '{"format":2,"calls":[]}');
  expect(apply(file)).toMatchObject({ status: 2, stderr: expect.stringContaining('newer') });
  expect(await readdir(join(tree.root, 'nodes/create-task'))).not.toContain('evidence');
  expect(await readFile(file, 'utf8')).toContain('"format":2');
});
