import { resolve } from 'node:path';
import { migrateStore } from '../../src/store/postgres/migrate.js';
import { openPostgres } from '../../src/store/postgres/open.js';
import { PostgresServer } from '../servers/postgres.js';
import { Stage } from './stage.js';

/** A stage whose key is in a database, and the server that has it. */
export interface DatabaseStage {
  stage: Stage;
  /** What `serve` takes to work over it. */
  options: string[];
  server: PostgresServer;
  name: string;
}

/** Does work with a stage over a PostgreSQL of its own; both are gone afterwards. */
export const overDatabase = async <Type>(
  program: string,
  work: (on: DatabaseStage) => Promise<Type>,
  settings: string[] = [],
): Promise<Type> => {
  const packDirectory = resolve(program, '..');
  const server = await PostgresServer.start(settings);
  const name = 'bench';
  try {
    const url = await server.database(name);
    await migrateStore({ url }, packDirectory);
    const { stores, close } = await openPostgres({ url }, packDirectory);
    const stage = await Stage.open(program, 'upstream', stores.keys);
    await close();
    try {
      return await work({ stage, options: ['--store', url], server, name });
    } finally {
      await stage.close();
    }
  } finally {
    await server.remove();
  }
};
