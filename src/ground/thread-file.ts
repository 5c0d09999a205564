import { existsSync } from 'node:fs';

/** The file of a thread: built beside the program; sources use what was built of them. */
export const threadFile = (name: string): URL => {
  const places = [`./${name}.js`, `./chunks/${name}.js`, `../../dist/chunks/${name}.js`];
  const urls = places.map((place) => new URL(place, import.meta.url));
  return urls.find((url) => existsSync(url)) ?? urls[0]!;
};
