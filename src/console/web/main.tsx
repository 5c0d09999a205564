import { render } from 'preact';
import { address, linkTo } from './address.js';
import { AuthorizationsPage } from './authorizations-page.js';
import { hearChanges, interrupted, trouble, unkept } from './call.js';
import { FlowList, FlowPage } from './flows-page.js';
import { NodePage, Palette } from './nodes-page.js';
import { Problem } from './parts.js';
import { RunList, RunPage } from './runs-page.js';
import { SandboxPage } from './sandbox-page.js';

const places: [string, string][] = [
  ['nodes', 'Nodes'],
  ['flows', 'Flows'],
  ['authorizations', 'Authorizations'],
  ['sandbox', 'Sandbox'],
  ['runs', 'Runs'],
];

const Looked = () => {
  const [place = 'nodes', first, second, third] = address.value;
  // Another run is another page: what was typed there was for the one before.
  if (place === 'flows')
    return first ? <FlowPage key={`${first} ${second}`} file={first} run={second} /> : <FlowList />;
  if (place === 'authorizations') return <AuthorizationsPage />;
  if (place === 'sandbox') return <SandboxPage />;
  if (place === 'runs') return first ? <RunPage key={first} id={first} /> : <RunList />;
  return first && second ? (
    <NodePage key={`${first} ${second} ${third}`} node={first} version={second} run={third} />
  ) : (
    <Palette />
  );
};

const App = () => {
  const [place] = address.value;
  const now = places.some(([id]) => id === place) ? place : 'nodes';
  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the content
      </button>
      <header>
        <strong>wxcc-nodes</strong>
        <nav aria-label="Console">
          {places.map(([id, name]) => (
            <a key={id} href={linkTo(id)} {...(id === now && { 'aria-current': 'page' as const })}>
              {name}
            </a>
          ))}
        </nav>
      </header>
      {trouble.value && <Problem told={trouble.value} />}
      {interrupted.value !== '' && (
        <div class="problem" role="status">
          The page was loaded anew while {interrupted.value} was run. The console goes on with it; what it
          gives is kept under <a href={linkTo('runs')}>Runs</a>.{' '}
          <button
            type="button"
            class="small"
            onClick={() => {
              interrupted.value = '';
            }}
          >
            Understood
          </button>
        </div>
      )}
      {unkept.value !== '' && (
        <div class="problem" role="status">
          {unkept.value}
        </div>
      )}
      <Looked />
    </>
  );
};

const skip = () => {
  const main = document.getElementById('main');
  main?.setAttribute('tabindex', '-1');
  main?.focus();
};

const root = document.getElementById('app');
if (root) {
  root.replaceChildren();
  render(<App />, root);
  hearChanges().catch(() => {});
}
