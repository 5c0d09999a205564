import { digestOf } from '../../src/package/digest.js';
import { builtPack, honestZip, rewritten } from '../package/honest.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';
import { jsonOf, runCli } from './run-cli.js';

/** A home folder where a newer version of the pack needs no authorization for some nodes. */
const homeWithoutAuth = async (nodes: string[]): Promise<string> => {
  const home = await temporaryFolder();
  const zips = await Promise.all(
    nodes.map((node) =>
      rewritten(honestZip(node), (manifest, files) => {
        manifest.pack.version = '2.0.0';
        files.set('auth.json', Buffer.from('{"type":"none"}'));
      }),
    ),
  );
  await workspaceOf(home).catalog.import(
    zips.map((zip) => ({ file: 'test.zip', zip })),
    { known: new Set(), trusted: new Set(zips.map(digestOf)), replace: false },
  );
  return home;
};

const integrations = async (home: string) =>
  jsonOf<{ id: string; nodes: string[] }[]>(await runCli(['auth', 'integrations', '--json'], { home }));

const allNodes = builtPack().packages.map(({ node }) => node);

test('If the integration nodes have no auth required, then it is not shown in the list.', async () => {
  const home = await homeWithoutAuth(allNodes);
  expect(await integrations(home)).toEqual([]);
  const { code, stdout } = await runCli(['auth', 'integrations'], { home });
  expect({ code, stdout }).toEqual({ code: 0, stdout: 'No node at hand needs an authorization.\n' });
});

test('a node whose binding is none is not listed', async () => {
  const [found] = await integrations(await homeWithoutAuth(['screen-pop']));
  expect(found!.nodes.sort()).toEqual(allNodes.filter((node) => node !== 'screen-pop').sort());
});
