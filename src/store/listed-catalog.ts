import type { Catalog } from '../../schemas/types.js';
import type { CatalogEntry } from './stores.js';

/** A program that knows nothing of signatures reads what holds none, and refuses the rest as newer. */
export const listedCatalog = (packages: CatalogEntry[]): Catalog => ({
  format: packages.some(({ signedBy }) => signedBy !== undefined) ? 2 : 1,
  packages,
});
