import { taskIdOf, variableCall } from '../engine/calls.js';
import { Workshop } from '../support/workshop.js';

test.each(['.', '..'])('%j in a path is refused, and nothing is sent', async (taskId) => {
  const workshop = await Workshop.simulate();
  const result = await workshop.invoke(variableCall(taskId));
  expect(result).toMatchObject({ outcome: 'onInvalidData', effect: 'none' });
});

test.each(['%2e%2e', '...', '..%2f', 'a/../b', '..;a', '?x', '#x', '\\..\\'])(
  '%j in a path stays one segment',
  async (queueId) => {
    const workshop = await Workshop.simulate();
    const { engine } = workshop;
    const input = { taskId: taskIdOf(variableCall('task-1')), queueId, lookbackMinutes: 5 };
    const shown = await (await engine.plan({ node: 'piq-and-ewt', input })).show();
    if (!('call' in shown)) return expect(shown.diagnostics).not.toEqual([]);
    const { pathname, search, hash } = new URL(shown.call.url);
    expect([pathname.split('/').map(decodeURIComponent).includes(queueId), search, hash]).toEqual([
      true,
      '',
      '',
    ]);
  },
);

test('a dot that a schema lets pass is refused where the path is made', async () => {
  const workshop = await Workshop.simulate();
  for (const queueId of ['.', '..']) {
    const input = { taskId: 'task-1', queueId, lookbackMinutes: 5 };
    const result = await workshop.invoke({ node: 'piq-and-ewt', input });
    expect(result).toMatchObject({ outcome: 'onInvalidData', effect: 'none' });
  }
});
