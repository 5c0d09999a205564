import { ApiError } from './envelopes.js';

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** The first key that an object of a JSON text holds twice, and the characters before it. The text is known to be JSON. */
const doubledKey = (json: string): { key: string; at: number } | undefined => {
  const open: (Set<string> | undefined)[] = [];
  let isKey = false;
  for (const { 0: token, index } of json.matchAll(tokens)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token.startsWith('"') && isKey) {
      const keys = open.at(-1)!;
      const key = JSON.parse(token) as string;
      if (keys.has(key)) return { key, at: index };
      keys.add(key);
    }
    isKey = (token === '{' || token === ',') && open.at(-1) !== undefined;
  }
  return undefined;
};

/** Of a key that stands twice, two programs take two values. `what` names the JSON text. Throws ApiError. */
export const refuseDoubledKey = (json: string, what: string): void => {
  const doubled = doubledKey(json);
  if (!doubled) return;
  const key = JSON.stringify(doubled.key.slice(0, 100));
  throw new ApiError(400, `${what} holds the key ${key} twice, at character ${doubled.at + 1}: leave one.`);
};

/** JSON that stands in a text of a body. Throws ApiError. */
export const jsonInText = (text: string, what: string): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError(400, `${what} is not JSON text.`);
  }
  refuseDoubledKey(text, what);
  return value;
};
