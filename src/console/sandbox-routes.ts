import { problem } from '../ground/problem.js';
import type { Place } from './place.js';
import { get, post, type Route } from './route.js';

const consoleSandbox = problem(409, 'console.sandbox', 'The console has no sandbox of its own.');
const consoleSandboxEnded = problem(409, 'console.sandbox-ended', 'The sandbox of the console has ended.');
const consoleAct = problem(409, 'console.act', 'The sandbox does not do that now.');

/** The console's sandbox: what there is, and what people do there. */
export const sandboxRoutes = ({ sandbox }: Place): Route[] => {
  const people = () => {
    if (sandbox?.hasEnded)
      throw consoleSandboxEnded(
        'The sandbox of the console has ended: calls of nodes reach nobody.',
        'Start `wxcc-nodes console` again. What was run is kept.',
      );
    if (sandbox) return sandbox.people;
    throw consoleSandbox(
      'Calls go to a connection.',
      'Start the console without --connection for a sandbox.',
    );
  };
  const acting = <Type>(work: () => Type): Type => {
    try {
      return work();
    } catch (error) {
      throw consoleAct((error as Error).message, 'Look at the state of the task.');
    }
  };
  return [
    get('/sandbox', () => ({ json: sandbox ? people().state() : null })),
    post('/sandbox/task', (asked) => ({
      json: acting(() => people().addTask({ mediaType: asked.text('mediaType') as 'chat' })),
    })),
    post('/sandbox/act', (asked) => ({
      json: acting(() =>
        people().act(
          asked.text('task'),
          asked.text('action'),
          asked.textIfAny('agent'),
          undefined,
          asked.textIfAny('queue'),
        ),
      ),
    })),
    post('/sandbox/fault', (asked) => {
      const fault = asked.value('fault') as Parameters<ReturnType<typeof people>['order']>[1];
      acting(() => people().order(asked.textIfAny('route') ?? '*', fault));
      return { json: people().state().faults };
    }),
    post('/sandbox/clear', () => {
      people().clearOrders();
      return { json: [] };
    }),
  ];
};
