import { checkRead } from '../../src/flow/check/index.js';
import { parseFlow } from '../../src/flow/read-flow.js';
import { NodePackage } from '../../src/package/node-package.js';
import type { Packages } from '../../src/package/package-set.js';
import { flowOf, openEngine, queueStep } from './flow-fixtures.js';

/** The pack, with Queue Task v1.3 deprecated. */
const deprecating = async (sunset?: string): Promise<Packages> => {
  const { packages } = await openEngine();
  return {
    find: async (node, version) => {
      const { package: from } = await packages.find(node, version);
      const versions = from.manifest.versions.map((one) =>
        one.version === 'v1.3'
          ? { ...one, deprecation: { message: 'It is old.', replacement: 'v1.5', ...(sunset && { sunset }) } }
          : one,
      );
      const changed = { ...from, manifest: { ...from.manifest, versions } };
      return new NodePackage(changed, from.origin).version(version)!;
    },
  };
};

const check = async (sunset: string | undefined, today: string) =>
  checkRead(parseFlow('a.flow.json', JSON.stringify(flowOf([queueStep()]))), {
    packages: await deprecating(sunset),
    today,
  });

test('a version past its last day is an error that names its replacement', async () => {
  const [finding] = await check('2026-06-30', '2026-07-01');
  expect(finding).toMatchObject({ severity: 'error', rule: 'version.sunset', pointer: '/steps/0/version' });
  expect(finding?.remedy).toContain('v1.5');
});

test('on its last day, and without one, a deprecated version is a warning', async () => {
  for (const findings of [await check('2026-06-30', '2026-06-30'), await check(undefined, '2026-07-01')])
    expect(findings).toMatchObject([{ severity: 'warning', rule: 'version.deprecated' }]);
});
