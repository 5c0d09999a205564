import { useState } from 'preact/hooks';
import { linkTo } from './address.js';
import { call, callKept, unkept, useCall } from './call.js';
import { ResultView } from './nodes-page.js';
import { Await, Json, LongTable, Outcome, Work } from './parts.js';
import type { KeptRun, Report, RunHead, StoryReport } from './shapes.js';

/** A moment as the browser's language has it. */
const Moment = ({ at }: { at: string }) => <time dateTime={at}>{new Date(at).toLocaleString()}</time>;

const again = (id: string, what: string) => async () => {
  const { run: kept } = await callKept(what, '/runs/again', { run: id });
  if (kept !== null) location.hash = linkTo('runs', kept);
  else if (unkept.value === '') unkept.value = 'It was run again; the console keeps no runs (--keep-runs 0).';
};

/** What was run here, newest first. */
export const RunList = () => {
  const [changes, setChanges] = useState(0);
  const found = useCall<{ runs: RunHead[]; unreadable: string[] }>('/runs', undefined, [changes]);
  const forget = (body: object) => async () => {
    await call('/runs/remove', body);
    setChanges(changes + 1);
  };
  return (
    <main id="main">
      <h1>Runs</h1>
      <Await of={found}>
        {({ runs, unreadable }) => (
          <>
            {runs.length + unreadable.length === 0 ? (
              <p>Nothing was run yet. Run a node or a flow; it is kept here with its inputs.</p>
            ) : (
              <Work label="Forget all runs" run={forget({ all: true })} />
            )}
            {unreadable.map((id) => (
              <p key={id} class="warning">
                <code>{id}</code> cannot be read.{' '}
                <Work label={`Forget ${id}`} kind="small" run={forget({ run: id })} />
              </p>
            ))}
            {runs.length > 0 && (
              <LongTable
                caption="What was run here"
                head={['When', 'What', 'Outcome', 'To', 'Do']}
                of={runs}
                row={({ id, at, what, outcome, type, to }) => [
                  <a href={linkTo('runs', id)}>
                    <Moment at={at} />
                  </a>,
                  what,
                  <Outcome name={outcome} type={type} />,
                  to,
                  <div class="bar">
                    <Work label="Run again" kind="small" run={again(id, what)} />
                    <Work label="Forget" kind="small" run={forget({ run: id })} />
                  </div>,
                ]}
              />
            )}
          </>
        )}
      </Await>
    </main>
  );
};

const ReportView = ({ report, caption }: { report: Report; caption: string }) => (
  <section class="result">
    <p>
      {report.end.message} {report.end.status}, {report.steps.length} executions.
    </p>
    <LongTable
      caption={caption}
      head={['#', 'Step', 'Outcome']}
      of={report.steps}
      row={({ number, name, outcome, type }) => [
        String(number),
        name,
        <Outcome name={outcome} type={type} />,
      ]}
    />
  </section>
);

/** What happened in a story, and each flow that it started. */
export const StoryView = ({ happened, openTasks }: StoryReport) => (
  <section class="result">
    {happened.map(({ what, problems, runs }, index) => (
      <div key={index}>
        <h3>{what}</h3>
        {problems.map((problem) => (
          <p key={problem} class="error">
            error: {problem}
          </p>
        ))}
        {runs.map((run) => (
          <div key={run.flow.id}>
            <h4>{run.flow.name}</h4>
            {run.end.reason === 'not-started' ? (
              <p>{run.end.message}</p>
            ) : (
              <ReportView report={run} caption={`Executions of ${index + 1}, ${run.flow.name}`} />
            )}
          </div>
        ))}
      </div>
    ))}
    {openTasks.length === 0 ? (
      <p>No task is open at the end.</p>
    ) : (
      openTasks.map(({ id, state, pending }) => (
        <p key={id} class="warning">
          Open at the end: task {id} is {state}
          {pending && `; ${pending} waits for an answer`}.
        </p>
      ))
    )}
  </section>
);

/** Where the inputs are taken over. */
const formOf = ({ id, ...run }: KeptRun): { link: string; label: string } => {
  switch (run.kind) {
    case 'call':
      return {
        link: linkTo('nodes', run.asked.node, run.asked.version, id),
        label: 'Take over into the form',
      };
    case 'flow':
      return { link: linkTo('flows', run.asked.file, id), label: 'Show on the picture' };
    case 'story':
      return { link: linkTo('flows'), label: 'All flows and stories' };
  }
};

const Gave = ({ run }: { run: KeptRun }) => {
  if (!run.gave) return <p>What it gave was too large to be kept: {run.outcome}.</p>;
  switch (run.kind) {
    case 'call':
      return <ResultView {...run.gave} />;
    case 'flow':
      return <ReportView report={run.gave} caption="Executions" />;
    case 'story':
      return <StoryView {...run.gave} />;
  }
};

/** One run: what was asked, and what it gave. */
export const RunPage = ({ id }: { id: string }) => {
  const found = useCall<KeptRun>(`/runs/${id}`, undefined);
  return (
    <main id="main">
      <p>
        <a href={linkTo('runs')}>All runs</a>
      </p>
      <Await of={found}>
        {(run) => (
          <>
            <h1>{run.what}</h1>
            <p>
              <Moment at={run.at} />, to {run.to}
            </p>
            <div class="bar">
              <Work label="Run again" kind="main" run={again(run.id, run.what)} />
              <a href={formOf(run).link}>{formOf(run).label}</a>
            </div>
            <h2>Asked</h2>
            <Json value={run.asked} label="Asked" />
            <h2>Gave</h2>
            <Gave run={run} />
          </>
        )}
      </Await>
    </main>
  );
};
