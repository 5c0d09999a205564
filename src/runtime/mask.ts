import { ExactNumber } from '../ground/exact-number.js';

/** Replaces a secret in texts, keys too, however deep. */
export type Mask = <Type>(value: Type) => Type;

const replacement = '•••';

/** Shorter ones are no secrets but words of the text. */
const shortestSecret = 6;

export const maskOf = (secret: string): Mask => {
  if (secret.length < shortestSecret) return (value) => value;
  const mask = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replaceAll(secret, replacement);
    if (Array.isArray(value)) return value.map(mask);
    if (value === null || typeof value !== 'object' || value instanceof ExactNumber) return value;
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [mask(key), mask(child)]));
  };
  return mask as Mask;
};
