import type { Command } from 'commander';
import type { Examination } from '../../authorization/doctor.js';
import { lackText } from '../../authorization/operations.js';
import { describeUsages } from '../../authorization/usage.js';
import { plain } from '../../ground/plain-text.js';
import type { Context } from '../context.js';
import { day, durationOption } from '../duration.js';
import { examples } from '../examples.js';
import { openAuthorizations } from '../open-workspace.js';
import { printJson } from '../output.js';
import { readIntegrations } from './integrations.js';
import { addUsageOptions, readUsages, type UsageOptions } from './usages.js';

const daysText = (days: number | null) => (days === null ? '' : ` [${days} days left]`);

const printFinding = (finding: Examination): void => {
  const { accessToken, refreshToken, uncovered, usedBy, namedBy, stops } = finding;
  console.log(plain(`${finding.name}${finding.isDefault ? ' (default)' : ''}: ${finding.state}`));
  if (finding.reason !== null) console.log(plain(`  why            ${finding.reason}`));
  console.log(plain(`  access token   ${accessToken.ends}${daysText(accessToken.daysLeft)}`));
  console.log(plain(`  refresh token  ${refreshToken.ends}${daysText(refreshToken.daysLeft)}`));
  const scopes = uncovered.map(({ node, missing }) => `${node} lacks ${missing.join(' ')}`).join(', ');
  console.log(plain(`  scopes         ${scopes || 'cover what the nodes ask for'}`));
  const lacking = finding.lacking.map(lackText).join('; ');
  const covers = finding.scopesTold
    ? 'covers every operation'
    : 'covers every operation with the scopes that were asked for; the provider has not told which it gave';
  console.log(plain(`  public wire    ${lacking || covers}`));
  if (usedBy.length > 0) console.log(plain(`  used by        ${describeUsages(usedBy)}`));
  if (namedBy.length > 0) console.log(plain(`  named by       ${describeUsages(namedBy)}`));
  if (stops.length > 0) console.log(plain(`  default for    ${stops.join(', ')}`));
  for (const advice of finding.advice) console.log(plain(`  → ${advice}`));
};

export const addAuthDoctor = (auth: Command, context: Context): void => {
  addUsageOptions(auth.command('doctor'))
    .description(
      'look all authorizations over; exit 1 when one has ended, ends soon or does not cover the nodes',
    )
    .addOption(
      durationOption('--within <time>', 'how soon is soon, such as 14d or 36h', {
        least: 0,
        most: 99_999 * day,
        given: 14 * day,
      }),
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      examples('wxcc-nodes auth doctor', 'wxcc-nodes auth doctor --flows flows --within 30d --json'),
    )
    .action(async ({ within, json, ...used }: UsageOptions & { within: number; json?: boolean }) => {
      const integrations = await readIntegrations(context);
      const lookup = await readUsages(used, integrations, context);
      const authorizations = await openAuthorizations(context);
      const findings = await authorizations.examine(integrations, lookup, within);
      // Without an authorization there is no finding that they could stand in.
      const unsaid = findings.length === 0 ? authorizations.adviceOnRights() : [];
      for (const advice of unsaid) console.error(plain(`→ ${advice}`));
      if (unsaid.length > 0 || findings.some(({ advice }) => advice.length > 0)) process.exitCode = 1;
      if (json) return printJson(findings);
      if (findings.length === 0) console.log('There are no authorizations.');
      for (const finding of findings) printFinding(finding);
    });
};
