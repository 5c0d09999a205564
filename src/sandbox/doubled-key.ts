const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** The first key that an object of a JSON text holds twice, and the characters before it. The text is known to be JSON. */
export const doubledKey = (json: string): { key: string; at: number } | undefined => {
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
