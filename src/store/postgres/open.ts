import type { Archive } from '../copy.js';
import type { OpenStore, StoreAddress } from '../stores.js';
import { Database } from './database.js';
import { databaseArchive } from './database-archive.js';
import { checkMigrated } from './migrate.js';
import { postgresStores } from './postgres-stores.js';

const openDatabase = async (address: StoreAddress, packDirectory: string): Promise<Database> => {
  const database = new Database(address);
  try {
    await checkMigrated(database, packDirectory);
    await database.checkClock();
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
};

/** Opens the store of a database. Throws ToldError when it does not answer, or is not one that this program fits. */
export const openPostgres = async (address: StoreAddress, packDirectory: string): Promise<OpenStore> => {
  const database = await openDatabase(address, packDirectory);
  return {
    stores: postgresStores(database),
    check: () => database.check(),
    close: () => database.close(),
  };
};

/** Works with a database as a whole. Throws as openPostgres does, and what `work` throws. */
export const withArchive = async <Type>(
  address: StoreAddress,
  packDirectory: string,
  work: (archive: Archive) => Promise<Type>,
): Promise<Type> => {
  const database = await openDatabase(address, packDirectory);
  try {
    return await work(databaseArchive(database));
  } finally {
    await database.close();
  }
};
