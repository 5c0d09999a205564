import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import authBinding from './auth-binding.schema.json' with { type: 'json' };
import builtPack from './built-pack.schema.json' with { type: 'json' };
import catalog from './catalog.schema.json' with { type: 'json' };
import connection from './connection.schema.json' with { type: 'json' };
import packageManifest from './package-manifest.schema.json' with { type: 'json' };
import result from './result.schema.json' with { type: 'json' };
import shared from './shared.schema.json' with { type: 'json' };
import type { AuthBinding, BuiltPack, Catalog, Connection, PackageManifest, Result } from './types.js';

/** True when the value fits; the errors of the last call hang on the function, as ajv has it. */
export interface Validator<Type> {
  (value: unknown): value is Type;
  errors?: ErrorObject[] | null;
}

/** The build replaces this module by the same functions, precompiled: no ajv where the pack is installed. */
const ajv = new Ajv2020({ allErrors: true, strictTypes: false, strictRequired: false, code: { source: true } });
ajv.addSchema(shared, 'shared.schema.json');

export const compiled = {
  isAuthBinding: ajv.compile(authBinding),
  isBuiltPack: ajv.compile(builtPack),
  isCatalog: ajv.compile(catalog),
  isConnection: ajv.compile(connection),
  isPackageManifest: ajv.compile(packageManifest),
  isResult: ajv.compile(result),
};
export { ajv };

export const isAuthBinding = (compiled.isAuthBinding as ValidateFunction<unknown>) as Validator<AuthBinding>;
export const isBuiltPack = (compiled.isBuiltPack as ValidateFunction<unknown>) as Validator<BuiltPack>;
export const isCatalog = (compiled.isCatalog as ValidateFunction<unknown>) as Validator<Catalog>;
export const isConnection = (compiled.isConnection as ValidateFunction<unknown>) as Validator<Connection>;
export const isPackageManifest = (compiled.isPackageManifest as ValidateFunction<unknown>) as Validator<PackageManifest>;
export const isResult = (compiled.isResult as ValidateFunction<unknown>) as Validator<Result>;
