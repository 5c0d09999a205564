import { parentPort } from 'node:worker_threads';
import { type Asked, runScript } from './script-engine.js';

// A thread of its own, so that a script which never comes back can be ended with it.
parentPort!.on('message', ({ script, surroundings }: Asked) => {
  runScript(script, surroundings).then((result) => parentPort!.postMessage(result));
});
