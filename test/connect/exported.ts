import type { BuildSheet } from '../../schemas/types.js';
import type { BodyChoice } from '../../src/connect/body-section.js';
import { buildSheetOf } from '../../src/connect/build-sheet.js';
import { type NodeVersion, readNodeVersion } from '../../src/connect/node-version.js';
import { PackageSet } from '../../src/package/package-set.js';
import { packDirectory, temporaryFolder } from '../support/workshop.js';

export const serviceUrl = 'https://nodes.example.com';

/** Every version of every node of the built pack. */
export const nodeVersions = async (): Promise<NodeVersion[]> => {
  const packages = new PackageSet(await temporaryFolder(), packDirectory);
  const found = await packages.nodes();
  return Promise.all(
    found.flatMap(({ verified: { manifest } }) =>
      manifest.versions.map(({ version }) => readNodeVersion(packages, manifest.node.id, version)),
    ),
  );
};

export const sheetOf = async (
  node: string,
  version: string,
  { url = serviceUrl, body = 'auto' as BodyChoice } = {},
): Promise<BuildSheet> => {
  const packages = new PackageSet(await temporaryFolder(), packDirectory);
  return buildSheetOf(await readNodeVersion(packages, node, version), {
    serviceUrl: url,
    keyName: 'webex-connect',
    body,
    deadlineMs: 18_000,
  });
};
