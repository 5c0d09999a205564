import { useEffect, useState } from 'preact/hooks';
import { call, useCall } from './call.js';
import { Await, Problem, Source, Table, Work } from './parts.js';
import type { Authorization, Examination, Integration } from './shapes.js';

const dayMs = 24 * 3600 * 1000;

/** What ends when, the next end first. */
const endsOf = (authorizations: Authorization[]) =>
  authorizations
    .flatMap(({ name, accessToken, refreshToken }) =>
      [
        {
          name,
          what: 'access token (renewed by itself)',
          endsAt: accessToken.endsAt,
          ends: accessToken.ends,
        },
        {
          name,
          what: 'refresh token (somebody must sign in)',
          endsAt: refreshToken.endsAt,
          ends: refreshToken.ends,
        },
      ].flatMap((one) => (one.endsAt === null ? [] : [{ ...one, at: Date.parse(one.endsAt) }])),
    )
    .sort((a, b) => a.at - b.at);

const TimeLine = ({
  authorizations,
  examined,
}: {
  authorizations: Authorization[];
  examined: Examination[] | undefined;
}) => {
  const ends = endsOf(authorizations);
  if (ends.length === 0) return null;
  const stepsOf = (name: string) => examined?.find((one) => one.name === name)?.usedBy ?? [];
  return (
    <Table
      caption="What ends when, and which steps stop then"
      head={['When', 'Authorization', 'What', 'Steps that use it']}
      rows={ends.map((one) => [
        <span class={one.at - Date.now() < 7 * dayMs ? 'warning' : ''}>{one.ends}</span>,
        one.name,
        one.what,
        stepsOf(one.name)
          .map(({ flow, step }) => `${flow}: ${step}`)
          .join(', '),
      ])}
    />
  );
};

const empty = {
  ...{ name: '', clientId: '', clientSecret: '', redirect: '', scopes: '' },
  ...{ refreshToken: '', accessToken: '', accessTokenEndsAt: '' },
};

type FieldOfForm = [name: keyof typeof empty, label: string, type: 'text' | 'password' | 'url'];

const [name, clientId, clientSecret, scopes]: FieldOfForm[] = [
  ['name', 'Name', 'text'],
  ['clientId', 'Client id', 'text'],
  ['clientSecret', 'Client secret', 'password'],
  ['scopes', 'Scopes (left out: what the nodes ask for)', 'text'],
];

const forms: Record<'signIn' | 'serviceApp', FieldOfForm[]> = {
  signIn: [name!, clientId!, clientSecret!, ['redirect', 'Redirect address', 'url'], scopes!],
  serviceApp: [
    ...[name!, clientId!, clientSecret!],
    ['refreshToken', 'Refresh token', 'password'],
    ['accessToken', 'Access token (without a refresh token)', 'password'],
    ['accessTokenEndsAt', 'Its end, for example 2026-12-01T10:00:00Z', 'text'],
    scopes!,
  ],
};

const Details = ({
  title,
  given,
  form = 'signIn',
  withName,
  done,
  send,
}: {
  title: string;
  given: typeof empty;
  form?: keyof typeof forms;
  withName: boolean;
  done: () => void;
  send: (details: typeof empty) => Promise<unknown>;
}) => {
  // What is given may come late: what somebody has typed by then stays.
  const [typed, setTyped] = useState<Partial<typeof empty>>({});
  const details = { ...given, ...typed };
  return (
    <details>
      <summary>{title}</summary>
      <form onSubmit={(event) => event.preventDefault()} autocomplete="off">
        {forms[form]
          .filter(([name]) => withName || name !== 'name')
          .map(([name, label, type]) => (
            <div class="field" key={name}>
              <label for={`${title} ${name}`}>{label}</label>
              <input
                id={`${title} ${name}`}
                {...({ type } as { type: 'text' })}
                autocomplete={type === 'password' ? 'new-password' : 'off'}
                value={details[name]}
                onInput={(event) => {
                  const { value } = event.target as HTMLInputElement;
                  setTyped((before) => ({ ...before, [name]: value }));
                }}
              />
            </div>
          ))}
        <Work
          label={title}
          kind="main"
          run={async () => {
            // What was added and cannot be renewed is there all the same.
            await send(details).finally(done);
            setTyped({});
          }}
        />
      </form>
    </details>
  );
};

