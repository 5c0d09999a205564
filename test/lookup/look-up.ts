import { join } from 'node:path';
import type { Connection } from '../../schemas/types.js';
import { type LookupRequest, type LookupResult, Lookups } from '../../src/lookup/lookups.js';
import type { PublicRate } from '../../src/runtime/public-rate.js';
import { fixedToken } from '../../src/runtime/token-source.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { defaultScenario, type OrganizationSeed } from '../../src/sandbox/seed.js';
import { Workshop, workspaceOf } from '../support/workshop.js';

export const globalVariables = { node: 'set-variable', list: 'global-variables' };

/** The real pipeline: built packages, a home of its own, and a sandbox whose lists are asked for. */
export class LookupShop {
  private constructor(readonly workshop: Workshop) {}

  static async open(): Promise<LookupShop> {
    return new LookupShop(await Workshop.open());
  }

  get home(): string {
    return this.workshop.home;
  }

  get connection(): Connection {
    return { ...this.workshop.connection, configApi: this.workshop.sandbox.url };
  }

  async lookUp(
    { node, list }: { node: string; list: string },
    { rate, ...request }: Partial<LookupRequest> & { rate?: PublicRate } = {},
  ): Promise<LookupResult> {
    const { connections, stores, engine } = workspaceOf(this.home);
    return new Lookups(connections, stores.lists, rate ?? engine.publicRate).get({
      from: (await this.workshop.engine.packages.find(node)).package,
      list,
      connection: this.connection,
      tokens: fixedToken(this.workshop.sandbox.token),
      ...request,
    });
  }

  /** How often the sandbox's configuration API was asked. */
  async asked(): Promise<number> {
    const { calls } = await this.workshop.admin<{ calls: { url: string }[] }>('GET', '/state');
    return calls.filter(({ url }) => url.startsWith('/organization/')).length;
  }

  fault(fault: Parameters<Workshop['order']>[1], times = 1): Promise<unknown> {
    return this.workshop.order('config-variables', fault, times);
  }
}

/** A second sandbox with other things in it; stopped by the caller. */
export const startOther = (changes: Partial<OrganizationSeed>) => {
  const [organization] = defaultScenario().organizations;
  return startSandbox({ scenario: { organizations: [{ ...organization!, ...changes }] } });
};

export const lookupFolder = (home: string) => join(home, 'lookups');
