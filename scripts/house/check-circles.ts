import type { Finding } from '../../src/ground/finding.js';
import { fault } from './fault.js';
import type { Module } from './read-modules.js';

type Graph = Map<string, Set<string>>;

/** Modules that import one another in a circle, and folders of scripts/ that do. Each circle is told once. */
export const checkCircles = (modules: Module[]): Finding[] => {
  const files: Graph = new Map(
    modules.map(({ path, imports }) => [path, new Set(imports.map(({ target }) => target))]),
  );
  const lineOf = (path: string, target: string) =>
    modules.find((module) => module.path === path)?.imports.find((found) => found.target === target)?.line ??
    1;
  return [
    ...circles(files).map((circle) =>
      fault(
        'circle',
        circle[0]!,
        lineOf(circle[0]!, circle[1]!),
        `a circle of imports: ${circle.join(' → ')}`,
        'Move what both need into a module of its own.',
      ),
    ),
    ...circles(workshop(files)).map((circle) =>
      fault(
        'circle',
        circle[0]!,
        1,
        `folders import one another: ${circle.join(' → ')}`,
        'Move what both need into a folder below them.',
      ),
    ),
  ];
};

/** The folders of scripts/; those of src/ are judged by their order. */
const workshop = (files: Graph): Graph => {
  const folder = (path: string) => /^scripts\/[^/]+(?=\/)/.exec(path)?.[0];
  const folders: Graph = new Map();
  for (const [path, targets] of files) {
    const from = folder(path);
    if (!from) continue;
    const known = folders.get(from) ?? new Set();
    folders.set(from, known);
    for (const to of [...targets].map(folder)) if (to && to !== from) known.add(to);
  }
  return folders;
};

/** The shortest way back to each module that has one, in groups: a module that stands in a told circle is not told again. */
const circles = (graph: Graph): string[][] => {
  const told = new Set<string>();
  const found: string[][] = [];
  for (const start of [...graph.keys()].sort()) {
    if (told.has(start)) continue;
    const circle = wayBack(graph, start);
    if (!circle) continue;
    for (const member of circle) told.add(member);
    found.push(circle);
  }
  return found;
};

const wayBack = (graph: Graph, start: string): string[] | undefined => {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const at of queue)
    for (const next of graph.get(at) ?? []) {
      if (next === start) {
        const way = [start];
        for (let step: string | undefined = at; step && step !== start; step = cameFrom.get(step))
          way.unshift(step);
        return [start, ...way];
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  return undefined;
};
