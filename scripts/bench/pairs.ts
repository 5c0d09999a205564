/** The middle one; the mean of the two in the middle where their number is even. */
export const median = (numbers: number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
};

/**
 * Measures several things in turn, so many rounds, so that all see the same machine; each round begins with another one.
 * One round before them warms the file system and is not counted. Gives the figures of each by name, in rounds.
 */
export const inTurns = async <Name extends string>(
  rounds: number,
  measures: Record<Name, () => Promise<number>>,
): Promise<Record<Name, number[]>> => {
  const names = Object.keys(measures) as Name[];
  const found = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (const name of names) await measures[name]();
  for (let round = 0; round < rounds; round += 1)
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length]!;
      found[name].push(await measures[name]());
    }
  return found;
};

/** The median of what one is of the other in each round. */
export const ratio = (one: number[], other: number[]): number =>
  median(one.map((figure, round) => figure / other[round]!));
