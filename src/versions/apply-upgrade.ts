import { mapLeaves } from '../ground/exact-number.js';
import { jsonObject } from '../ground/json-limits.js';
import { appendPointer, resolvePointer } from '../ground/pointer.js';
import { thrownText } from '../ground/thrown.js';
import { toldError } from '../ground/told-error.js';
import { jsonText } from '../node-kit/json-text.js';
import type { Json, Note } from '../node-kit/method.js';
import type { Configuration, Upgraded } from '../node-kit/upgrade.js';
import type { NodePackage, NodeVersion } from '../package/node-package.js';
import { versionsBetween } from './versions-between.js';

/** What one version on the way did to a configuration. */
export interface AppliedUpgrade {
  version: string;
  /** Whether the version brings an upgrade; without one the configuration stays as it is. */
  moved: boolean;
  notes: Note[];
}

const leavesOf = (value: Json, pointer = ''): [string, Json][] => {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0)
    return [[pointer, value]];
  return Object.entries(value).flatMap(([key, child]) => leavesOf(child, appendPointer(pointer, key)));
};

/** Values that are not where they were although no note says so. */
const silentlyMoved = (before: Configuration, { configuration, notes }: Upgraded): string[] =>
  leavesOf(before)
    .filter(([pointer, value]) => jsonText(resolvePointer(configuration, pointer)) !== jsonText(value))
    .map(([pointer]) => pointer)
    .filter(
      (pointer) => !notes.some((note) => pointer === note.pointer || pointer.startsWith(`${note.pointer}/`)),
    );

const upgradeFailed = toldError('operator', 'upgrade.failed', 'An upgrade of a package fails.');
const upgradeSilent = toldError(
  'operator',
  'upgrade.silent',
  'An upgrade of a package loses a value in silence.',
);

const report = 'Report it to the pack; until then set the version and the values by hand.';

const applyOne = async (
  on: NodeVersion,
  method: string,
  before: Configuration,
): Promise<Upgraded & AppliedUpgrade> => {
  const { version, node } = on;
  const upgrade = await on.findMethod(method)?.upgrade();
  if (!upgrade) return { version, moved: false, configuration: before, notes: [] };
  const where = `${node.id} ${version}, ${method},`;
  let result: Upgraded;
  try {
    // Exact numbers are objects, which a structured clone would empty.
    const copied = mapLeaves(before, (leaf) => leaf) as Configuration;
    const { configuration, notes } = await upgrade(copied);
    result = {
      configuration: jsonObject(configuration, 'upgraded configuration'),
      notes: [...notes].map(({ pointer, message, remedy }) => ({ pointer, message, remedy })),
    };
  } catch (error) {
    throw upgradeFailed(`The upgrade to ${where} failed: ${thrownText(error)}.`, report);
  }
  const [lost] = silentlyMoved(before, result);
  if (lost !== undefined)
    throw upgradeSilent(`The upgrade to ${where} moved or dropped ${lost} without a word.`, report);
  return { version, moved: true, ...result };
};

/**
 * Moves a configuration from one version of a method to a newer one, version by version; `newer` is the package of the
 * newer one. Whatever changes on the way is named in a note. The result need not be valid: values may be missing.
 * Rejects with ToldError: no way between the versions, or an upgrade that fails or drops something in silence.
 */
export const applyUpgrades = async (
  newer: NodePackage,
  method: string,
  from: string,
  to: string,
  configuration: Configuration,
): Promise<{ configuration: Configuration; applied: AppliedUpgrade[] }> => {
  let current = configuration;
  const applied: AppliedUpgrade[] = [];
  for (const on of versionsBetween(newer, from, to)) {
    const { configuration: next, version, moved, notes } = await applyOne(on, method, current);
    current = next;
    applied.push({ version, moved, notes });
  }
  return { configuration: current, applied };
};
