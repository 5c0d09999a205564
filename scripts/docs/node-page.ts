import { sourceLegend } from '../../src/package/source-legend.js';
import { compareVersions } from '../build/source-tree.js';
import type { DescribedMethod, DescribedNode } from './described-node.js';
import { code, codes, page, table, writtenBy } from './markdown.js';
import { callbackText, callText, methodSection } from './method-section.js';
import { versionSection } from './version-differences.js';

const authorizationText = ({ source: { auth } }: DescribedNode): string =>
  auth.type === 'none'
    ? 'Authorization: none.'
    : `Authorization: OAuth 2.0 of the integration ${code(auth.integration)}, scopes ${codes(auth.scopes)} (${auth.source}).`;

/** Oldest first, whatever the file's order. */
export const versionNames = ({ source: { manifest } }: DescribedNode): string[] =>
  Object.keys(manifest.versions).sort(compareVersions);

const changeText = ({ text, source, reference }: { text: string; source: string; reference?: string }) =>
  `${text} (${source}${reference ? `: ${reference}` : ''})`;

const versionsTable = (node: DescribedNode): string => {
  const { manifest } = node.source;
  const rows = versionNames(node).map((version) => {
    const { recommended, source, changes, deprecation } = manifest.versions[version]!;
    const words = [
      version === manifest.default ? 'default' : '',
      recommended ? 'recommended' : '',
      deprecation ? `deprecated, use ${deprecation.replacement}: ${deprecation.message}` : '',
    ];
    return [
      version,
      words.filter((word) => word !== '').join(', '),
      source,
      changes.map(changeText).join(' '),
    ];
  });
  return table(['version', '', 'source', 'changes'], rows);
};

const callsTable = (methods: DescribedMethod[]): string =>
  table(
    ['method', 'call', 'callback'],
    methods.map((method) => [
      `[${method.definition.label}](#${anchorOf(method)})`,
      callText(method),
      callbackText(method),
    ]),
  );

/** As GitHub makes it from the heading. */
const anchorOf = ({ definition, version }: DescribedMethod) =>
  `${definition.label} ${version}`
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

/** docs/nodes/<node>.md */
export const nodePage = async (node: DescribedNode): Promise<string> => {
  const { manifest, auth } = node.source;
  const main = node.methods.filter(({ version }) => version === manifest.default);
  const said = new Map<string, string>();
  const others = versionNames(node).filter((version) => version !== manifest.default);
  const differing: string[] = [];
  for (const version of others) {
    const methods = node.methods.filter((method) => method.version === version);
    differing.push(...(await versionSection(version, methods, main, said)));
  }
  const sections = await Promise.all(main.map((method) => methodSection(method, auth.type !== 'none')));
  return page([
    writtenBy,
    `# ${manifest.name}`,
    manifest.description,
    manifest.whenToUse,
    ...(manifest.whichVersion ? [`**Which version:** ${manifest.whichVersion}`] : []),
    callsTable(main),
    versionsTable(node),
    `Node id ${code(manifest.id)}, category ${manifest.category}. ${authorizationText(node)} ${sourceLegend} See [platform facts](../platform-facts.md).`,
    ...sections.flat(),
    ...(differing.length > 0 ? ['## Other versions', ...differing] : []),
  ]);
};
