import { dirname } from 'node:path';
import type { Command } from 'commander';
import { plain } from '../ground/plain-text.js';
import { ToldError } from '../ground/told-error.js';
import { readBuiltPack } from '../package/built-pack.js';
import { BundleFolders, judgeSignature } from '../package/judge-signature.js';
import type { Judgement } from '../package/judgement.js';
import { signatureText } from '../package/signature-text.js';
import type { TrustNow } from '../package/trust.js';
import { readPackageFile, verifyPackage } from '../package/verify.js';
import type { Context } from './context.js';
import { examples } from './examples.js';
import { namedFiles } from './find-files.js';
import { withWorkspace } from './open-workspace.js';
import { printJson } from './output.js';

interface Verdict {
  file: string;
  whole: boolean;
  /** One of the pack's own. */
  known?: boolean;
  digest?: string;
  node?: string;
  version?: string;
  signature?: Judgement;
  error?: { code: string; message: string; remedy: string };
}

interface Judging {
  known: ReadonlySet<string>;
  bundles: BundleFolders;
  trust: TrustNow;
}

const verdictOn = async (file: string, { known, bundles, trust }: Judging): Promise<Verdict> => {
  try {
    const found = await verifyPackage(await readPackageFile(file));
    return {
      file,
      whole: true,
      known: known.has(found.digest),
      digest: found.digest,
      node: found.node.id,
      version: found.pack.version,
      signature: judgeSignature(found, await bundles.read(dirname(file), found), trust),
    };
  } catch (error) {
    if (!(error instanceof ToldError)) throw error;
    return { file, whole: false, error: error.toJSON() };
  }
};

const verdictText = ({ file, whole, known, digest, signature, error }: Verdict): string =>
  whole
    ? `${file}: whole, ${known ? 'one of the pack' : 'not one of the pack'}, ${digest}, ${signatureText(signature!)}`
    : `${file}: refused: ${error?.message} ${error?.remedy}`;

/** What nobody claims, and what nobody here can judge, is no lie. */
const isNoLie = (state: Judgement['state']) =>
  state === 'valid' || state === 'unsigned' || state === 'unknown-publisher';

const exitCodeOf = (verdicts: Verdict[], mustBeSigned: boolean): number => {
  if (verdicts.some(({ error }) => error?.code === 'package.unreadable')) return 2;
  const isGood = ({ signature }: Verdict) =>
    signature !== undefined && (mustBeSigned ? signature.state === 'valid' : isNoLie(signature.state));
  return verdicts.every(isGood) ? 0 : 1;
};

export const addVerify = (program: Command, context: Context): void => {
  program
    .command('verify')
    .description('check that packages are whole, and whether who signed them is trusted')
    .argument('<zip...>')
    .option('--signed', 'exit 1 unless a trusted publisher has signed each')
    .option('--json', 'print JSON')
    .addHelpText('after', examples('wxcc-nodes verify dist/packages/*.zip'))
    .action(async (files: string[], { signed = false, json }: { signed?: boolean; json?: boolean }) => {
      const pack = await readBuiltPack(context.packDirectory).catch(() => undefined);
      const judging = {
        known: new Set(pack?.packages.map(({ digest }) => digest)),
        bundles: new BundleFolders(),
        trust: await withWorkspace(context, ({ trust: policy }) => policy.read()),
      };
      const verdicts = await Promise.all((await namedFiles(files)).map((file) => verdictOn(file, judging)));
      process.exitCode = exitCodeOf(verdicts, signed);
      if (json) return printJson(verdicts);
      for (const verdict of verdicts) console.log(plain(verdictText(verdict)));
    });
};
