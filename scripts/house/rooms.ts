/** The folders of `src`, from the ground up: each may import those before it. The one list by which arrows are judged. */
const floors = [
  'node-kit',
  'ground',
  'files',
  'network',
  'schema',
  'store',
  'package',
  'runtime',
  'authorization',
  'engine',
  'lookup',
  'workspace',
  'versions',
  'flow',
  'connect',
  'evidence',
  'stage',
  'host',
  'console',
  'mcp',
  'cli',
];
/** They stand beside one another: only `cli` starts them. */
const doors = new Set(['host', 'console', 'mcp']);

/** Where a module stands. */
export interface Room {
  part: 'root' | 'schemas' | 'nodes' | 'src' | 'scripts' | 'test';
  /** The folder in it; empty for what lies in the part itself. */
  name: string;
}

/** The room of a file by its path (below the root, with `/`), or `undefined` where none is meant to be. */
export const roomOf = (path: string): Room | undefined => {
  const [part, name, ...rest] = path.split('/');
  if (name === undefined) return { part: 'root', name: '' };
  const room = rest.length > 0 ? name : '';
  if (part === 'schemas' || part === 'nodes' || part === 'scripts' || part === 'test')
    return { part, name: room };
  // What lies in src/ itself is what the package exports, the roof.
  if (part === 'src' && (room === '' || room === 'sandbox' || floors.includes(room)))
    return { part, name: room };
  return undefined;
};

/** Why a module in one room must not import one in another; `undefined` where it may. */
export const forbidden = (from: Room, to: Room): string | undefined => {
  if (from.part === 'test' || (from.part === to.part && from.name === to.name)) return undefined;
  if (to.part === 'test') return 'nothing imports tests';
  if (from.part === 'scripts') return to.part === 'root' ? 'scripts do not import the root' : undefined;
  if (to.part === 'scripts') return 'scripts/ does not ship';
  if (from.part === 'nodes')
    return (to.part === 'src' && to.name === 'node-kit') || (from.name === '' && to.part === 'nodes')
      ? undefined
      : 'a node imports #node-kit and its own folder only';
  if (from.part === 'root' || from.part === 'schemas') return `${from.part} imports nothing of the house`;
  return to.part === 'src' ? forbiddenWithin(from.name, to.name) : onlySchemas(from, to);
};

const onlySchemas = (from: Room, to: Room): string | undefined => {
  if (from.name === 'sandbox') return 'the sandbox shares no code with what it judges';
  // The roof shows the types of the pack's own nodes.
  if (from.name === '' && to.part === 'nodes' && to.name === '') return undefined;
  return to.part === 'schemas' ? undefined : `src/ does not import ${to.part}/`;
};

const forbiddenWithin = (from: string, to: string): string | undefined => {
  if (from === 'sandbox') return 'the sandbox shares no code with what it judges';
  if (to === 'sandbox')
    return from === 'stage' || from === ''
      ? undefined
      : 'only stage/ (and the exports, scripts and tests) import the sandbox';
  if (from === '') return undefined;
  if (to === '') return 'the exports of the package are the roof';
  if (doors.has(from) && doors.has(to)) return 'one door does not import another';
  return floors.indexOf(to) < floors.indexOf(from) ? undefined : `${to}/ stands above ${from}/`;
};
