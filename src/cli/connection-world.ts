import type { Engine } from '../engine/engine.js';
import { SkippingClock } from '../flow/run/skipping-clock.js';
import type { World } from '../flow/run/world.js';
import { fixedToken } from '../runtime/token-source.js';

/** Where a flow's calls go to a connection. As with invoke: --token, the step's authorization, WXCC_TOKEN, the default authorization. */
export const connectionWorld = async (engine: Engine, connection: string, token?: string): Promise<World> => {
  const { WXCC_TOKEN } = process.env;
  return {
    engine,
    clock: new SkippingClock(),
    connection: await engine.connections.load(connection),
    tokens: (authorization) => {
      if (token !== undefined) return fixedToken(token);
      return authorization === undefined && WXCC_TOKEN ? fixedToken(WXCC_TOKEN) : undefined;
    },
  };
};
