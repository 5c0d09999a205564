import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadBy } from './http-load.js';
import { fixed, type Section } from './section.js';
import { Stage } from './stage.js';
import type { Tree } from './tree.js';

const callers = 16;
const shownRows = 25;

interface Options {
  seconds: number;
  tell: (text: string) => void;
}

interface CpuProfile {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  timeDeltas: number[];
}

/** Where a function is, in words: a bundle has no names of files. */
const placeOf = (url: string): string => {
  if (url === '') return 'V8 and the system';
  if (url.startsWith('node:')) return `Node.js ${url.slice(5)}`;
  const [, library] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url) ?? [];
  return library ?? (url.startsWith('file:') ? 'the service' : 'a package');
};

/** Time of each by what `name` makes of a function, the longest first, in parts of the whole; without idle time. */
const sharesBy = (
  { nodes, samples, timeDeltas }: CpuProfile,
  name: (frame: CpuProfile['nodes'][number]['callFrame']) => string,
): [string, number][] => {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, callFrame] as const));
  const times = new Map<string, number>();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const frame = names.get(id)!;
    if (frame.functionName === '(idle)') continue;
    const time = timeDeltas[index]!;
    total += time;
    times.set(name(frame), (times.get(name(frame)) ?? 0) + time);
  }
  return [...times].sort(([, a], [, b]) => b - a).map(([what, time]) => [what, time / total]);
};

const percent = (share: number) => `${fixed(share * 100, 1)} %`;

/** Of a service from its start to its end, with calls between. */
const profileOf = async (program: string, seconds: number) => {
  const folder = await mkdtemp(join(tmpdir(), 'wxcc-nodes-profile-'));
  const stage = await Stage.open(program, 'upstream');
  try {
    await stage.startService([], ['--cpu-prof', `--cpu-prof-dir=${folder}`]);
    const { calls } = await loadBy(callers, stage.ask(), 3 * seconds);
    await stage.service.stop();
    const [file] = await readdir(folder);
    return { calls, profile: JSON.parse(await readFile(join(folder, file!), 'utf8')) as CpuProfile };
  } finally {
    await stage.close();
    await rm(folder, { recursive: true, force: true });
  }
};

/** What the service's processor time goes to under load, by `node --cpu-prof`. `there` is the tree at `commit`. */
export const measureProfile = async (
  { program }: Tree,
  { seconds, tell }: Options,
  there?: Tree,
  commit?: string,
): Promise<Section> => {
  const found = [];
  for (const [name, tree] of [['here', program], ...(there ? [[`at ${commit}`, there.program]] : [])]) {
    tell(`profile ${name} …`);
    found.push({ name: name!, ...(await profileOf(tree!, seconds)) });
  }
  const functions = found.map(({ profile }) =>
    sharesBy(profile, ({ functionName, url }) => `${functionName || '(no name)'} | ${placeOf(url)}`),
  );
  const others = functions.slice(1).map((shares) => new Map(shares));
  return {
    title: 'What the time of the service goes to',
    about: [
      `\`node --cpu-prof\` of a service from its start to its end, with calls by ${callers} callers between; each function's own time, in parts of the time that the process was not idle. Start and the reading of the program are in it.`,
    ],
    head: ['function', 'of', ...found.map(({ name }) => name)],
    rows: functions[0]!
      .slice(0, shownRows)
      .map(([what, share]) => [
        ...what.split(' | '),
        percent(share),
        ...others.map((shares) => percent(shares.get(what) ?? 0)),
      ]),
    notes: found.map(({ name, calls, profile }) => {
      const places = sharesBy(profile, ({ url }) => placeOf(url)).slice(0, 12);
      const told = places.map(([place, share]) => `${place} ${percent(share)}`).join('; ');
      return `By place, ${name}, with ${calls} calls: ${told}.`;
    }),
  };
};
