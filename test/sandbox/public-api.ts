import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.js';
import { defaultScenario, type OrganizationSeed } from '../../src/sandbox/seed.js';
import type { Answer } from './raw-api.js';

export interface List {
  meta: {
    orgid: string;
    page: number;
    pageSize: number;
    totalPages: number;
    totalRecords: number;
    links: { self: string; first: string; last: string; next?: string; prev?: string };
  };
  data: { id: string; name: string; [field: string]: unknown }[];
}

const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** A sandbox whose public APIs are called without any of this project's client code. */
export class PublicApi {
  private constructor(readonly sandbox: Sandbox) {}

  /** Stopped after the tests of the file. `changes` are made to the default organization. */
  static async start(changes: Partial<OrganizationSeed> = {}): Promise<PublicApi> {
    const [organization] = defaultScenario().organizations;
    const scenario = { organizations: [{ ...organization!, ...changes }] };
    const sandbox = await startSandbox({ callbackDelayMs: 5, scenario });
    stops.push(() => sandbox.stop());
    return new PublicApi(sandbox);
  }

  async get(path: string, headers: Record<string, string> = this.headers): Promise<Answer> {
    const response = await fetch(this.sandbox.url + path, { headers });
    const text = await response.text();
    const json = text === '' ? {} : JSON.parse(text);
    return { status: response.status, headers: response.headers, text, json };
  }

  get headers(): Record<string, string> {
    return { Authorization: `Bearer ${this.sandbox.token}` };
  }

  path(list: string, query: Record<string, string> = {}): string {
    return `/organization/${this.sandbox.orgId}/v2/${list}?${new URLSearchParams(query)}`;
  }

  /** A list that must be answered with 200. */
  async list(list: string, query: Record<string, string> = {}): Promise<List> {
    const { status, json, text } = await this.get(this.path(list, query));
    if (status !== 200) throw new Error(`${list}: ${status} ${text}`);
    return json as unknown as List;
  }

  async admin<Type>(path: string, body: unknown): Promise<Type> {
    const response = await fetch(`${this.sandbox.url}/_sandbox${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Type;
  }
}
