import type { Connection } from '../../schemas/types.js';
import type { EvidenceReport, JudgedFact } from './report.js';

type Endpoints = NonNullable<Connection['endpoints']>;

/** What a host that is no data centre of Webex Contact Center says is not enough to send a tenant's calls by. */
const isSure = ({ state, at }: JudgedFact) =>
  state === 'confirmed' && at.some((place) => place !== 'elsewhere');

/** The endpoints, by method id, whose verb and path evidence confirms, for all versions alike; in order. */
export const confirmedEndpoints = ({ facts }: EvidenceReport): Endpoints => {
  const namesOf = (method: string, kind: JudgedFact['kind']) =>
    new Set(
      facts.flatMap((fact) =>
        fact.method === method && fact.kind === kind && isSure(fact) ? [fact.name] : [],
      ),
    );
  return Object.fromEntries(
    [...new Set(facts.map(({ method }) => method))].sort().flatMap((method) => {
      const [path, ...otherPaths] = namesOf(method, 'endpoint');
      const [verb, ...otherVerbs] = namesOf(method, 'verb');
      if (path === undefined || verb === undefined || otherPaths.length + otherVerbs.length > 0) return [];
      return [[method, { verb: verb as Endpoints[string]['verb'], path }]];
    }),
  );
};
