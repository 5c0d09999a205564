import type { Conditions } from './types.js';

export type Group = Extract<Conditions, { all: unknown } | { any: unknown }>;
export type Test = Extract<Group, { all: unknown }>['all'][number];

/** The groups of conditions and how they are joined; one group stands alone. */
export const groupsOf = (
  conditions: Conditions,
): { join: 'all' | 'any'; groups: Group[]; pointer: string } => {
  if ('allGroups' in conditions) return { join: 'all', groups: conditions.allGroups, pointer: '/allGroups' };
  if ('anyGroup' in conditions) return { join: 'any', groups: conditions.anyGroup, pointer: '/anyGroup' };
  return { join: 'all', groups: [conditions], pointer: '' };
};

export const testsOf = (group: Group): { join: 'all' | 'any'; tests: Test[] } =>
  'all' in group ? { join: 'all', tests: group.all } : { join: 'any', tests: group.any };

/** Every comparison with its JSON pointer. */
export const conditionTests = (conditions: Conditions, base: string): { test: Test; pointer: string }[] => {
  const { groups, pointer } = groupsOf(conditions);
  return groups.flatMap((group, index) => {
    const { join, tests } = testsOf(group);
    const inside = pointer === '' ? base : `${base}${pointer}/${index}`;
    return tests.map((test, place) => ({ test, pointer: `${inside}/${join}/${place}` }));
  });
};
