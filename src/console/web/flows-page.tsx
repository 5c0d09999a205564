import { useEffect, useState } from 'preact/hooks';
import { leadsTo } from '../../flow/types.js';
import type { Finding } from '../../ground/finding.js';
import { linkTo } from './address.js';
import { call, callKept, fileChanges, useCall } from './call.js';
import { Await, Findings, Json, LongTable, Outcome, Problem, Work } from './parts.js';
import { Picture } from './picture.js';
import { StoryView } from './runs-page.js';
import type {
  Exploration,
  FlowNames,
  KeptFlowRun,
  Report,
  ShownFlow,
  ShownStep,
  ShownStory,
  StoryReport,
} from './shapes.js';
import { UpgradeAssistant } from './upgrade-assistant.js';

const Checked = ({ file }: { file: string }) => {
  const checked = useCall<{ findings: Finding[] }>('/flow/check', { file }, [fileChanges.value]);
  if (checked.told) return <span class="error">cannot be read</span>;
  if (!checked.value) return <span class="quiet">…</span>;
  const count = (wanted: string) =>
    checked.value!.findings.filter(({ severity }) => severity === wanted).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors + warnings === 0) return <span class="good">✓ no finding</span>;
  return (
    <span class={errors > 0 ? 'error' : 'warning'}>
      {errors > 0 && `✕ errors: ${errors} `}
      {warnings > 0 && `! warnings: ${warnings}`}
    </span>
  );
};

/** What is forced, each with a way to take it back. */
const Forced = ({ faults, drop }: { faults: string[]; drop: (fault: string) => void }) =>
  faults.length === 0 ? null : (
    <p class="bar">
      Forced:
      {faults.map((fault) => (
        <button
          key={fault}
          type="button"
          class="small"
          aria-label={`Do not force ${fault}`}
          onClick={() => drop(fault)}
        >
          {fault} ×
        </button>
      ))}
    </p>
  );

/** Chooses what goes wrong in a story: outcomes of the steps of its flows. */
const StoryFaults = ({
  file,
  faults,
  change,
}: {
  file: string;
  faults: string[];
  change: (faults: string[]) => void;
}) => {
  const shown = useCall<Partial<ShownStory>>('/story/show', { file }, [fileChanges.value]);
  const add = (choice: Event) => {
    const select = choice.target as HTMLSelectElement;
    if (select.value !== '' && !faults.includes(select.value)) change([...faults, select.value]);
    select.value = '';
  };
  return (
    <>
      <select aria-label={`Force an outcome in ${file}`} onChange={add}>
        <option value="">nothing more</option>
        {shown.value?.flows?.flatMap((flow) =>
          flow.steps.map((step) => (
            <optgroup key={`${flow.id} ${step.id}`} label={`${flow.name}: ${step.name}`}>
              {step.outcomes.map((outcome) => (
                <option key={outcome} value={`flow=${flow.id},step=${step.id},outcome=${outcome}`}>
                  {outcome}
                </option>
              ))}
            </optgroup>
          )),
        )}
      </select>
      <Forced faults={faults} drop={(fault) => change(faults.filter((one) => one !== fault))} />
    </>
  );
};

const Stories = ({ folder, stories }: FlowNames) => {
  const [refused, setRefused] = useState<Finding[]>([]);
  const [told, setTold] = useState<StoryReport>();
  const [faults, setFaults] = useState<Record<string, string[]>>({});
  const tell = (file: string) => async () => {
    const { value, run } = await callKept<StoryReport & { findings?: Finding[] }>(file, '/story/run', {
      file,
      faults: faults[file] ?? [],
    });
    setRefused(value.findings ?? []);
    if (run !== null) location.hash = linkTo('runs', run);
    else if (!value.findings) setTold(value);
  };
  return (
    <section>
      <LongTable
        caption={`Stories of ${folder}: several flows for one contact`}
        head={['File', 'Goes wrong', 'Do']}
        of={stories}
        row={(file) => [
          <code>{file}</code>,
          <StoryFaults
            file={file}
            faults={faults[file] ?? []}
            change={(own) => setFaults({ ...faults, [file]: own })}
          />,
          <Work label={`Run ${file}`} kind="small" run={tell(file)} />,
        ]}
      />
      <div aria-live="polite">
        {refused.length > 0 && <Findings findings={refused} />}
        {told && <StoryView {...told} />}
      </div>
    </section>
  );
};

/** The flow files of the folder. */
export const FlowList = () => {
  const names = useCall<FlowNames>('/flows', undefined, [fileChanges.value]);
  return (
    <main id="main">
      <h1>Flows</h1>
      <Await of={names}>
        {(found) => (
          <>
            {found.flows.length === 0 ? (
              <p>
                {found.folder} has no flow. <code>wxcc-nodes flow new</code> writes one.
              </p>
            ) : (
              <LongTable
                caption={`Flow files of ${found.folder}`}
                head={['File', 'Findings']}
                of={found.flows}
                row={(file) => [<a href={linkTo('flows', file)}>{file}</a>, <Checked file={file} />]}
              />
            )}
            {found.stories.length > 0 && <Stories {...found} />}
          </>
        )}
      </Await>
    </main>
  );
};

