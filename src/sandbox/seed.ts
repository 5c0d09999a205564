import type { WorldSeed } from './world.js';

const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000;

/** The organization that the sandbox starts with. */
export const defaultSeed = (): WorldSeed => ({
  orgId: '5a4dbd01-0000-4000-8000-000000000001',
  queues: [
    {
      id: 'c0ffee00-0000-4000-8000-00000000000a',
      name: 'Live chat',
      mediaType: 'chat',
      served: [1, 2, 3, 4].map((minutes) => ({
        at: minutesAgo(minutes),
        millisecondsPerPlace: 15_000 + minutes * 1000,
      })),
    },
    { id: 'c0ffee00-0000-4000-8000-00000000000b', name: 'New chat queue', mediaType: 'chat', served: [] },
    {
      id: 'c0ffee00-0000-4000-8000-00000000000c',
      name: 'Messaging',
      mediaType: 'social',
      served: [{ at: minutesAgo(2), millisecondsPerPlace: 20_000 }],
    },
    {
      id: 'c0ffee00-0000-4000-8000-00000000000d',
      name: 'E-mail',
      mediaType: 'email',
      served: [{ at: minutesAgo(3), millisecondsPerPlace: 600_000 }],
    },
  ],
  globalVariables: [
    { name: 'accountTier', type: 'String' },
    { name: 'vip', type: 'Boolean' },
    { name: 'openCases', type: 'Integer' },
  ],
});
