import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { programSbom } from '../../scripts/build/program-sbom.js';
import { sbomOf } from '../../scripts/build/sbom.js';
import { digestOf } from '../../src/package/digest.js';
import { root } from '../support/workshop.js';

interface Component {
  type: string;
  name: string;
  'bom-ref': string;
  hashes?: { alg: string; content: string }[];
}

interface Bom {
  metadata: { component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

const dist = join(root, 'dist');
const built = () => readFile(join(dist, 'sbom.cdx.json'), 'utf8');
const judge = new Validation.JsonStrictValidator(Spec.Version.v1dot6);

test("the build's bill of materials is CycloneDX 1.6, to a judge that is not ours", async () => {
  expect(await judge.validate(await built())).toBeNull();
  expect(await judge.validate((await built()).replace('"library"', '"a library"'))).not.toBeNull();
});

test('it names each package by the digest of its zip, and what its validators hold', async () => {
  const { components, dependencies } = JSON.parse(await built()) as Bom;
  const zips = components.filter(({ type }) => type === 'file');
  const { packages } = JSON.parse(await readFile(join(dist, 'manifest.json'), 'utf8')) as {
    packages: { file: string }[];
  };
  expect(zips.map(({ name }) => `packages/${name}`)).toEqual(packages.map(({ file }) => file).sort());
  for (const { name, hashes = [] } of zips) {
    const digest = digestOf(await readFile(join(dist, 'packages', name)));
    expect(hashes).toEqual([{ alg: 'SHA-256', content: digest.slice('sha256:'.length) }]);
    expect(dependencies.find(({ ref }) => ref === name)?.dependsOn).toContainEqual(
      expect.stringMatching(/^pkg:npm\/ajv@/),
    );
  }
});

test('it has what the bundler put into the program, and nothing that npm installs beside it', async () => {
  const { metadata, components, dependencies } = JSON.parse(await built()) as Bom;
  const names = components.map(({ name }) => name);
  const licences = await readFile(join(dist, 'THIRD-PARTY-LICENSES'), 'utf8');
  const root = dependencies.find(({ ref }) => ref === metadata.component['bom-ref'])!;
  const bundled = root.dependsOn!.filter((ref) => ref.startsWith('pkg:'));
  expect(bundled.length).toBeGreaterThan(5);
  for (const ref of bundled) {
    const [name, version] = decodeURIComponent(ref.slice('pkg:npm/'.length)).split(/(?<=.)@/);
    expect(licences).toContain(`${name} ${version}\n`);
  }
  expect(names).toEqual(expect.arrayContaining(['commander', 'semver', 'yauzl', 'ajv']));
  expect(names).not.toContain('fastify');
  const known = new Set([metadata.component, ...components].map((one) => one['bom-ref']));
  for (const { ref, dependsOn = [] } of dependencies)
    for (const named of [ref, ...dependsOn]) expect(known).toContain(named);
});

test('a licence may be an expression, a scope is written as package URLs have it', async () => {
  const one = { folder: '', name: '@scope/part', version: '1.0.0', license: '(MIT OR Apache-2.0)' };
  const program = { name: 'program', version: '2.0.0', license: 'MIT' };
  const text = sbomOf({ program, inProgram: [one], packages: [], inPackages: new Map() });
  expect(await judge.validate(text)).toBeNull();
  expect((JSON.parse(text) as Bom).components).toMatchObject([
    { purl: 'pkg:npm/%40scope/part@1.0.0', licenses: [{ expression: one.license }] },
  ]);
});

test('what npm installs beside the program stands in a bill of its own, under the name of the program', async () => {
  const text = await programSbom(root);
  expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot5).validate(text)).toBeNull();
  const { metadata, components } = JSON.parse(text) as Bom;
  expect(metadata.component.name).toBe('wxcc-task-nodes');
  const names = components.map(({ name }) => name);
  expect(names).toContain('fastify');
  expect(names).not.toContain('jest');
  // The same lock file, at another moment.
  expect(await programSbom(root)).toBe(text);
});
