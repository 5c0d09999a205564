import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import authBinding from './auth-binding.schema.json' with { type: 'json' };
import authorizations from './authorizations.schema.json' with { type: 'json' };
import buildSheet from './build-sheet.schema.json' with { type: 'json' };
import builtPack from './built-pack.schema.json' with { type: 'json' };
import catalog from './catalog.schema.json' with { type: 'json' };
import connection from './connection.schema.json' with { type: 'json' };
import evidence from './evidence.schema.json' with { type: 'json' };
import flow from './flow.schema.json' with { type: 'json' };
import flowCases from './flow-cases.schema.json' with { type: 'json' };
import flowEvent from './flow-event.schema.json' with { type: 'json' };
import flowReport from './flow-report.schema.json' with { type: 'json' };
import flowStory from './flow-story.schema.json' with { type: 'json' };
import har from './har.schema.json' with { type: 'json' };
import harEntry from './har-entry.schema.json' with { type: 'json' };
import keptCall from './kept-call.schema.json' with { type: 'json' };
import keys from './keys.schema.json' with { type: 'json' };
import lookupCache from './lookup-cache.schema.json' with { type: 'json' };
import packageManifest from './package-manifest.schema.json' with { type: 'json' };
import recordedExports from './recorded-exports.schema.json' with { type: 'json' };
import recordingLine from './recording-line.schema.json' with { type: 'json' };
import result from './result.schema.json' with { type: 'json' };
import run from './run.schema.json' with { type: 'json' };
import scenario from './scenario.schema.json' with { type: 'json' };
import shared from './shared.schema.json' with { type: 'json' };
import signedBundle from './signed-bundle.schema.json' with { type: 'json' };
import signedStatement from './signed-statement.schema.json' with { type: 'json' };
import trust from './trust.schema.json' with { type: 'json' };
import type {
  AuthBinding,
  Authorizations,
  BuildSheet,
  BuiltPack,
  Catalog,
  Connection,
  Evidence,
  Flow,
  FlowCases,
  FlowEvent,
  FlowReport,
  FlowStory,
  Har,
  HarEntry,
  KeptCall,
  Keys,
  LookupCache,
  PackageManifest,
  RecordedExports,
  RecordingLine,
  Result,
  Run,
  Scenario,
  SignedBundle,
  SignedStatement,
  Trust,
  Usages,
  VaultCounter,
} from './types.js';
import usages from './usages.schema.json' with { type: 'json' };
import vaultCounter from './vault-counter.schema.json' with { type: 'json' };

/** True when the value fits; the errors of the last call hang on the function, as ajv has it. */
export interface Validator<Type> {
  (value: unknown): value is Type;
  errors?: ErrorObject[] | null | undefined;
}

/** The build replaces this module by the same functions, precompiled: where the pack is installed, ajv is not needed. */
export const ajv = new Ajv2020({
  allErrors: true,
  discriminator: true,
  strictTypes: false,
  strictRequired: false,
  // `npm run validate` holds the schemas against the meta-schema; every start need not.
  validateSchema: false,
  code: { source: true, esm: true },
});
ajv.addSchema(shared, 'shared.schema.json');
ajv.addSchema(result, 'result.schema.json');
ajv.addSchema(evidence, 'evidence.schema.json');

/** Compiled at the first call: a script or a test calls few of them. */
const validator = <Type>(name: string, schema: object): Validator<Type> => {
  ajv.addSchema(schema, name);
  const fits: Validator<Type> = (value): value is Type => {
    const compiled = ajv.getSchema(name) as unknown as Validator<Type>;
    const valid = compiled(value);
    fits.errors = compiled.errors;
    return valid;
  };
  return fits;
};

export const isAuthBinding = validator<AuthBinding>('isAuthBinding', authBinding);
export const isAuthorizations = validator<Authorizations>('isAuthorizations', authorizations);
export const isBuildSheet = validator<BuildSheet>('isBuildSheet', buildSheet);
export const isBuiltPack = validator<BuiltPack>('isBuiltPack', builtPack);
export const isCatalog = validator<Catalog>('isCatalog', catalog);
export const isConnection = validator<Connection>('isConnection', connection);
export const isEvidence = validator<Evidence>('isEvidence', evidence);
export const isFlow = validator<Flow>('isFlow', flow);
export const isFlowCases = validator<FlowCases>('isFlowCases', flowCases);
export const isFlowEvent = validator<FlowEvent>('isFlowEvent', flowEvent);
export const isHar = validator<Har>('isHar', har);
export const isHarEntry = validator<HarEntry>('isHarEntry', harEntry);
export const isKeptCall = validator<KeptCall>('isKeptCall', keptCall);
export const isKeys = validator<Keys>('isKeys', keys);
export const isLookupCache = validator<LookupCache>('isLookupCache', lookupCache);
export const isPackageManifest = validator<PackageManifest>('isPackageManifest', packageManifest);
export const isFlowStory = validator<FlowStory>('isFlowStory', flowStory);
export const isFlowReport = validator<FlowReport>('isFlowReport', flowReport);
export const isRecordingLine = validator<RecordingLine>('isRecordingLine', recordingLine);
export const isResult = validator<Result>('isResult', result);
export const isRun = validator<Run>('isRun', run);
export const isScenario = validator<Scenario>('isScenario', scenario);
export const isSignedBundle = validator<SignedBundle>('isSignedBundle', signedBundle);
export const isSignedStatement = validator<SignedStatement>('isSignedStatement', signedStatement);
export const isTrust = validator<Trust>('isTrust', trust);
export const isVaultCounter = validator<VaultCounter>('isVaultCounter', vaultCounter);
export const isRecordedExports = validator<RecordedExports>('isRecordedExports', recordedExports);
export const isUsages = validator<Usages>('isUsages', usages);
