import { digits } from '../node-kit/json-text.js';
import { appendPointer } from './pointer.js';

/** What is said where digits would be lost. */
export const tooManyDigits = 'too many digits to be carried exactly: give it as text';

/** Thrown where code that knows nothing of exact numbers is about to write one. */
export class DigitsLost extends Error {}

/** JSON has no number that begins with a zero, so that such digits go nowhere as they are. */
export const beginsWithZero = (text: string): boolean => /^-?0\d/.test(text);

const whyLost = (text: string): string =>
  beginsWithZero(text) ? 'a number of JSON does not begin with a zero' : tooManyDigits;

let isStrict = false;

/**
 * A number that JavaScript's own would change: 7615917337495251231, 10.50, 1e400. It computes as the nearest number and
 * reads as its digits; `jsonText` writes them as a number, JSON.stringify as text.
 */
export class ExactNumber {
  readonly #digits: string;

  constructor(text: string) {
    this.#digits = text;
  }

  get [digits](): string {
    return this.#digits;
  }

  toString(): string {
    return this.#digits;
  }

  valueOf(): number {
    return Number(this.#digits);
  }

  toJSON(): string {
    if (isStrict) throw new DigitsLost(`${this.#digits.slice(0, 60)}: ${whyLost(this.#digits)}.`);
    return this.#digits;
  }
}

/** While the work runs, JSON.stringify refuses exact numbers (DigitsLost) instead of making text of them. */
export const refusingLostDigits = <Type>(work: () => Type): Type => {
  isStrict = true;
  try {
    return work();
  } finally {
    isStrict = false;
  }
};

/** Decimal digits → the number, exact where JavaScript's own would print others. It stands for a number in every type. */
export const numberFrom = (text: string): number => {
  const number = Number(text);
  return String(number) === text ? number : (new ExactNumber(text) as unknown as number);
};

const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * What a validator is to see of an exact number: a number on the same side of every whole number. NaN, which no rule for
 * numbers takes, where there is none.
 */
const roundedNumber = (exact: ExactNumber): number => {
  const [, sign, whole = '', fraction = '', exponent = '0'] = parts.exec(String(exact)) ?? [];
  const number = exact.valueOf();
  const isZero = /^0*$/.test(whole + fraction);
  if (Math.abs(Number(exponent)) > 400 || !Number.isFinite(number) || (number === 0 && !isZero))
    return Number.NaN;
  const places = fraction.replace(/0+$/, '').length - Number(exponent);
  if (isZero || places <= 0 || !Number.isInteger(number)) return number;
  // Whole digits can end in zeros that an exponent takes away: 1500e-2.
  if (/^0+$/.test((whole + fraction.replace(/0+$/, '')).slice(-places))) return number;
  const below = Math.trunc(Number((whole + fraction).slice(0, whole.length + Number(exponent))));
  return below < 2 ** 52 ? Number(`${sign}${below}.5`) : Number.NaN;
};

/** The same value with what `change` makes of each text, number, boolean and null in it; keys stay. */
export const mapLeaves = (
  value: unknown,
  change: (leaf: unknown, pointer: string) => unknown,
  pointer = '',
): unknown => {
  if (Array.isArray(value))
    return value.map((item, index) => mapLeaves(item, change, appendPointer(pointer, index)));
  if (value === null || typeof value !== 'object' || value instanceof ExactNumber)
    return change(value, pointer);
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, mapLeaves(child, change, appendPointer(pointer, key))]),
  );
};

/** Whether an exact number stands anywhere in a value. */
export const holdsExact = (value: unknown): boolean =>
  value instanceof ExactNumber ||
  (value !== null && typeof value === 'object' && Object.values(value).some(holdsExact));

/**
 * A value with JavaScript's own numbers, for validators and for code that computes; the same one when it has no others.
 * @param isKept the pointers at which exact numbers stay
 */
export const rounded = <Type>(value: Type, isKept: (pointer: string) => boolean = () => false): Type =>
  !holdsExact(value)
    ? value
    : (mapLeaves(value, (leaf, pointer) =>
        leaf instanceof ExactNumber && !isKept(pointer) ? roundedNumber(leaf) : leaf,
      ) as Type);
