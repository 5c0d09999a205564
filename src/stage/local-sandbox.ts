import type { Connection } from '../../schemas/types.js';
import { sandboxChannels } from '../engine/connections.js';
import type { Sandbox, SandboxOptions } from '../sandbox/sandbox.js';
import { defaultScenario } from '../sandbox/seed.js';

/** A sandbox that listens on this machine, and the connection by which calls reach its first organization. */
export interface LocalSandbox extends Sandbox {
  connection: Connection;
}

/** Starts it; rejects when the port is taken. */
export const openLocalSandbox = async (
  options: SandboxOptions & { port?: number },
): Promise<LocalSandbox> => {
  // Loaded when needed: a web and an OAuth server would make every other command start late.
  const { startSandbox } = await import('../sandbox/sandbox.js');
  const sandbox = await startSandbox(options);
  const { url, orgId, oauth } = sandbox;
  return Object.assign(sandbox, {
    connection: {
      orgId,
      taskApi: `${url}/wxcc-task`,
      publicApi: url,
      configApi: url,
      channels: sandboxChannels,
      oauth: { authorize: oauth.authorize, token: oauth.token },
    },
  });
};

/** The default organization, with a first agent who accepts each contact after so many milliseconds. */
export const answeringScenario = (answersAfterMs: number): NonNullable<SandboxOptions['scenario']> => {
  const { organizations } = defaultScenario();
  const [organization] = organizations;
  const [first, ...others] = organization!.agents;
  return { organizations: [{ ...organization!, agents: [{ ...first!, answersAfterMs }, ...others] }] };
};
