import { chooseIntegration, integrationViews } from '../authorization/integration.js';
import { grantTexts, readBroughtGrant, tryBrought } from '../authorization/service-app.js';
import { integrationsOf } from '../engine/integrations.js';
import { authorizationUsages, readableSteps, usageLookup } from '../flow/usages.js';
import type { Place } from './place.js';
import { type Asked, get, post, type Route } from './route.js';
import { SignIns } from './sign-ins.js';

const soonMs = 14 * 24 * 3600 * 1000;

/** The authorizations: what the commands below `auth` tell and do. */
export const authorizationRoutes = (place: Place): Route[] => {
  const { workspace, flows, sandbox } = place;
  const { authorizations, connections, packages } = workspace;
  const integrations = async () => integrationsOf(await packages.nodes());
  const usages = async () =>
    usageLookup(
      await authorizationUsages(await readableSteps(flows, 'which authorizations it uses'), packages),
    );
  const signIns = new SignIns(authorizations);
  const detailsOf = async (asked: Asked) => {
    const [clientId, secret, scopes] = ['clientId', 'clientSecret', 'scopes'].map((name) =>
      asked.textIfAny(name),
    );
    const named = asked.textIfAny('connection') ?? place.connection;
    const { oauth } = sandbox && named === undefined ? sandbox.connection : await connections.load(named);
    const redirect = asked.textIfAny('redirect') ?? sandbox?.oauth.redirectUris[0];
    return {
      ...(clientId !== undefined && { clientId }),
      ...(secret !== undefined && { clientSecret: secret }),
      ...(scopes !== undefined && { scopes: scopes.split(/\s+/).filter(Boolean) }),
      ...(redirect !== undefined && { redirect }),
      ...(oauth && { hosts: { ...oauth, ...(named !== undefined && { connection: named }) } }),
    };
  };
  /** What the portal shows of a Service App; tokens come in and never go out. */
  const serviceAppOf = async (asked: Asked) => {
    const given = grantTexts.flatMap((name) => {
      const text = asked.textIfAny(name);
      return text === undefined ? [] : [[name, text]];
    });
    const { clientId: _id, clientSecret: _secret, redirect: _none, ...details } = await detailsOf(asked);
    return { ...details, grant: readBroughtGrant(Object.fromEntries(given), authorizations.now) };
  };
  return [
    get('/authorizations', async () => ({ json: await authorizations.list() })),
    get('/integrations', async () => ({
      json: integrationViews(await integrations(), await authorizations.list()),
    })),
    get('/doctor', async () => ({
      json: await authorizations.examine(await integrations(), await usages(), soonMs),
    })),
    post('/authorizations/add', async (asked) => ({
      json: await authorizations.add(
        asked.text('name'),
        chooseIntegration(await integrations(), asked.textIfAny('integration')),
        {
          ...(await detailsOf(asked)),
          clientId: asked.text('clientId'),
          clientSecret: asked.text('clientSecret'),
        },
      ),
    })),
    post('/authorizations/add-service-app', async (asked) => ({
      json: await tryBrought(
        authorizations,
        await authorizations.addServiceApp(
          asked.text('name'),
          chooseIntegration(await integrations(), asked.textIfAny('integration')),
          await serviceAppOf(asked),
        ),
      ),
    })),
    post('/authorizations/update-service-app', async (asked) => ({
      json: await tryBrought(
        authorizations,
        await authorizations.updateServiceApp(asked.text('name'), await serviceAppOf(asked)),
      ),
    })),
    post('/authorizations/update', async (asked) => ({
      json: await authorizations.update(asked.text('name'), await detailsOf(asked)),
    })),
    post('/authorizations/default', async (asked) => ({
      json: await authorizations.makeDefault(asked.text('name')),
    })),
    post('/authorizations/remove', async (asked) => ({
      json: { removed: (await authorizations.remove(asked.text('name'), await usages())).name },
    })),
    post('/authorizations/authorize', async (asked) => ({ json: await signIns.start(asked.text('name')) })),
    get('/authorizations/waiting', () => ({ json: signIns.waiting() })),
    post('/authorizations/outcome', async (asked) => ({ json: signIns.outcome(asked.text('name')) })),
    // For the form: what the console's own sandbox takes. Its secret is of a server that ends with the console.
    get('/authorizations/sandbox-client', () => ({ json: sandbox ? sandbox.oauth : null })),
  ];
};
