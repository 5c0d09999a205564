import type { Source } from '../node-kit/method.js';
import { endText, uncoveredNodes } from './describe.js';
import { stateAt } from './freshness.js';
import type { Integration } from './integration.js';
import { grantCommand, testCommand } from './name.js';
import { type LackingOperation, lackingOperations, lackText } from './operations.js';
import type { StoredAuthorization } from './record.js';
import { type ConnectionUsage, describeUsages, type StepUsage, type UsageLookup } from './usage.js';

const dayMs = 24 * 3600 * 1000;

interface End {
  /** ISO 8601; null when there is no token, or nothing is known. */
  endsAt: string | null;
  daysLeft: number | null;
  /** `provider`: its answer said so. `integration`: the usual lifetime, since the answer did not say. */
  source: 'provider' | 'integration' | 'none';
  /** In plain words. */
  ends: string;
}

export interface Examination {
  name: string;
  integration: string;
  isDefault: boolean;
  state: StoredAuthorization['state'];
  reason: string | null;
  accessToken: End;
  refreshToken: End;
  /** The nodes whose auth binding asks for a scope that is not there. */
  uncovered: { node: string; missing: string[]; source: Source }[];
  /** Nobody signs in for it. */
  serviceApp: boolean;
  /** Whether the provider has told which scopes it gave. */
  scopesTold: boolean;
  /** The operations of the published APIs that it does not do for. A sign-in's grant need not: the connection names another one. */
  lacking: LackingOperation[];
  /** The organization that its access token belongs to; null where that cannot be read. */
  organization: string | null;
  /** The steps that use it, and stop when it does. */
  usedBy: StepUsage[];
  /** The connections that name it, and their wires. */
  namedBy: ConnectionUsage[];
  /** The nodes that use it in flows that name no authorization. */
  stops: string[];
  /** What to do; empty when all is well. */
  advice: string[];
}

const endOf = (
  token: unknown,
  givenAt: string | undefined,
  endsAt: string | undefined,
  usualDays: number,
  now: number,
): End => {
  if (token === undefined) return { endsAt: null, daysLeft: null, source: 'none', ends: 'none' };
  const end = endsAt ?? (givenAt && new Date(Date.parse(givenAt) + usualDays * dayMs).toISOString());
  if (!end) return { endsAt: null, daysLeft: null, source: 'none', ends: 'unknown' };
  const source = endsAt === undefined ? 'integration' : 'provider';
  return {
    endsAt: end,
    daysLeft: Math.floor((Date.parse(end) - now) / dayMs),
    source,
    ends: `${endText(end, now)}${source === 'integration' ? ` (the usual ${usualDays} days; the provider did not say)` : ''}`,
  };
};

/** When the authorization stops unless somebody acts: a refresh token renews access tokens by itself. */
const lastEnd = ({ accessToken, refreshToken }: Pick<Examination, 'accessToken' | 'refreshToken'>): End =>
  refreshToken.source === 'none' ? accessToken : refreshToken;

const adviceFor = (
  record: StoredAuthorization,
  finding: Omit<Examination, 'advice'>,
  { now, withinMs }: { now: number; withinMs: number },
): string[] => {
  const authorize = grantCommand(record);
  const advice: string[] = [];
  const { endsAt } = lastEnd(finding);
  const left = endsAt === null ? Number.POSITIVE_INFINITY : Date.parse(endsAt) - now;
  if (record.state !== 'Authorized') advice.push(`Run ${authorize}.`);
  else if (left <= 0) advice.push(`It has ended: run ${authorize}.`);
  else if (left <= withinMs)
    advice.push(
      finding.refreshToken.source === 'none'
        ? `It cannot be renewed: run ${authorize}.`
        : `Run ${testCommand(record.name)}: using the refresh token renews it. If its end stays the same, run ${authorize}.`,
    );
  const missing = [...new Set(finding.uncovered.flatMap((one) => one.missing))];
  if (missing.length > 0)
    advice.push(
      `${finding.uncovered.every(({ source }) => source === 'assumed') ? 'It is assumed that the nodes need' : 'The nodes ask for'} ${missing.join(' ')} as well: add the scopes at the provider and with \`wxcc-nodes auth update\`, then run ${authorize}.`,
    );
  if (finding.serviceApp && finding.lacking.length > 0)
    advice.push(
      `${finding.lacking.map(lackText).join('; ')}: add the scopes to the Service App, have it authorized anew in Control Hub, then run ${authorize}.`,
    );
  const used = [...finding.usedBy, ...finding.namedBy];
  if (advice.length > 0 && used.length > 0) advice.push(`With it stops: ${describeUsages(used)}.`);
  return advice;
};

/** Looks an authorization over. `now` and `withinMs` in milliseconds: what ends within is a matter for advice. */
export const examine = (
  record: StoredAuthorization,
  integration: Integration | undefined,
  usages: UsageLookup,
  times: { now: number; withinMs: number },
  organization: string | undefined,
): Examination => {
  const { accessTokenDays, refreshTokenDays } = integration?.oauth ?? {
    accessTokenDays: Number.NaN,
    refreshTokenDays: Number.NaN,
  };
  const { secrets } = record;
  const { now } = times;
  const used = usages(record);
  const finding = {
    name: record.name,
    integration: record.integration,
    isDefault: record.isDefault,
    ...stateAt(record, now),
    organization: organization ?? null,
    accessToken: endOf(
      secrets.accessToken,
      known(accessTokenDays, record.accessTokenAt),
      record.accessTokenEndsAt,
      accessTokenDays,
      now,
    ),
    refreshToken: endOf(
      secrets.refreshToken,
      known(refreshTokenDays, record.refreshTokenAt),
      record.refreshTokenEndsAt,
      refreshTokenDays,
      now,
    ),
    // A Service App is for the published APIs; what the wire task needs is none of its business.
    uncovered: integration && !record.serviceApp ? uncoveredNodes(record, integration) : [],
    serviceApp: record.serviceApp ?? false,
    scopesTold: record.grantedScopes !== undefined,
    lacking: integration ? lackingOperations(record, integration) : [],
    usedBy: used.filter((one) => 'flow' in one),
    namedBy: used.filter((one) => 'connection' in one),
    stops: record.isDefault ? (integration?.nodes.map(({ id }) => id) ?? []) : [],
  };
  return { ...finding, advice: adviceFor(record, finding, times) };
};

/** Without a usual lifetime nothing can be reckoned from when the token was given. */
const known = (days: number, at: string | undefined): string | undefined =>
  Number.isNaN(days) ? undefined : at;
