import type { FastifyError, FastifyInstance } from 'fastify';
import { ApiError, errorBody } from '../envelopes.js';
import { filterRecords, searchRecords } from './filter.js';
import { pageOf, type Query, textParameter } from './page.js';
import { checkScope, type PublicGate } from './public-gate.js';
import { type ConfigList, configLists } from './records.js';

const listRoute = (server: FastifyInstance, { path, route, searched, records }: ConfigList): void => {
  server.get<{ Params: { orgid: string }; Querystring: Query }>(
    `/organization/:orgid${path}`,
    { config: { route } },
    async (request) => {
      const { world, params, query } = request;
      if (params.orgid !== world.orgId)
        throw new ApiError(403, 'The token is not for the organization in the path.');
      checkScope(request, ['cjp:config_read', 'cjp:config']);
      const all = records(world);
      const filter = textParameter(query, 'filter');
      const search = textParameter(query, 'search');
      const known = new Set(all.flatMap((record) => Object.keys(record)));
      const filtered = filter ? filterRecords(all, filter, known) : all;
      const found = search ? searchRecords(filtered, search, searched) : filtered;
      request.effect = `${found.length} records`;
      return pageOf(found, query, `/organization/${params.orgid}${path}`, params.orgid);
    },
  );
};

/** Global variables, queues and skills; errors in the configuration service's own envelope. */
export const listRoutes =
  (gate: PublicGate) =>
  async (server: FastifyInstance): Promise<void> => {
    server.setErrorHandler((error: FastifyError | ApiError, { headers }, reply) => {
      const status = error instanceof ApiError ? error.status : (error.statusCode ?? 500);
      reply.code(status).send(errorBody('B', status, error.message, headers.trackingid));
    });
    gate(server);
    for (const list of configLists) listRoute(server, list);
  };
