import { useEffect, useState } from 'preact/hooks';
import { call, callWith, changedFiles, fileChanges } from './call.js';
import { LongTable, Work } from './parts.js';
import type { Upgrade } from './shapes.js';

/** Moves the steps of a flow to newer versions: preview, apply, undo. Nothing is written but by the last two. */
export const UpgradeAssistant = ({ file, changed }: { file: string; changed: () => void }) => {
  const [to, setTo] = useState('');
  const [plan, setPlan] = useState<Upgrade>();
  /** Which text of the file the plan is for. */
  const [text, setText] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const [chosen, setChosen] = useState<string[]>();
  const asked = { file, ...(to !== '' && { to }), ...(chosen && { steps: chosen }) };
  // A plan is for the file that it was made from.
  useEffect(() => {
    if (!plan || plan.written || !changedFiles.value.includes(file)) return;
    setPlan(undefined);
    setSaid('The file has changed on disk since the preview. Preview it again.');
  }, [fileChanges.value]);
  const preview = async () => {
    setSaid('');
    const { value, said: of } = await callWith<Upgrade>('X-Console-Text', '/flow/upgrade', asked);
    setPlan(value);
    setText(of);
  };
  const apply = async () => {
    const done = await call<Upgrade>('/flow/upgrade', { ...asked, apply: true, text });
    setPlan(done);
    setSaid(done.written ? `Written. The file as it was is ${done.backup}.` : 'Nothing was written.');
    if (done.written) changed();
  };
  const undo = async () => {
    const { backup } = await call<{ backup: string }>('/flow/undo', { file });
    setPlan(undefined);
    setSaid(`The file is what it was (${backup} was put back).`);
    changed();
  };
  const moving = plan?.steps.filter(({ status }) => status === 'moves') ?? [];
  const toggle = (id: string) => {
    const now = chosen ?? plan?.steps.map((one) => one.id) ?? [];
    setChosen(now.includes(id) ? now.filter((one) => one !== id) : [...now, id]);
  };
  return (
    <section>
      <h2>Upgrade</h2>
      <div class="bar">
        <label for="to">To version </label>
        <input
          id="to"
          type="text"
          placeholder="each node's default"
          value={to}
          onInput={(event) => setTo((event.target as HTMLInputElement).value)}
        />
        <Work label="Preview" run={preview} />
        <Work label="Apply" kind="main" run={apply} disabled={moving.length === 0} />
        <Work label="Undo the last one" run={undo} />
      </div>
      <p aria-live="polite">{said}</p>
      {plan && (
        <LongTable
          caption="What moves"
          head={['Step', 'Node', 'From', 'To', 'What happens']}
          of={plan.steps}
          row={(one) => [
            <label>
              <input
                type="checkbox"
                checked={chosen?.includes(one.id) ?? true}
                onChange={() => toggle(one.id)}
              />{' '}
              {one.name}
            </label>,
            one.node,
            one.from,
            one.status === 'stays' ? one.from : one.to,
            <>
              <strong>{one.status}</strong>
              {one.reason && (
                <p class="error">
                  {one.reason.message} {one.reason.remedy}
                </p>
              )}
              {one.notes.map(({ pointer, message, remedy }) => (
                <p key={pointer}>
                  Value moved: {message} {remedy}
                </p>
              ))}
              {one.missing.map(({ message, remedy }) => (
                <p key={message} class="warning">
                  Needs a value: {message} {remedy}
                </p>
              ))}
              {one.wired.map(({ outcome }) => (
                <p key={outcome}>New outcome {outcome} is wired.</p>
              ))}
            </>,
          ]}
        />
      )}
    </section>
  );
};
