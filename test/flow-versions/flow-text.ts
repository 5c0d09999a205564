/** Transitions of Queue Task v1.0 to v1.5, all to an End but onerror, in lower case as the platform stores it. */
export const queueTransitions = {
  Queued: { to: 'Done' },
  taskFailed: { end: {} },
  Error: { end: {} },
  onauthorizationfail: { end: {} },
  onInvalidData: { end: {} },
  onerror: { to: 'Apologize' },
  onInvalidChoice: { end: {} },
  onTimeout: { end: {} },
};

export const queueInput = {
  taskId: '$(n3.Task ID)',
  conversationId: '$(transid)',
  queueId: '$(queue)',
  mediaType: 'email',
  mediaChannel: 'email',
};

const createInput = {
  taskId: '$(transid)',
  conversationId: '$(transid)',
  destination: 'support@example.org',
  origin: 'ada@example.com',
  customerName: 'Ada',
  customerId: 'ada@example.com',
  mediaType: 'email',
  mediaChannel: 'email',
  subject: 'Re: $(n2.email.subject)',
  hasAttachments: 'true',
};

const createTransitions = {
  created: { to: 'Queue' },
  'Task failed': { end: {} },
  Error: { end: {} },
  onauthorizationfail: { end: {} },
  onInvalidData: { end: {} },
  onError: { to: 'Apologize' },
  onInvalidChoice: { end: {} },
  onTimeout: { end: {} },
};

interface Parts {
  create?: object;
  queue?: object;
}

/** A flow that creates a task (v1.0) and queues it (v1.0). */
export const mailFlow = ({ create = {}, queue = {} }: Parts = {}) => ({
  id: 'mail-inbound',
  name: 'Mail inbound',
  service: 'Demo',
  variables: { queue: 'q-1' },
  start: { kind: 'channelMessage', channel: 'email', to: 'Create' },
  steps: [
    {
      ...{
        kind: 'node',
        id: 'n3',
        name: 'Create',
        node: 'create-task',
        version: 'v1.0',
        method: 'create-task',
      },
      ...{ authorization: 'main', input: createInput, transitions: createTransitions, ...create },
    },
    {
      ...{ kind: 'node', id: 'n4', name: 'Queue', node: 'queue-task', version: 'v1.0', method: 'queue-task' },
      ...{ input: queueInput, transitions: queueTransitions, ...queue },
    },
    {
      ...{ kind: 'send', id: 'n5', name: 'Apologize', channel: 'email', recipient: '$(n2.email.emailId)' },
      ...{ message: 'Sorry', transitions: { onSuccess: { to: 'Done' } } },
    },
    { kind: 'end', id: 'n6', name: 'Done', exitResult: 101 },
  ],
});
