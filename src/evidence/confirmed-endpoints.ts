import type { Connection } from '../../schemas/types.js';
import type { EvidenceReport, JudgedFact } from './report.js';

type Endpoints = NonNullable<Connection['endpoints']>;

/** What a host that is no data centre of Webex Contact Center says is not enough to send a tenant's calls by. */
const isSure = ({ at }: JudgedFact) => at.some((place) => place !== 'elsewhere');

/** The word before each segment that is filled: `tasks` → `id`. None where two have the same word before them. */
const namesByWord = (template: string): Map<string, string> | undefined => {
  const segments = template.split('/');
  const filled = segments.flatMap((segment, index) =>
    segment.includes('{') ? [[segments[index - 1]!, segment]] : [],
  );
  const names = new Map(filled.map(([word, name]) => [word!, name!]));
  return names.size === filled.length ? names : undefined;
};

/**
 * A path that differs from ours, with the names that ours has: whole when every value in it stands after a word after
 * which ours has one too, and none of ours is left over.
 */
const learnedPath = (template: string, seen: string): string | undefined => {
  const names = namesByWord(template);
  if (!names) return undefined;
  const segments = seen.split('/');
  const used: (string | undefined)[] = [];
  const path = segments.map((segment, index) => {
    if (segment !== '<segment>') return segment;
    const name = names.get(segments[index - 1]!);
    used.push(name);
    return name;
  });
  const isWhole =
    !used.includes(undefined) && new Set(used).size === used.length && used.length === names.size;
  return isWhole ? path.join('/') : undefined;
};

/** What evidence says of verb or path; nothing where calls disagree or something is missing. */
const saidBy = ({ state, name, saw, kind }: JudgedFact): string | undefined => {
  if (state === 'confirmed') return name;
  const [other, ...more] = saw;
  if (state !== 'contradicted' || other === undefined || more.length > 0) return undefined;
  if (kind === 'endpoint') return learnedPath(name, other);
  return /^(GET|POST|PUT|PATCH|DELETE)$/.test(other) ? other : undefined;
};

/** A path as it stands below a connection's taskApi, which may have one of its own. */
const below = (api: string | undefined, path: string): string => {
  const base = api === undefined ? '' : new URL(api).pathname.replace(/\/$/, '');
  return path.startsWith(`${base}/`) ? path.slice(base.length) : path;
};

/**
 * The endpoints, by method id, whose verb and path evidence gives for all versions alike, ours or another; in order.
 * @param api the connection's taskApi.
 */
export const confirmedEndpoints = ({ facts }: EvidenceReport, api?: string): Endpoints => {
  const saidOf = (method: string, kind: JudgedFact['kind']) =>
    new Set(
      facts.flatMap((fact) =>
        fact.method === method &&
        fact.wire === 'task' &&
        fact.kind === kind &&
        fact.state !== 'not seen' &&
        isSure(fact)
          ? [saidBy(fact)]
          : [],
      ),
    );
  return Object.fromEntries(
    [...new Set(facts.map(({ method }) => method))].sort().flatMap((method) => {
      const [path, ...otherPaths] = saidOf(method, 'endpoint');
      const [verb, ...otherVerbs] = saidOf(method, 'verb');
      if (path === undefined || verb === undefined || otherPaths.length + otherVerbs.length > 0) return [];
      return [[method, { verb: verb as Endpoints[string]['verb'], path: below(api, path) }]];
    }),
  );
};
