import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Finding } from '../../ground/finding.js';
import { jsonText } from '../../node-kit/json-text.js';
import { type Loaded, type Told, toldOf } from './call.js';

/** What went wrong, and what to do. */
export const Problem = ({ told }: { told: Told }) => (
  <div class="problem" role="alert">
    <strong>{told.message}</strong> {told.remedy} <code>{told.code}</code>
  </div>
);

/** What was loaded, once it is there. */
export const Await = <Type,>({
  of: { value, told },
  children,
}: {
  of: Loaded<Type>;
  children: (value: Type) => ComponentChildren;
}) => {
  if (told) return <Problem told={told} />;
  return value === undefined ? <p class="quiet">Loading…</p> : children(value);
};

/** A button for work that takes its time; tells what went wrong beside it. */
export const Work = ({
  label,
  run,
  kind = '',
  disabled = false,
}: {
  label: string;
  run: () => Promise<unknown>;
  kind?: string;
  disabled?: boolean;
}) => {
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState<Told>();
  const start = async () => {
    if (busy) return;
    setBusy(true);
    setTold(undefined);
    try {
      await run();
    } catch (error) {
      setTold(toldOf(error));
    }
    setBusy(false);
  };
  return (
    <>
      {/* A button that is switched off loses the focus: a keyboard would be back at the start of the page. */}
      <button
        type="button"
        class={kind}
        disabled={disabled}
        aria-disabled={busy}
        aria-busy={busy}
        onClick={start}
      >
        {label}
      </button>
      {told && <Problem told={told} />}
    </>
  );
};

const sourceMeanings: Record<string, string> = {
  seed: 'named by the list that this pack was built from',
  documented: 'documented by Cisco',
  observed: 'seen on the platform, documented nowhere',
  assumed: 'assumed: nobody has confirmed it',
};

/** Who says so. */
export const Source = ({ source }: { source: string | undefined }) =>
  source === undefined ? null : (
    <span class={`source ${source}`} title={sourceMeanings[source] ?? source}>
      {source}
    </span>
  );

const marks: Record<string, string> = { success: '✓', error: '✕', timeout: '◷', intermediate: '…' };

/** An outcome with its kind, which a sign tells too. */
export const Outcome = ({ name, type }: { name: string; type: string }) => (
  <span class={`outcome ${type}`}>
    <span aria-hidden="true">{marks[type] ?? '·'}</span> {name}
    <span class="hidden"> ({type})</span>
  </span>
);

/** A value as JSON. */
export const Json = ({ value, label }: { value: unknown; label: string }) => (
  <pre tabIndex={0} role="region" aria-label={label}>
    {typeof value === 'string' ? value : jsonText(value, '  ')}
  </pre>
);

export const Table = ({
  caption,
  head,
  rows,
}: {
  caption: string;
  head: string[];
  rows: ComponentChildren[][];
}) => (
  <section class="wide" tabIndex={0} aria-label={caption}>
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {head.map((one) => (
            <th key={one} scope="col">
              {one}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((cells, row) => (
          <tr key={row}>
            {cells.map((cell, column) => (
              <td key={head[column]} data-head={head[column]}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

/** How many rows stand on the page at first, and how many come with a click: thousands would make it slow. */
const mostRows = 200;

/** A table that may be long; what it does not show is said. */
export const LongTable = <Type,>({
  caption,
  head,
  of,
  row,
}: {
  caption: string;
  head: string[];
  of: Type[];
  row: (one: Type) => ComponentChildren[];
}) => {
  const [most, setMost] = useState(mostRows);
  return (
    <>
      <Table caption={caption} head={head} rows={of.slice(0, most).map(row)} />
      <Rest shown={most} all={of.length} more={() => setMost(most + mostRows)} />
    </>
  );
};

const Rest = ({ shown, all, more }: { shown: number; all: number; more: () => void }) =>
  shown >= all ? null : (
    <p class="bar">
      {shown} of {all} are shown.
      <button type="button" class="small" onClick={more}>
        Show {Math.min(mostRows, all - shown)} more
      </button>
    </p>
  );

export const Findings = ({ findings }: { findings: Finding[] }) => {
  const [most, setMost] = useState(mostRows);
  const shown = findings.filter(({ severity }) => severity !== 'note');
  if (shown.length === 0) return <p class="good">✓ No finding.</p>;
  return (
    <>
      <ul class="findings">
        {shown.slice(0, most).map((one, index) => (
          <li key={index} class={one.severity}>
            <strong>{one.severity}</strong> {one.line !== undefined && <span>line {one.line}: </span>}
            {one.message} {one.remedy} <code>{one.rule}</code>
          </li>
        ))}
      </ul>
      <Rest shown={most} all={shown.length} more={() => setMost(most + mostRows)} />
    </>
  );
};

/** Copies a text, and says so. */
export const Copy = ({ text, what }: { text: string; what: string }) => {
  const [said, setSaid] = useState('Copy');
  const copy = async () => {
    await navigator.clipboard.writeText(text).then(
      () => setSaid('Copied'),
      () => setSaid('Not allowed'),
    );
    setTimeout(() => setSaid('Copy'), 2000);
  };
  return (
    <button type="button" class="small" aria-label={`${said} ${what}`} onClick={copy}>
      {said}
    </button>
  );
};

/** Saves bytes as a file of the browser's. */
export const save = (blob: Blob, name: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
