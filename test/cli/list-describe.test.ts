import { deepFields, fieldOf } from '../../src/schema/field.js';
import { type Finished, jsonOf, runCli } from './run-cli.js';

interface ListedNode {
  id: string;
  name: string;
  default: string;
  versions: {
    version: string;
    recommended: boolean;
    source: string;
    methods: { id: string; name: string; wires: string[] }[];
  }[];
}

let listed: Finished;
beforeAll(async () => {
  listed = await runCli(['list', '--json']);
});

const node = (id: string): ListedNode => {
  const found = jsonOf<ListedNode[]>(listed).find((one) => one.id === id);
  if (!found) throw new Error(`no ${id} in ${listed.stdout}`);
  return found;
};

test('list --json has the promised keys and no others', () => {
  expect(listed).toMatchObject({ code: 0, stderr: '' });
  const nodes = jsonOf<ListedNode[]>(listed);
  expect(nodes.length).toBeGreaterThan(0);
  const method = {
    id: expect.any(String),
    name: expect.any(String),
    wires: expect.arrayContaining(['task']),
    source: expect.stringMatching(/^(assumed|documented|observed)$/),
  };
  for (const { id, versions, ...rest } of nodes) {
    expect({ id, ...rest }).toEqual({
      id: expect.any(String),
      name: expect.any(String),
      category: expect.any(String),
      description: expect.any(String),
      signature: { state: 'unsigned' },
      default: expect.any(String),
    });
    expect(versions.map(({ version }) => version)).toContain(rest.default);
    for (const { methods, ...facts } of versions) {
      expect(facts).toEqual({
        version: expect.stringMatching(/^v[0-9]+\.[0-9]+$/),
        recommended: expect.any(Boolean),
        source: expect.any(String),
      });
      expect(methods.length).toBeGreaterThan(0);
      expect(methods).toEqual(methods.map(() => method));
    }
  }
});

test('list knows the versions of Queue Task, those that are recommended, and the default', () => {
  const { name, default: byDefault, versions } = node('queue-task');
  expect({ name, byDefault }).toEqual({ name: 'Queue Task', byDefault: 'v1.3' });
  // Newer versions come after these.
  expect(versions.slice(0, 5).map(({ version, recommended }) => [version, recommended])).toEqual([
    ['v1.0', true],
    ['v1.1', true],
    ['v1.2', true],
    ['v1.3', true],
    ['v1.5', false],
  ]);
  for (const { methods } of versions)
    expect(methods).toEqual([{ id: 'queue-task', name: 'Queue Task', wires: ['task'], source: 'assumed' }]);
});

test('list knows the two methods of Set Variable', () => {
  const { default: byDefault, versions } = node('set-variable');
  expect(byDefault).toBe('v1.7');
  expect(versions.slice(0, 1).map(({ version, methods }) => [version, methods.map(({ id }) => id)])).toEqual([
    ['v1.7', ['set-flow-variable', 'set-global-variable']],
  ]);
});

test('list knows the one version of PIQ and EWT', () => {
  const { default: byDefault, versions } = node('piq-and-ewt');
  expect(byDefault).toBe('v1.1');
  expect(versions.slice(0, 1).map(({ version, methods }) => [version, methods.map(({ id }) => id)])).toEqual([
    ['v1.1', ['piq-and-ewt']],
  ]);
});

test('list for people has a line for each node, with the default version marked', async () => {
  const { code, stdout, stderr } = await runCli(['list']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^queue-task +Queue Task +v1\.0 v1\.1 v1\.2 v1\.3\* v1\.5( v[0-9.]+)* +queue-task$/m,
  );
  expect(stdout.trim().split('\n')).toHaveLength(1 + jsonOf<ListedNode[]>(listed).length);
});

test('describe shows a version that is not the default with its inputs, outputs, outcomes and call', async () => {
  const { code, stdout, stderr } = await runCli(['describe', 'queue-task@v1.5']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Queue Task v1\.5$/m);
  expect(stdout).toMatch(/^dynamicQueueId .*required with queueType=dynamic/m);
  expect(stdout).toMatch(/^agentId +\$\.data\.agentId/m);
  expect(stdout).toMatch(/^Queued +success +callback `queued`$/m);
  expect(stdout).toMatch(/^taskFailed +error +callback `failed`$/m);
  expect(stdout).toMatch(/^onTimeout +timeout +the deadline passed$/m);
  expect(stdout).toContain('\n    Dynamic Queue ID. The id of the queue, usually from a variable.\n');
  expect(stdout).toContain('When a conversation is to be escalated to an agent.');
  expect(stdout).toMatch(/^Which version: Choose v1\.5 when the queue comes from a variable; else v1\.3/m);
  expect(stdout).toMatch(/^Sources: seed .*documented .*observed .*assumed/m);
  expect(stdout).toMatch(
    /^Example of the inputs; `wxcc-nodes invoke queue-task@v1\.5 --input file --dry-run`/m,
  );
  expect(stdout).toContain('POST /v1/tasks/{id}/queue (assumed)');
});

test('describe --json shows the default version with whole schemas', async () => {
  const run = await runCli(['describe', 'queue-task', '--json']);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(jsonOf(run)).toMatchObject({
    node: { id: 'queue-task', name: 'Queue Task' },
    version: 'v1.3',
    recommended: true,
    package: { origin: 'pack', digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    methods: [
      {
        id: 'queue-task',
        request: { verb: 'POST', source: 'assumed' },
        outcomes: expect.arrayContaining([{ name: 'Queued', type: 'success' }]),
        input: { properties: { taskId: { title: 'Task ID' } } },
        output: { properties: { agentId: { type: 'string' } } },
      },
    ],
    signature: { state: 'unsigned' },
  });
});

test('every input of every node says what it means, and every outcome when it happens', async () => {
  for (const { id, versions } of jsonOf<ListedNode[]>(listed))
    for (const { version } of versions) {
      const { methods } = jsonOf<{
        methods: { input: object; when: Record<string, string>; outcomes: { name: string }[] }[];
      }>(await runCli(['describe', `${id}@${version}`, '--json']));
      for (const method of methods) {
        const silent = deepFields(fieldOf(method.input as never).fields).filter(
          ({ description }) => description === '',
        );
        expect(silent.map(({ path }) => `${id} ${version} ${path}`)).toEqual([]);
        for (const { name } of [...method.outcomes, { name: 'onTimeout' }])
          expect(`${name}: ${method.when[name]}`).toMatch(/: \S/);
      }
    }
});

test('describe says which scopes the calls need over each wire, with their source', async () => {
  const described = await runCli(['describe', 'resolve-conversation']);
  expect(described.stdout).toContain('Scope: cjp:task_write of a Service App (documented).');
  const { methods } = jsonOf<{ methods: { scopes: object }[] }>(
    await runCli(['describe', 'resolve-conversation', '--json']),
  );
  expect(methods[0]?.scopes).toMatchObject({
    task: { scopes: ['cjp:config_read', 'cjp:user'], source: 'assumed' },
    public: [
      { operation: 'POST /v2/tasks', scopes: ['cjp:task_write'], serviceApp: true, source: 'documented' },
      { operation: 'POST /v2/tasks/{id}/messages' },
    ],
  });
});
