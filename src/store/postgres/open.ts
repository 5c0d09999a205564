import type { OpenStore, StoreAddress } from '../stores.js';
import { Database } from './database.js';
import { checkMigrated } from './migrate.js';
import { postgresStores } from './postgres-stores.js';

/** Opens the store of a database. Throws ToldError when it does not answer, or is not one that this program fits. */
export const openPostgres = async (address: StoreAddress, packDirectory: string): Promise<OpenStore> => {
  const database = new Database(address);
  try {
    await checkMigrated(database, packDirectory);
  } catch (error) {
    await database.close();
    throw error;
  }
  return { stores: postgresStores(database), close: () => database.close() };
};
