import { runFlow, runStory } from './flow-routes.js';
import { invokeMethod } from './node-routes.js';
import type { Place } from './place.js';
import { Asked, get, post, type Route } from './route.js';

const ways = { call: invokeMethod, flow: runFlow, story: runStory };

/** What was run here: what `runs` tells and does, and running it again. */
export const runRoutes = (place: Place): Route[] => {
  const { runs } = place.workspace;
  return [
    get('/runs', async () => ({ json: await runs.list() })),
    get('/runs/:run', async (asked) => ({ json: await runs.find(asked.text('run')) })),
    // The page need not send what was asked: numbers keep their digits.
    post('/runs/again', async (asked) => {
      const { kind, asked: before } = await runs.find(asked.text('run'));
      return ways[kind](place, new Asked({}, before));
    }),
    post('/runs/remove', async (asked) => ({
      json: { removed: await runs.remove(asked.flag('all') ? undefined : asked.text('run')) },
    })),
  ];
};
