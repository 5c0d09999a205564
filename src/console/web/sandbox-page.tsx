import { useEffect, useState } from 'preact/hooks';
import { call, useCall } from './call.js';
import { Await, Json, Table, Work } from './parts.js';
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

/** The sandbox as it is now; one plays the customer and the agent. */
export const SandboxPage = () => {
  const [again, setAgain] = useState(0);
  const state = useCall<SandboxState | null>('/sandbox', undefined, [again]);
  const [agent, setAgent] = useState('');
  const [fault, setFault] = useState(Object.keys(faults)[0]!);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || setAgain((count) => count + 1), 1500);
    return () => clearInterval(timer);
  }, []);
  const reload = () => setAgain((count) => count + 1);
  const act = (task: string, action: string) => async () => {
    await call('/sandbox/act', { task, action, ...(agent !== '' && { agent }) });
    reload();
  };
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
                  run={async () => {
                    await call('/sandbox/task', { mediaType: 'chat' });
                    reload();
                  }}
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
                <Work
                  label="Order the fault"
                  run={async () => {
                    await call('/sandbox/fault', { fault: faults[fault] });
                    reload();
                  }}
                />
                <Work
                  label="Clear all orders"
                  run={async () => {
                    await call('/sandbox/clear', {});
                    reload();
                  }}
                />
              </div>
              {now.faults.length > 0 && <Json value={now.faults} label="Ordered faults" />}
              <Table
                caption={`Tasks: ${now.tasks.length}`}
                head={['Task', 'State', 'Channel', 'Do']}
                rows={now.tasks.map((task) => [
                  <code>{task.id}</code>,
                  task.state,
                  `${task.mediaType} ${task.mediaChannel}`,
                  <div class="bar">
                    {actions.map((action) => (
                      <Work key={action} label={action} kind="small" run={act(task.id, action)} />
                    ))}
                  </div>,
                ])}
              />
              <Table
                caption="Queues"
                head={['Queue', 'Id']}
                rows={now.queues.map(({ id, name }) => [name, <code>{id}</code>])}
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