type SandboxClient = { clientId: string; clientSecret: string; redirectUris: string[] } | null;

/** The integrations and their authorizations. */
export const AuthorizationsPage = () => {
  const [again, setAgain] = useState(0);
  const reload = () => setAgain((count) => count + 1);
  const integrations = useCall<Integration[]>('/integrations', undefined, [again]);
  const authorizations = useCall<Authorization[]>('/authorizations', undefined, [again]);
  const examined = useCall<Examination[]>('/doctor', undefined, [again]);
  const sandbox = useCall<SandboxClient>('/authorizations/sandbox-client', undefined);
  const [chosen, setChosen] = useState<string>();
  const [waiting, setWaiting] = useState<{ name: string; url: string }>();
  const [said, setSaid] = useState('');
  // A page that was loaded anew finds the sign-in that another window is at.
  const under = useCall<{ name: string; url: string } | null>('/authorizations/waiting', undefined);
  useEffect(() => {
    if (under.value) setWaiting(under.value);
  }, [under.value]);
  // Somebody signs in in another window: the list changes by itself.
  useEffect(() => {
    if (!waiting) return undefined;
    const timer = setInterval(async () => {
      const outcome = await call<{ state: string; error?: { message: string } }>('/authorizations/outcome', {
        name: waiting.name,
      }).catch(() => undefined);
      if (!outcome || outcome.state === 'waiting') return;
      setSaid(
        outcome.state === 'authorized'
          ? `${waiting.name} is authorized.`
          : `${waiting.name} was not authorized. ${outcome.error?.message ?? ''}`,
      );
      setWaiting(undefined);
      reload();
    }, 700);
    return () => clearInterval(timer);
  }, [waiting]);
  const authorize = async (name: string) => {
    // Opened before the call, while the browser knows that somebody clicked.
    const opened = open('about:blank', '_blank');
    try {
      const { url } = await call<{ url: string }>('/authorizations/authorize', { name });
      if (opened) opened.location.href = url;
      setWaiting({ name, url });
    } catch (error) {
      opened?.close();
      throw error;
    }
  };
  const given = sandbox.value
    ? {
        ...empty,
        name: 'sandbox',
        clientId: sandbox.value.clientId,
        clientSecret: sandbox.value.clientSecret,
        redirect: sandbox.value.redirectUris[0] ?? '',
      }
    : empty;
  const view = authorizations.value?.find(({ name }) => name === chosen);
  const lacks = examined.value?.find(({ name }) => name === chosen);
  return (
    <main id="main">
      <h1>Authorizations</h1>
      <p aria-live="polite">{said}</p>
      {waiting && (
        <p class="warning">
          Waiting for the sign-in of {waiting.name}.{' '}
          <a href={waiting.url} target="_blank" rel="noopener noreferrer">
            Open the sign-in page
          </a>
        </p>
      )}
      <Await of={integrations}>
        {(all) => (
          <Table
            caption="Integrations"
            head={['Integration', 'Status', 'Default', 'Authorizations', 'Nodes']}
            rows={all.map((one) => [
              one.name,
              <span class={one.state === 'Authorized' ? 'good' : 'warning'}>{one.state}</span>,
              one.default ?? '—',
              one.authorizations.join(', '),
              one.nodes.join(', '),
            ])}
          />
        )}
      </Await>
      <Await of={authorizations}>
        {(all) => (
          <>
            {all.length === 0 && <p>There are no authorizations yet.</p>}
            {all.length > 0 && (
              <Table
                caption="Authorizations"
                head={['Name', 'Status', 'Do']}
                rows={all.map((one) => [
                  <button type="button" class="link" onClick={() => setChosen(one.name)}>
                    {one.name}
                    {one.isDefault && ' (default)'}
                    {one.serviceApp && ' (Service App)'}
                  </button>,
                  <span class={one.state === 'Authorized' ? 'good' : 'warning'}>{one.state}</span>,
                  <div class="bar">
                    {!one.serviceApp && (
                      <Work label={`Authorize ${one.name}`} run={() => authorize(one.name)} />
                    )}
                    <Work
                      label={`Make ${one.name} the default`}
                      disabled={one.isDefault}
                      run={async () => {
                        await call('/authorizations/default', { name: one.name });
                        reload();
                      }}
                    />
                    <Work
                      label={`Remove ${one.name}`}
                      run={async () => {
                        await call('/authorizations/remove', { name: one.name });
                        setChosen(undefined);
                        reload();
                      }}
                    />
                  </div>,
                ])}
              />
            )}
            <TimeLine authorizations={all} examined={examined.value} />
          </>
        )}
      </Await>
      {examined.told && <Problem told={examined.told} />}
      {examined.value?.flatMap(({ name, advice }) =>
        advice.map((one) => (
          <p key={`${name} ${one}`} class="warning">
            {name}: {one}
          </p>
        )),
      )}
      {view && (
        <section>
          <h2>{view.name}</h2>
          <dl>
            {[
              ['State', `${view.state}${view.reason ? `: ${view.reason}` : ''}`],
              ['Client id', view.clientId],
              ['Scopes', view.scopes.join(' ')],
              ['Granted', view.grantedScopes?.join(' ') ?? 'the provider did not say'],
              ['Redirect address', view.redirect],
              ['Authorized', view.authorizedAt ?? 'never'],
              ['Last used', view.lastUsedAt ?? 'never'],
              ['Access token', view.accessToken.ends],
              ['Refresh token', view.refreshToken.ends],
            ].map(([term, text]) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
          {lacks && (lacks.uncovered.length > 0 || lacks.lacking.length > 0) && (
            <Table
              caption="What its scopes do not do for"
              head={['What', 'Lacks', 'Source']}
              rows={[
                ...lacks.uncovered.map(({ node, missing, source }) => [
                  node,
                  missing.join(' '),
                  <Source source={source} />,
                ]),
                ...lacks.lacking.map(({ operation, missing, needsServiceApp, source }) => [
                  <code>{operation}</code>,
                  [missing.join(' or '), needsServiceApp && "a Service App's grant"]
                    .filter(Boolean)
                    .join(', '),
                  <Source source={source} />,
                ]),
              ]}
            />
          )}
          <Details
            key={view.name}
            title={`Update ${view.name}`}
            form={view.serviceApp ? 'serviceApp' : 'signIn'}
            given={{
              ...empty,
              clientId: view.clientId,
              redirect: view.redirect,
              scopes: view.scopes.join(' '),
            }}
            withName={false}
            done={reload}
            send={async (details) => {
              const asked = { ...details, name: view.name };
              if (view.serviceApp) {
                const { state } = await call<Authorization>('/authorizations/update-service-app', asked);
                return setSaid(`${view.name} is updated: ${state}.`);
              }
              await call('/authorizations/update', asked);
              setSaid(`${view.name} is updated; authorize it again.`);
            }}
          />
        </section>
      )}
      <Details
        title="Add an authorization"
        given={given}
        withName={true}
        done={reload}
        send={(details) => call('/authorizations/add', details)}
      />
      <Details
        title="Add a Service App"
        form="serviceApp"
        given={empty}
        withName={true}
        done={reload}
        send={async (details) => {
          const { name, state } = await call<Authorization>('/authorizations/add-service-app', details);
          setSaid(`${name}: ${state}.`);
        }}
      />
    </main>
  );
};
