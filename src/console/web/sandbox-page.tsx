import { useState } from 'preact/hooks';
import { call, sandboxChanges, useCall } from './call.js';
import { Await, Json, LongTable, Table, Work } from './parts.js';
import type { SandboxState } from './shapes.js';

const actions = ['connect', 'decline', 'rona', 'transfer', 'conference', 'leave', 'close'];

const faults: Record<string, object> = {
  'answer 503': { kind: 'status', status: 503 },
  'answer 429': { kind: 'status', status: 429, retryAfter: 30 },
  'break the connection': { kind: 'cut' },
  'answer HTML': { kind: 'garbage' },
  'lose the callback': { kind: 'callback', change: 'lost' },
  'callback says failed': { kind: 'callback', change: 'failed' },
};

const nameIn = (all: { id: string; name: string }[], id: string | undefined): string =>
  all.find((one) => one.id === id)?.name ?? id ?? '';

/** The sandbox as it is now; one plays the customer and the agent. */
export const SandboxPage = () => {
  const state = useCall<SandboxState | null>('/sandbox', undefined, [sandboxChanges.value]);
  const [agent, setAgent] = useState('');
  const [fault, setFault] = useState(Object.keys(faults)[0]!);
  const [queue, setQueue] = useState('');
  const act = (task: string, action: string) => () =>
    call('/sandbox/act', { task, action, ...(agent !== '' && { agent }), ...(queue !== '' && { queue }) });
  return (
    <main id="main">
      <h1>Sandbox</h1>
      <Await of={state}>
        {(now) =>
          now === null ? (
            <p>Calls go to a connection. Start the console without --connection for a sandbox.</p>
          ) : (
            <>
              <p>
                Organization <code>{now.orgId}</code>
              </p>
              <div class="bar">
                <Work
                  label="A customer writes (chat)"
                  run={() => call('/sandbox/task', { mediaType: 'chat' })}
                />
                <label for="agent">Agent </label>
                <select
                  id="agent"
                  value={agent}
                  onChange={(event) => setAgent((event.target as HTMLSelectElement).value)}
                >
                  <option value="">the first</option>
                  {now.agents.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
                <label for="queue">Transfer to </label>
                <select
                  id="queue"
                  value={queue}
                  onChange={(event) => setQueue((event.target as HTMLSelectElement).value)}
                >
                  <option value="">the agent</option>
                  {now.queues.map(({ id, name }) => (
                    <option key={id} value={id}>
                      {name}
                    </option>
                  ))}
                </select>
                <label for="fault">The next call </label>
                <select
                  id="fault"
                  value={fault}
                  onChange={(event) => setFault((event.target as HTMLSelectElement).value)}
                >
                  {Object.keys(faults).map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </select>
                <Work label="Order the fault" run={() => call('/sandbox/fault', { fault: faults[fault] })} />
                <Work label="Clear all orders" run={() => call('/sandbox/clear', {})} />
              </div>
              {now.faults.length > 0 && <Json value={now.faults} label="Ordered faults" />}
              <LongTable
                caption={`Tasks: ${now.tasks.length}`}
                head={['Task', 'State', 'Channel', 'Queue', 'Agents', 'Do']}
                of={now.tasks}
                row={(task) => [
                  <code>{task.id}</code>,
                  task.state,
                  `${task.mediaType} ${task.mediaChannel}`,
                  nameIn(now.queues, task.queueId),
                  task.agents.map((id) => nameIn(now.agents, id)).join(', '),
                  <div class="bar">
                    {actions.map((action) => (
                      <Work key={action} label={action} kind="small" run={act(task.id, action)} />
                    ))}
                  </div>,
                ]}
              />
              <LongTable
                caption={`Conversations: ${now.conversations.length}`}
                head={['Conversation', 'Channel', 'Messages', 'Task']}
                of={now.conversations}
                row={(one) => [
                  <code>{one.id}</code>,
                  one.mediaChannel,
                  String(one.messages.length),
                  <code>{one.taskId}</code>,
                ]}
              />
              <Table
                caption="Queues"
                head={['Queue', 'Channel', 'Waiting', 'Id']}
                rows={now.queues.map(({ id, name, mediaType, waiting }) => [
                  name,
                  mediaType,
                  String(waiting.length),
                  <code>{id}</code>,
                ])}
              />
              <Table
                caption="Agents"
                head={['Agent', 'Tasks', 'Id']}
                rows={now.agents.map(({ id, name }) => [
                  name,
                  String(
                    now.tasks.filter((task) => task.state !== 'closed' && task.agents.includes(id)).length,
                  ),
                  <code>{id}</code>,
                ])}
              />
              <Table
                caption="Calls, the last first"
                head={['Call', 'Status', 'Effect']}
                rows={[...now.calls]
                  .reverse()
                  .slice(0, 50)
                  .map((one) => [
                    <code>
                      {one.method} {one.url}
                    </code>,
                    String(one.status),
                    one.effect ?? '',
                  ])}
              />
              <h2>Events</h2>
              <Json value={now.events.slice(-20)} label="Events" />
            </>
          )
        }
      </Await>
    </main>
  );
};
