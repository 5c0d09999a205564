import type { BuildSheet } from '../../schemas/types.js';
import type { BodyChoice } from '../../src/connect/body-section.js';
import { buildSheetOf } from '../../src/connect/build-sheet.js';
import type { NodeVersion } from '../../src/package/node-package.js';
import { temporaryFolder, workspaceOf } from '../support/workshop.js';

export const serviceUrl = 'https://nodes.example.com';

/** Every version of every node of the built pack. */
export const nodeVersions = async (): Promise<NodeVersion[]> => {
  const packages = workspaceOf(await temporaryFolder()).packages;
  return (await packages.nodes()).flatMap(({ versions }) => versions);
};

export const sheetOf = async (
  node: string,
  version: string,
  { url = serviceUrl, body = 'auto' as BodyChoice } = {},
): Promise<BuildSheet> => {
  const packages = workspaceOf(await temporaryFolder()).packages;
  return buildSheetOf(await packages.find(node, version), {
    serviceUrl: url,
    keyName: 'webex-connect',
    body,
    deadlineMs: 18_000,
  });
};
