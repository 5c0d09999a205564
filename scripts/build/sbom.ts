import type { NodePackage } from '../../src/package/node-package.js';
import type { BundledPackage } from './bundled-packages.js';

export interface Built {
  program: { name: string; version: string; license: string };
  /** What the program's bundle holds of npm. */
  inProgram: BundledPackage[];
  packages: NodePackage[];
  /** What a package's validators hold of npm, by the package's node. */
  inPackages: ReadonlyMap<string, BundledPackage[]>;
}

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** https://github.com/package-url/purl-spec: the scope's @ is written as %40. */
const purlOf = ({ name, version }: Pick<BundledPackage, 'name' | 'version'>) =>
  `pkg:npm/${name.replace('@', '%40')}@${version}`;

const licencesOf = (license: string | undefined) =>
  license === undefined
    ? {}
    : {
        licenses: [
          /^[A-Za-z0-9.+-]+$/.test(license) ? { license: { id: license } } : { expression: license },
        ],
      };

const library = (one: BundledPackage) => ({
  type: 'library',
  'bom-ref': purlOf(one),
  name: one.name,
  version: one.version,
  ...licencesOf(one.license),
  purl: purlOf(one),
});

const zip = ({ zipName, pack, digest }: NodePackage) => ({
  type: 'file',
  'bom-ref': zipName,
  name: zipName,
  version: pack.version,
  hashes: [{ alg: 'SHA-256', content: digest.slice('sha256:'.length) }],
});

/**
 * What the bundler put into the program and into each package, as CycloneDX 1.6. It has no time and no serial number: the
 * same source gives the same text. What npm installs beside the program is not in it: `npm sbom` tells that.
 */
export const sbomOf = ({ program, inProgram, packages, inPackages }: Built): string => {
  const libraries = new Map(
    [...inProgram, ...[...inPackages.values()].flat()].map((one) => [purlOf(one), one]),
  );
  const root = { ...library({ ...program, folder: '' }), type: 'application' };
  const sorted = packages.toSorted((a, b) => byText(a.zipName, b.zipName));
  const dependsOn = (refs: string[]) =>
    refs.length > 0 ? { dependsOn: [...new Set(refs)].sort(byText) } : {};
  const bom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: root },
    components: [
      ...sorted.map(zip),
      ...[...libraries].sort(([a], [b]) => byText(a, b)).map(([, one]) => library(one)),
    ],
    dependencies: [
      {
        ref: root['bom-ref'],
        ...dependsOn([...inProgram.map(purlOf), ...sorted.map(({ zipName }) => zipName)]),
      },
      ...sorted.map(({ zipName, node }) => ({
        ref: zipName,
        ...dependsOn((inPackages.get(node.id) ?? []).map(purlOf)),
      })),
    ],
  };
  return `${JSON.stringify(bom, null, 2)}\n`;
};
