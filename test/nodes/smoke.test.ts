import { queues, Workshop } from '../support/workshop.js';

test('smoke', async () => {
  const w = await Workshop.open();
  const { id, conversationId } = await w.createTask();
  const r = await w.invoke({
    node: 'queue-task',
    input: { taskId: id, conversationId, mediaType: 'chat', mediaChannel: 'web', queueId: queues.chat },
  });
  expect(r).toMatchObject({ outcome: 'Queued' });
});
