import { readPackSource } from '../../scripts/build/source-tree.js';
import { wiredFields } from '../../scripts/build/wire-map.js';
import { type DescribedNode, describeNodes } from '../../scripts/docs/described-node.js';
import { generatePages } from '../../scripts/docs/pages.js';
import { runScript } from '../author/run-script.js';
import { copyTree, type TreeCopy } from '../author/tree-copy.js';
import { root } from '../support/workshop.js';

const docs = (folder: string, ...options: string[]) => runScript('docs', folder, ...options);

let nodes: DescribedNode[];
beforeAll(async () => {
  nodes = await describeNodes(await readPackSource(root));
});

test('the committed pages are what the sources say', () => {
  expect(docs(root, '--check')).toEqual({ status: 0, stdout: '', stderr: '' });
});

describe('in a tree of its own', () => {
  let tree: TreeCopy;
  beforeAll(async () => {
    tree = await copyTree(['close-task', 'queue-task']);
    await tree.write('README.md', '# Pack\n\n<!-- nodes -->\nwhatever was here\n<!-- /nodes -->\n\nEnd\n');
    expect(docs(tree.root).status).toBe(0);
  });

  test('what was written passes the check', () => {
    expect(docs(tree.root, '--check')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('the README keeps its text around the table', async () => {
    const readme = await tree.read('README.md');
    expect(readme).toMatch(/^# Pack\n\n<!-- nodes -->\n\| node \|[\s\S]*\n<!-- \/nodes -->\n\nEnd\n$/);
    expect(readme).toContain('[Queue Task](docs/nodes/queue-task.md)');
    expect(readme).not.toContain('whatever');
  });

  test('a changed schema fails the check, which names the page', async () => {
    const file = 'nodes/queue-task/fields.schema.json';
    await tree.write(file, (await tree.read(file)).replace('"title": "Queue Name"', '"title": "Queue"'));
    const { status, stdout } = docs(tree.root, '--check');
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: 'docs/nodes/queue-task.md: not what the sources say\n',
    });
    await tree.restore('nodes');
  });

  test('a page of a node that is gone fails the check, and goes', async () => {
    await tree.write('docs/nodes/gone.md', '# Gone\n');
    const { status, stdout } = docs(tree.root, '--check');
    expect({ status, stdout }).toEqual({ status: 1, stdout: 'docs/nodes/gone.md: no node has this page\n' });
    expect(docs(tree.root).stdout).toBe('removed docs/nodes/gone.md\n');
  });
});

describe('where an input goes on the wire', () => {
  const wireOf = async (node: string, version: string, id: string) => {
    const found = nodes
      .find(({ source }) => source.manifest.id === node)!
      .methods.find((method) => method.version === version && method.id === id)!;
    return Object.fromEntries((await wiredFields(found)).map(({ path, wire }) => [path, wire]));
  };

  test('in path, header and body', async () => {
    expect(await wireOf('resolve-conversation', 'v1.2', 'resolve-conversation')).toMatchObject({
      flowId: ['header flowId'],
      transId: ['header trackingId', 'body transId'],
      mediaType: ['body mediatype'],
      mediaChannel: ['body channel'],
      details: ['body details'],
      overrideDefaultClose: ['body overrideDefaultClose'],
    });
    expect(await wireOf('piq-and-ewt', 'v1.1', 'piq-and-ewt')).toEqual({
      queueId: ['path queueid'],
      taskId: ['path taskid'],
      lookbackMinutes: ['path loopbackminutes'],
    });
  });

  test('in a list, twice, or not at all', async () => {
    expect(await wireOf('set-variable', 'v1.7', 'set-global-variable')).toMatchObject({
      variables: ['body vrbls[]'],
      'variables[].name': ['body vrbls[].name', 'body vrbls[].desktopLabel'],
      'variables[].value': ['body vrbls[].value'],
    });
    expect(await wireOf('set-variable', 'v1.7', 'set-flow-variable')).toMatchObject({
      'variables[].description': [],
    });
    expect(await wireOf('queue-task', 'v1.5', 'queue-task')).toMatchObject({
      queueType: [],
      queueId: ['body queueid'],
      dynamicQueueId: ['body queueid'],
      mediaChannel: [],
    });
    expect(await wireOf('queue-task', 'v1.0', 'queue-task')).toMatchObject({
      'skillRequirements.relaxations': [],
      'skillRequirements.requirements': ['body skillRequirements'],
    });
  });

  test('of an input that no example has', async () => {
    expect(await wireOf('create-task', 'v1.2', 'create-task')).toMatchObject({
      sourceNumber: ['body sourceNumber'],
      ccRecipients: ['body ccRecipients'],
    });
  });
});

test('every method version has its endpoint, and every outcome a way to it', async () => {
  const pages = await generatePages(root);
  for (const { source } of nodes) {
    const text = pages.get(`docs/nodes/${source.manifest.id}.md`)!;
    expect(text).not.toContain(root);
    expect(text).not.toMatch(/\| (success|error) \| {2}\|/);
    for (const version of Object.keys(source.manifest.versions)) expect(text).toContain(`| ${version} |`);
  }
});
