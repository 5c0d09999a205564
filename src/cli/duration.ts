import { InvalidArgumentError, Option } from 'commander';

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3600_000, d: 24 * 3600_000 };

const textOf = (ms: number): string => {
  const [unit, length] = Object.entries(unitMs).findLast(([, one]) => ms % one === 0 && ms >= one) ?? [
    's',
    1000,
  ];
  return `${ms / length}${unit}`;
};

interface Limits {
  least: number;
  most: number;
  /** A number alone is seconds. */
  seconds?: boolean;
}

const parseDuration =
  ({ least, most, seconds = false }: Limits) =>
  (text: string): number => {
    const [, count, unit = seconds ? 's' : ''] = /^([0-9]{1,9})(ms|[smhd])?$/.exec(text) ?? [];
    const ms = Number(count) * (unitMs[unit] ?? Number.NaN);
    if (ms >= least && ms <= most) return ms;
    throw new InvalidArgumentError(
      `Give a time such as 14d, 36h, 30m or 20s, from ${textOf(least)} to ${textOf(most)}.`,
    );
  };

/** An option that takes a time, as `14d`, `36h`, `30m`, `20s` or `500ms`; its value is milliseconds. */
export const durationOption = (
  flags: string,
  description: string,
  { given, ...limits }: Limits & { given?: number },
): Option => {
  const option = new Option(flags, description).argParser(parseDuration(limits));
  return given === undefined ? option : option.default(given, textOf(given));
};

export const day = unitMs.d!;
