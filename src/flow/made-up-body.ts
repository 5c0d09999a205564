interface Body {
  [key: string]: unknown;
}

/** A text for a name whose values nobody knows. */
export const madeUpText = (name: string): string => `a ${name}`;

const ownOf = (place: Body, key: string): unknown => (Object.hasOwn(place, key) ? place[key] : undefined);

/** `order.items[0].id` with a value, inside the objects that it names. */
const put = (body: Body, path: string): void => {
  const keys = path.replace(/\[(\d+)\]/g, '.$1').split('.');
  let place = body;
  for (const key of keys.slice(0, -1)) {
    const inside = ownOf(place, key);
    const next = inside !== null && typeof inside === 'object' ? (inside as Body) : {};
    place[key] = next;
    place = next;
  }
  const last = keys.at(-1)!;
  place[last] = ownOf(place, last) ?? madeUpText(last);
};

/** An object that has a value at each path. */
export const madeUpBody = (paths: string[]): Body => {
  const body = {};
  for (const path of paths) put(body, path);
  return body;
};
