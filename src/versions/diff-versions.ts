import type { Configuration } from '../node-kit/upgrade.js';
import type { Method } from '../package/method.js';
import type { NodeVersion } from '../package/node-package.js';
import type { Packages } from '../package/package-set.js';
import { compareVersions } from '../package/version-order.js';
import { applyUpgrades } from './apply-upgrade.js';
import { areas, type Change, type ChangeClass, worstClass } from './change.js';
import { compareBehaviour } from './compare-behaviour.js';
import { compareInputs } from './compare-inputs.js';
import { compareOutcomes, compareOutputs } from './compare-results.js';
import { compareWire } from './compare-wire.js';
import { type ConfigurationPair, configurationPairs } from './configuration-pairs.js';

interface Tried {
  configurations: number;
  validInBoth: number;
}

export interface VersionDiff {
  node: string;
  from: string;
  to: string;
  /** The worst of the changes. */
  class: ChangeClass;
  changes: Change[];
  /** Configurations made up for each method that both versions have, and how many of them both take. */
  tried: Record<string, Tried>;
}

const oneSided = ({ id, facts }: Method, kind: 'added' | 'removed'): Change => ({
  area: 'method',
  kind,
  method: id,
  where: id,
  text: kind === 'added' ? 'is new' : 'is gone: a step that uses it cannot move',
  class: kind === 'added' ? 'safe' : 'manual',
  source: facts.source,
});

/** What differs between two versions of a method, tried with configurations. */
const compareContracts = (before: Method, after: Method, pairs: ConfigurationPair[]): Change[] => {
  const renamed: Change[] =
    before.name === after.name
      ? []
      : [
          {
            area: 'method',
            kind: 'changed',
            method: after.id,
            where: after.id,
            text: `label: ${before.name} → ${after.name}`,
            class: 'safe',
            source: after.facts.source,
          },
        ];
  return [
    ...renamed,
    ...compareInputs(before, after, pairs),
    ...compareOutputs(before, after),
    ...compareOutcomes(before, after),
    ...compareWire(before, after, pairs),
  ];
};

const compareMethod = async (
  from: NodeVersion,
  to: NodeVersion,
  id: string,
): Promise<{ changes: Change[]; tried?: Tried }> => {
  const before = from.findMethod(id);
  const after = to.findMethod(id);
  if (!before) return { changes: [oneSided(after!, 'added')] };
  if (!after) return { changes: [oneSided(before, 'removed')] };
  const isForward = compareVersions(from.version, to.version) < 0;
  const move = async (configuration: Configuration): Promise<Configuration> =>
    isForward
      ? (await applyUpgrades(to.package, id, from.version, to.version, configuration)).configuration
      : configuration;
  const pairs = await configurationPairs(before, after, move);
  return {
    changes: compareContracts(before, after, pairs),
    tried: { configurations: pairs.length, validInBoth: pairs.filter(({ requests }) => requests).length },
  };
};

const inOrder = (changes: Change[]): Change[] =>
  changes.sort((a, b) => areas.indexOf(a.area) - areas.indexOf(b.area));

/**
 * What moving one configuration forwards means: the differences between the versions, tried with this configuration
 * alone. `pair` leaves the requests out where only a run can tell them; nothing is said of the request then.
 */
export const compareForStep = (
  from: NodeVersion,
  to: NodeVersion,
  method: string,
  pair: ConfigurationPair,
): Change[] => {
  const contract = compareContracts(from.method(method), to.method(method), [pair]).filter(
    ({ area, where }) => pair.requests !== undefined || area !== 'wire' || where !== 'request',
  );
  const behaviour = compareBehaviour(to.package.manifest, from.version, to.version, contract);
  return inOrder([...contract, ...behaviour]);
};

/**
 * Compares two versions of a node, in either direction, from what their packages declare and from what they do with
 * made-up configurations: forwards these go through the upgrades on the way, backwards they stay as they are. Sends
 * nothing. Throws ToldError for a version that is not at hand.
 */
export const diffVersions = async (
  packages: Packages,
  node: string,
  from: string,
  to: string,
): Promise<VersionDiff> => {
  const [before, after] = await Promise.all([packages.find(node, from), packages.find(node, to)]);
  const ids = [...new Set([...before.methods, ...after.methods].map(({ id }) => id))];
  const compared = await Promise.all(
    ids.map(async (id) => ({ id, ...(await compareMethod(before, after, id)) })),
  );
  const contract = compared.flatMap(({ changes }) => changes);
  const newer = compareVersions(from, to) < 0 ? after : before;
  const changes = inOrder([...contract, ...compareBehaviour(newer.package.manifest, from, to, contract)]);
  return {
    node,
    from,
    to,
    class: worstClass(changes),
    changes,
    tried: Object.fromEntries(compared.flatMap(({ id, tried }) => (tried ? [[id, tried]] : []))),
  };
};