/** The step of the flow that a finding is of, by its pointer. */
const stepAt = (pointer: string, flow: ShownFlow): string | undefined => {
  const [, place] = /^\/steps\/(\d+)/.exec(pointer) ?? [];
  return place === undefined ? undefined : flow.steps[Number(place)]?.id;
};

type StepRun = Report['steps'][number];

const StepDetails = ({
  step,
  runs,
  before,
  forced,
  force,
  again,
}: {
  step: ShownStep;
  runs: StepRun[];
  /** The variables before each execution. */
  before: Map<number, Record<string, string>>;
  forced: string[];
  force: (outcome: string) => void;
  /** Runs again from an execution; none where the run is not kept. */
  again: ((from: number) => Promise<void>) | undefined;
}) => (
  <section class="details" aria-label={`Step ${step.name}`}>
    <h2>
      {step.name} <small>{step.node ? `${step.node} ${step.version}` : step.kind}</small>
    </h2>
    {step.transitions && (
      <div class="bar" role="group" aria-label={`Force an outcome of ${step.name}`}>
        Force
        {Object.keys(step.transitions).map((outcome) => (
          <button
            key={outcome}
            type="button"
            class="small"
            aria-pressed={forced.includes(`step=${step.id},outcome=${outcome}`)}
            onClick={() => force(outcome)}
          >
            {outcome}
          </button>
        ))}
      </div>
    )}
    {runs.length === 0 && <p class="quiet">The run did not come here.</p>}
    {runs.map((run) => (
      <div key={run.number}>
        <h3>
          #{run.number} <Outcome name={run.outcome} type={run.type} /> at {Math.round(run.at / 1000)} s
        </h3>
        {run.kept && <p>Kept from the run before.</p>}
        {again && <Work label={`Run again from #${run.number}`} kind="small" run={() => again(run.number)} />}
        {run.forced && (
          <p>
            Forced ({run.forced.by}): {run.forced.how}.
          </p>
        )}
        {run.diagnostics.map((one, index) => (
          <p key={index} class={one.severity}>
            {one.severity}: {one.message} {one.remedy}
          </p>
        ))}
        <div class="columns">
          <div>
            <h4>Variables before</h4>
            <Json value={before.get(run.number) ?? {}} label={`Variables before ${run.number}`} />
          </div>
          <div>
            <h4>Variables after</h4>
            <Json value={run.variables} label={`Variables after ${run.number}`} />
          </div>
        </div>
        <h4>Outputs</h4>
        <Json value={run.outputs} label={`Outputs of ${run.number}`} />
        {run.exchanges && (
          <>
            <h4>Exchange</h4>
            <Json value={run.exchanges} label={`Exchange of ${run.number}`} />
          </>
        )}
      </div>
    ))}
  </section>
);

const beforeEach = (report: Report | undefined): Map<number, Record<string, string>> =>
  new Map(report?.steps.map((step, at) => [step.number, report.steps[at - 1]?.variables ?? {}]));

const runsById = (report: Report | undefined): Map<string, StepRun[]> => {
  const runs = new Map<string, StepRun[]>();
  for (const one of report?.steps ?? []) {
    const others = runs.get(one.id);
    if (others) others.push(one);
    else runs.set(one.id, [one]);
  }
  return runs;
};

const Explored = ({ explored }: { explored: Exploration & { findings: Finding[] } }) => (
  <section>
    <h2>
      Explored: {explored.percent} % of the outcomes in {explored.runs} runs
    </h2>
    <Findings findings={explored.findings} />
    <LongTable
      caption="Which outcomes were reached"
      head={['Step', 'Reached', 'Never']}
      of={explored.coverage}
      row={({ name, outcomes }) => [
        name,
        outcomes
          .filter(({ count }) => count > 0)
          .map(({ name: outcome, count }) => `${outcome} ${count}`)
          .join(', '),
        outcomes
          .filter(({ count }) => count === 0)
          .map(({ name: outcome }) => outcome)
          .join(', '),
      ]}
    />
  </section>
);

