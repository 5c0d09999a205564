import { provenanceText } from '../../src/package/node-views.js';
import { isOf, type Run, type Subject } from './run.js';

const cell = (text: string) => text.replaceAll('|', '\\|');

const row = (cells: string[]) => `| ${cells.map(cell).join(' | ')} |`;

const versionsOf = (runs: Run[]) => [...new Set(runs.map(({ version }) => version))];

const methodTable = (runs: Run[]): string[] => {
  const versions = versionsOf(runs);
  const faults = [...new Set(runs.map(({ fault }) => fault))];
  const outcomeOf = (fault: string, version: string) => {
    const run = runs.find((one) => one.fault === fault && one.version === version);
    if (!run) return '';
    return [...run.intermediate, run.outcome].map((name) => `\`${name}\``).join(' → ');
  };
  return [
    row(['fault', ...versions]),
    row(['---', ...versions.map(() => '---')]),
    ...faults.map((fault) => row([fault, ...versions.map((version) => outcomeOf(fault, version))])),
  ];
};

/** What evidence confirms of the versions of a method; nothing where there is none. */
const observedTable = (subjects: Subject[]): string[] => {
  const rows = subjects.flatMap(({ version, observed }) =>
    observed.map((fact) => row([version, `${fact.kind} \`${fact.name}\``, provenanceText(fact)])),
  );
  if (rows.length === 0) return [];
  return [
    '',
    row(['version', 'observed', 'where, when, and by which program']),
    row(['---', '---', '---']),
    ...rows,
  ];
};

/** docs/conformance.md: nothing in it depends on the machine or the day. */
export const conformancePage = (subjects: Subject[], runs: Run[]): string => {
  const outcomes = subjects.reduce((sum, subject) => sum + subject.outcomes.length, 0);
  const isAny = subjects.some(({ observed }) => observed.length > 0);
  const lines = [
    '# Conformance',
    '',
    'Written by `npm run conformance` from runs of the built packages against the sandbox; do not edit.',
    '',
    `${runs.length} runs of ${subjects.length} method versions, each over the wires that it has; each of their ${outcomes} outcomes (version × outcome) is reached.`,
    'Each cell is the outcome that the run ended in, and it is the one that the contract names for the fault.',
    `The endpoints, statuses and callback words of the wire \`task\` are assumed${isAny ? ', as far as they are not listed as observed' : ''}, those of the wire \`public\` documented; see platform-facts.md and live.md.`,
    '',
  ];
  const titleOf = ({ node, method, wire }: Run) =>
    (node === method ? node : `${node}: ${method}`) + (wire === 'task' ? '' : `, wire ${wire}`);
  for (const title of new Set(runs.map(titleOf))) {
    const own = runs.filter((run) => titleOf(run) === title);
    const [first] = own;
    const seen = subjects.filter(
      ({ node, method, wire }) => node === first?.node && method === first.method && wire === first.wire,
    );
    lines.push(`## ${title}`, '', ...methodTable(own), ...observedTable(seen), '');
  }
  return lines.join('\n');
};

/** Version × outcome, with how many runs reached each; for the terminal. */
export const coverageRows = (subjects: Subject[], runs: Run[]): string[][] =>
  subjects.map((subject) => {
    const { node, version, method, wire, outcomes } = subject;
    const own = runs.filter((run) => isOf(run, subject));
    const count = (name: string) =>
      own.filter(({ outcome, intermediate }) => outcome === name || intermediate.includes(name)).length;
    return [
      node,
      version,
      method,
      wire,
      outcomes.map((name) => `${name} ${count(name)}`).join(', '),
      String(own.length),
    ];
  });
