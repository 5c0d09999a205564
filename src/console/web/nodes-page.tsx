import { useState } from 'preact/hooks';
import { signatureText } from '../../package/signature-text.js';
import { fieldOf } from '../../schema/field.js';
import type { Schema } from '../../schema/schema.js';
import { linkTo } from './address.js';
import { call, callKept, useCall } from './call.js';
import { ExportSheet } from './export-sheet.js';
import { Form } from './form.js';
import { Await, Json, Outcome, Problem, Source, Table, Work } from './parts.js';
import type {
  CallResult,
  Diff,
  KeptCallRun,
  MethodDescription,
  NodeSummary,
  VersionDescription,
  VersionViews,
} from './shapes.js';

const Icon = ({ svg }: { svg: string | undefined }) =>
  svg === undefined ? null : (
    <img class="icon" alt="" src={`data:image/svg+xml,${encodeURIComponent(svg)}`} />
  );

/** All nodes by category. */
export const Palette = () => {
  const nodes = useCall<NodeSummary[]>('/nodes', undefined);
  const icons = useCall<Record<string, string>>('/icons', undefined);
  return (
    <main id="main">
      <h1>Nodes</h1>
      <Await of={nodes}>
        {(all) =>
          [...new Set(all.map(({ category }) => category))].map((category) => (
            <section key={category}>
              <h2>{category}</h2>
              <ul class="cards">
                {all
                  .filter((one) => one.category === category)
                  .map((node) => (
                    <li key={node.id}>
                      <a href={linkTo('nodes', node.id, node.default)}>
                        <Icon svg={icons.value?.[node.id]} />
                        <strong>{node.name}</strong>
                        <span>{node.description}</span>
                        <small>
                          {node.versions.map(({ version }) =>
                            version === node.default ? `${version} (default) ` : `${version} `,
                          )}
                        </small>
                        {node.signature.state !== 'unsigned' && (
                          <small>{signatureText(node.signature)}</small>
                        )}
                      </a>
                    </li>
                  ))}
              </ul>
            </section>
          ))
        }
      </Await>
    </main>
  );
};

const Versions = ({ node, version }: { node: string; version: string }) => {
  const views = useCall<VersionViews>(`/nodes/${node}`, undefined);
  return (
    <Await of={views}>
      {({ versions }) => (
        <>
          <Table
            caption="Versions"
            head={['Version', 'Status', 'Listed by', 'What changed']}
            rows={versions.map((one) => [
              one.version === version ? (
                <strong>{one.version}</strong>
              ) : (
                <a href={linkTo('nodes', node, one.version)}>{one.version}</a>
              ),
              one.status.join(', '),
              <Source source={one.source} />,
              one.changes.map(({ text, source }) => (
                <p key={text}>
                  {text} <Source source={source} />
                </p>
              )),
            ])}
          />
          {versions.length > 1 && (
            <Compare node={node} versions={versions.map((one) => one.version)} to={version} />
          )}
        </>
      )}
    </Await>
  );
};

const Compare = ({ node, versions, to }: { node: string; versions: string[]; to: string }) => {
  const [from, setFrom] = useState('');
  const diff = useCall<Diff>(from === '' ? undefined : `/diff/${node}/${from}/${to}`, undefined);
  return (
    <>
      <p>
        <label for="compare">Compare {to} with </label>
        <select
          id="compare"
          value={from}
          onChange={(event) => setFrom((event.target as HTMLSelectElement).value)}
        >
          <option value="">—</option>
          {versions
            .filter((one) => one !== to)
            .map((one) => (
              <option key={one}>{one}</option>
            ))}
        </select>
      </p>
      {from !== '' && (
        <Await of={diff}>
          {(found) => (
            <Table
              caption={`From ${from} to ${to}: ${found.changes.length === 0 ? 'no change' : found.class}`}
              head={['Class', 'Area', 'Where', 'Change', 'Source']}
              rows={found.changes.map((one) => [
                <span class={`class ${one.class.replace(' ', '-')}`}>{one.class}</span>,
                one.area,
                one.where,
                `${one.kind}: ${one.text}`,
                <Source source={one.source} />,
              ])}
            />
          )}
        </Await>
      )}
    </>
  );
};

export const ResultView = ({ result, exchange }: { result: CallResult; exchange: unknown[] }) => (
  <section aria-live="polite" class="result">
    <h3>
      <Outcome name={result.outcome} type={result.type} />
    </h3>
    <p>
      Effect {result.effect}; {result.timings.total} ms (token {result.timings.token}, send{' '}
      {result.timings.send}, wait {result.timings.wait}).
    </p>
    {result.intermediate.map(({ outcome, at }) => (
      <p key={`${outcome} ${at}`}>
        Before: {outcome} after {at} ms.
      </p>
    ))}
    {result.diagnostics.map((one, index) => (
      <p key={index} class={one.severity}>
        <strong>{one.severity}</strong> {one.pointer && <code>{one.pointer}</code>} {one.message} {one.remedy}
      </p>
    ))}
    <h4>Outputs</h4>
    <Json value={result.outputs} label="Outputs" />
    <h4>Exchange</h4>
    <Json value={exchange} label="Exchange" />
  </section>
);

type Shown = { result: CallResult; exchange: unknown[] } | { dry: unknown };

