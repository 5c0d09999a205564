import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import authBinding from './auth-binding.schema.json' with { type: 'json' };
import builtPack from './built-pack.schema.json' with { type: 'json' };
import catalog from './catalog.schema.json' with { type: 'json' };
import connection from './connection.schema.json' with { type: 'json' };
import flow from './flow.schema.json' with { type: 'json' };
import packageManifest from './package-manifest.schema.json' with { type: 'json' };
import result from './result.schema.json' with { type: 'json' };
import scenario from './scenario.schema.json' with { type: 'json' };
import shared from './shared.schema.json' with { type: 'json' };
import type {
  AuthBinding,
  BuiltPack,
  Catalog,
  Connection,
  Flow,
  PackageManifest,
  Result,
  Scenario,
} from './types.js';

/** True when the value fits; the errors of the last call hang on the function, as ajv has it. */
export interface Validator<Type> {
  (value: unknown): value is Type;
  errors?: ErrorObject[] | null;
}

/** The build replaces this module by the same functions, precompiled: where the pack is installed, ajv is not needed. */
export const ajv = new Ajv2020({
  allErrors: true,
  discriminator: true,
  strictTypes: false,
  strictRequired: false,
  code: { source: true, esm: true },
});
ajv.addSchema(shared, 'shared.schema.json');

const validator = <Type>(name: string, schema: object) => {
  ajv.addSchema(schema, name);
  return ajv.getSchema(name) as unknown as Validator<Type>;
};

export const isAuthBinding = validator<AuthBinding>('isAuthBinding', authBinding);
export const isBuiltPack = validator<BuiltPack>('isBuiltPack', builtPack);
export const isCatalog = validator<Catalog>('isCatalog', catalog);
export const isConnection = validator<Connection>('isConnection', connection);
export const isFlow = validator<Flow>('isFlow', flow);
export const isPackageManifest = validator<PackageManifest>('isPackageManifest', packageManifest);
export const isResult = validator<Result>('isResult', result);
export const isScenario = validator<Scenario>('isScenario', scenario);