/** A flow: its findings, its picture, a run on it. */
export const FlowPage = ({
  file,
  run: runId,
}: {
  file: string;
  /** The id of a run that is shown, and whose event and faults are taken over. */
  run: string | undefined;
}) => {
  const [looks, setLooks] = useState(0);
  const again = looks + fileChanges.value;
  const names = useCall<FlowNames>('/flows', undefined, [again]);
  const shown = useCall<ShownFlow & { findings?: Finding[] }>('/flow/show', { file }, [again]);
  const checked = useCall<{ findings: Finding[] }>('/flow/check', { file }, [again]);
  const [event, setEvent] = useState('');
  const [faults, setFaults] = useState<string[]>([]);
  const [report, setReport] = useState<Report>();
  /** Under which id the report that is shown is kept, if it is. */
  const [shownRun, setShownRun] = useState<string | null>(null);
  const [refused, setRefused] = useState<Finding[]>();
  const [explored, setExplored] = useState<Exploration & { findings: Finding[] }>();
  const [chosen, setChosen] = useState<string>();
  // The file is somebody's in an editor: where nobody tells of a change, it shows when one comes back.
  useEffect(() => {
    const look = () => setLooks((count) => count + 1);
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, []);
  const kept = useCall<KeptFlowRun>(runId === undefined ? undefined : `/runs/${runId}`, undefined);
  useEffect(() => {
    if (kept.value?.asked.file !== file) return;
    setEvent(kept.value.asked.event ?? '');
    setFaults(kept.value.asked.faults);
    setReport(kept.value.gave);
    setShownRun(kept.value.id);
  }, [kept.value]);
  const asked = { file, ...(event !== '' && { event }) };
  const run = async (from?: number) => {
    const again = from === undefined || shownRun === null ? {} : { run: shownRun, from };
    const { value: given, run: id } = await callKept<Report & { findings?: Finding[] }>(file, '/flow/run', {
      ...{ ...asked, faults, ...again },
    });
    setShownRun(id);
    setRefused(given.findings);
    setReport(given.findings ? undefined : given);
  };
  const explore = async () => setExplored(await call('/flow/explore', asked));
  const force = (step: string, outcome: string) => {
    const fault = `step=${step},outcome=${outcome}`;
    setFaults((now) => (now.includes(fault) ? now.filter((one) => one !== fault) : [...now, fault]));
  };
  return (
    <main id="main">
      <p>
        <a href={linkTo('flows')}>All flows</a>
      </p>
      {kept.told && <Problem told={kept.told} />}
      <Await of={shown}>
        {(flow) => {
          if (!flow.steps)
            return (
              <>
                <h1>{file}</h1>
                <Findings findings={flow.findings ?? []} />
              </>
            );
          const findings = checked.value?.findings ?? [];
          const marked = new Set(
            findings.flatMap(({ severity, pointer }) =>
              severity === 'note' ? [] : (stepAt(pointer, flow) ?? []),
            ),
          );
          const before = beforeEach(report);
          const ran = runsById(report);
          const runsOf = (id: string) => ran.get(id) ?? [];
          const step = flow.steps.find(({ id }) => id === chosen);
          return (
            <>
              <h1>{flow.name}</h1>
              <p>
                <code>{file}</code>
              </p>
              <Findings findings={findings} />
              <div class="bar">
                <label for="event">Event </label>
                <select
                  // A choice shows once its option is there.
                  key={String(names.value !== undefined)}
                  id="event"
                  value={event}
                  onChange={(change) => setEvent((change.target as HTMLSelectElement).value)}
                >
                  <option value="">made up for the start</option>
                  {names.value?.events.map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </select>
                <Work label="Run" kind="main" run={() => run()} />
                <Work label="Explore" run={explore} />
              </div>
              <Forced faults={faults} drop={(fault) => setFaults(faults.filter((one) => one !== fault))} />
              <div aria-live="polite">
                {refused && <Findings findings={refused} />}
                {report && (
                  <p class={report.end.status === 'error' ? 'error' : 'good'}>
                    {report.end.message} {report.end.status}, {report.steps.length} executions.
                  </p>
                )}
              </div>
              <Picture file={file} report={report} marked={marked} choose={setChosen} again={again} />
              {step && (
                <StepDetails
                  step={step}
                  runs={runsOf(step.id)}
                  before={before}
                  forced={faults}
                  force={(outcome) => force(step.id, outcome)}
                  again={shownRun === null ? undefined : run}
                />
              )}
              <div id="steps" tabIndex={-1}>
                <LongTable
                  caption="Steps"
                  head={['Step', 'What', 'Leads to', 'In the run']}
                  of={flow.steps}
                  row={(one) => [
                    <button type="button" class="link" onClick={() => setChosen(one.id)}>
                      {marked.has(one.id) && '! '}
                      {one.name}
                    </button>,
                    one.node ? `${one.node} ${one.version}` : one.kind,
                    Object.entries(one.transitions ?? {}).map(([outcome, transition]) => (
                      <div key={outcome}>
                        {outcome} → {leadsTo(transition)}
                      </div>
                    )),
                    runsOf(one.id).map((ran) => (
                      <div key={ran.number}>
                        #{ran.number} <Outcome name={ran.outcome} type={ran.type} />
                      </div>
                    )),
                  ]}
                />
              </div>
              {explored && <Explored explored={explored} />}
              <UpgradeAssistant file={file} changed={() => setLooks(looks + 1)} />
            </>
          );
        }}
      </Await>
    </main>
  );
};
