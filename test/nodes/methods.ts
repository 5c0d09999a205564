import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltPack, PackageManifest } from '../../schemas/types.js';
import { verifyPackage } from '../../src/package/verify.js';
import { packDirectory } from '../support/workshop.js';

interface AntiExample {
  reason: string;
  pointer: string;
  code: string;
  input: Record<string, unknown>;
}

export interface BuiltMethod {
  node: string;
  version: string;
  method: string;
  manifest: PackageManifest['versions'][number]['methods'][number];
  input: {
    required: string[];
    properties: Record<string, { title?: string }>;
    examples: Record<string, unknown>[];
    'x-antiExamples': AntiExample[];
  };
}

/** Every method version of the built packages. */
export const builtMethods = async (): Promise<BuiltMethod[]> => {
  const pack = JSON.parse(readFileSync(join(packDirectory, 'manifest.json'), 'utf8')) as BuiltPack;
  const packages = await Promise.all(
    pack.packages.map(({ file }) => verifyPackage(readFileSync(join(packDirectory, file)))),
  );
  return packages.flatMap(({ manifest, files }) =>
    manifest.versions.flatMap(({ version, methods }) =>
      methods.map((method) => ({
        node: manifest.node.id,
        version,
        method: method.id,
        manifest: method,
        input: JSON.parse(files.get(method.files.schema)!.toString('utf8')).$defs.input,
      })),
    ),
  );
};

export const nameOf = ({ node, version, method }: BuiltMethod) => `${node} ${version} ${method}`;