const MethodForm = ({
  node,
  version,
  method,
  kept,
}: {
  node: string;
  version: string;
  method: MethodDescription;
  /** A run whose inputs are taken over. */
  kept: KeptCallRun | undefined;
}) => {
  const examples = (method.input.examples as unknown[] | undefined) ?? [];
  const [input, setInput] = useState<unknown>(kept?.asked.input ?? {});
  const [fault, setFault] = useState(kept?.asked.fault ?? '');
  const [shown, setShown] = useState<Shown | undefined>(kept?.gave);
  const faults = useCall<string[]>('/faults', undefined);
  const body = { node, version, method: method.id, input };
  return (
    <section>
      <h2>
        {method.name} <Source source={method.source} />
      </h2>
      <p>
        <code>
          {method.request.verb} {method.request.path}
        </code>{' '}
        <Source source={method.request.source} />
      </p>
      <form onSubmit={(event) => event.preventDefault()}>
        {examples.length > 0 && (
          <p>
            <label for={`example-${method.id}`}>Fill in </label>
            <select
              id={`example-${method.id}`}
              value=""
              onChange={(event) => {
                const at = Number((event.target as HTMLSelectElement).value);
                if (examples[at] !== undefined) setInput(examples[at]);
              }}
            >
              <option value="">an example…</option>
              {examples.map((_, index) => (
                <option key={index} value={String(index)}>
                  Example {index + 1}
                </option>
              ))}
            </select>
          </p>
        )}
        <Form field={fieldOf(method.input as Schema)} value={input} change={setInput} />
        <details>
          <summary>The inputs as JSON</summary>
          <Json value={input} label="Inputs as JSON" />
        </details>
        <div class="bar">
          <Work label="Dry run" run={async () => setShown({ dry: await call('/dry-run', body) })} />
          <Work
            label="Run"
            kind="main"
            run={async () => {
              const asked = { ...body, ...(fault !== '' && { fault }) };
              const { value } = await callKept<Shown>(`${node} ${version} ${method.id}`, '/invoke', asked);
              setShown(value);
            }}
          />
          <label for={`fault-${method.id}`}>Force </label>
          <select
            // A choice shows once its option is there.
            key={String(faults.value !== undefined)}
            id={`fault-${method.id}`}
            value={fault}
            onChange={(event) => setFault((event.target as HTMLSelectElement).value)}
          >
            <option value="">nothing</option>
            {faults.value?.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </div>
      </form>
      {shown && 'dry' in shown && (
        <section aria-live="polite">
          <h3>Would be sent</h3>
          <Json value={shown.dry} label="Request" />
        </section>
      )}
      {shown && 'result' in shown && <ResultView {...shown} />}
      <Table
        caption="Outcomes"
        head={['Outcome', 'When']}
        rows={Object.entries(method.when).map(([name, when]) => [
          <Outcome
            name={name}
            type={method.outcomes.find((one) => one.name === name)?.type ?? builtIn(name)}
          />,
          when,
        ])}
      />
    </section>
  );
};

/** The outcomes that the platform gives every step. */
const builtIn = (name: string) => (name === 'onTimeout' ? 'timeout' : 'error');

/** What a grant needs for its calls, and the package that it comes from. */
const Access = ({ found: { auth, package: from, signature } }: { found: VersionDescription }) => {
  const operations = auth.wires?.public ?? [];
  return (
    <section>
      <h2>Authorization and package</h2>
      {auth.type === 'none' ? (
        <p>Its calls need no authorization.</p>
      ) : (
        <p>
          Scopes: <code>{auth.scopes?.join(' ') || 'none'}</code> <Source source={auth.source} />
        </p>
      )}
      {operations.length > 0 && (
        <Table
          caption="Operations of the published APIs"
          head={['Operation', 'One of these scopes', 'Grant', 'Source']}
          rows={operations.map((one) => [
            <code>{one.operation}</code>,
            one.scopes.join(', '),
            one.serviceApp ? 'of a Service App' : '',
            <Source source={one.source} />,
          ])}
        />
      )}
      <p>
        Package {from.name} {from.version}, {from.origin}, {signatureText(signature)};{' '}
        <code>{from.digest}</code>
      </p>
    </section>
  );
};

/** What is told of a version, with the method whose form is shown. */
const Described = ({ found, kept }: { found: VersionDescription; kept: KeptCallRun | undefined }) => {
  const [chosen, setChosen] = useState(kept?.asked.method ?? '');
  const { node, version, methods } = found;
  const method = methods.find(({ id }) => id === chosen) ?? methods[0];
  const given = { node: node.id, version };
  return (
    <>
      <h1>
        {node.name} {version} <Source source={found.source} />
      </h1>
      <p>
        {node.description} {node.whenToUse}
      </p>
      {node.whichVersion && <p>{node.whichVersion}</p>}
      {methods.length > 1 && (
        <div class="bar" role="group" aria-label="Methods">
          {methods.map(({ id, name }) => (
            <button key={id} type="button" aria-pressed={id === method?.id} onClick={() => setChosen(id)}>
              {name}
            </button>
          ))}
        </div>
      )}
      {method && (
        <MethodForm
          key={method.id}
          {...given}
          method={method}
          kept={kept?.asked.method === method.id ? kept : undefined}
        />
      )}
      <Access found={found} />
      <Versions {...given} />
      <ExportSheet {...given} />
    </>
  );
};

/** A node version: what it is, its form, its versions, what to type at Webex Connect. */
export const NodePage = ({
  node,
  version,
  run,
}: {
  node: string;
  version: string;
  /** The id of a run whose inputs are taken over. */
  run: string | undefined;
}) => {
  const described = useCall<VersionDescription>(`/nodes/${node}/${version}`, undefined);
  const kept = useCall<KeptCallRun>(run === undefined ? undefined : `/runs/${run}`, undefined);
  return (
    <main id="main">
      {kept.told && <Problem told={kept.told} />}
      <Await of={described}>
        {(found) =>
          run !== undefined && !kept.value && !kept.told ? null : (
            <Described found={found} kept={kept.value} />
          )
        }
      </Await>
    </main>
  );
};
