import { dirname, join } from 'node:path';
import type { CatalogEntry } from '../store/stores.js';
import { BundleFolders, bundlesOfPack, judgeEntry, judgeSignature } from './judge-signature.js';
import type { Judgement } from './judgement.js';
import type { NodePackage } from './node-package.js';
import { type PackageError, packageError } from './package-error.js';
import { signatureText } from './signature-text.js';
import type { TrustPolicy } from './trust.js';

const packageRevoked = packageError('package.revoked', 'The package, or the key that signed it, is revoked.');
const packageUnsigned = packageError(
  'package.unsigned',
  'No trusted publisher signed the package, and only such packages are run here.',
);

/** Where a package at hand comes from: an entry of the catalog, the pack's own file, or a file that was named. */
export type Source = { entry: CatalogEntry } | { built: string } | { file: string };

/** Which packages are run, by who signed them: none that is revoked, and only signed ones where that is asked for. */
export class Admission {
  constructor(
    private readonly policy: TrustPolicy,
    private readonly packDirectory: string,
    private readonly signedOnly = false,
  ) {}

  async judge(found: NodePackage, source: Source): Promise<Judgement> {
    const trust = await this.policy.read();
    if ('entry' in source) return judgeEntry(source.entry, trust);
    const bundles = await ('built' in source
      ? bundlesOfPack(dirname(join(this.packDirectory, source.built)), found)
      : new BundleFolders().read(dirname(source.file), found));
    return judgeSignature(found, bundles, trust);
  }

  /** Why a package is not run; undefined when it is. */
  refusal({ zipName, node, pack, origin }: NodePackage, signature: Judgement): PackageError | undefined {
    if (signature.state === 'revoked')
      return packageRevoked(
        `${zipName}: ${signature.reason}`,
        origin === 'catalog'
          ? `Use another version: \`wxcc-nodes remove ${node.id} ${pack.version}\` takes it out of the catalog, \`wxcc-nodes import\` another in.`
          : `Use another version: \`wxcc-nodes import\` takes one in that is newer than ${pack.version}.`,
      );
    if (!this.signedOnly || signature.state === 'valid') return undefined;
    return packageUnsigned(
      `${zipName}: ${signatureText(signature)}`,
      'Import it with the bundles of a trusted publisher beside it (`wxcc-nodes trust add`), or do not ask for signed packages only.',
    );
  }
}
