import type { ErrorKind } from '../../src/ground/told-error.js';
import type { Declarations, DeclaredError } from './declared-errors.js';
import { code, codes, page, table, writtenBy } from './markdown.js';

const mends: Record<ErrorKind, string> = {
  caller: 'who calls, or types the command',
  operator: 'who runs the program: home, connections, packages, authorizations',
  platform: 'nobody here: the other side said no or failed',
};

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const errorRows = (errors: DeclaredError[]) =>
  [...errors]
    .sort((a, b) => byText(a.code, b.code))
    .map(({ code: name, status = '', meaning }) => [code(name), status, meaning]);

const once = (texts: string[]) => [...new Set(texts)].sort(byText);

/** docs/errors.md: every code that a program may meet. */
export const errorsPage = ({ errors, diagnostics, rules }: Declarations): string =>
  page([
    '# Errors',
    writtenBy,
    'Every error tells a code for programs, a message with the place, and a remedy. The codes stay; the words may change.',
    ...(Object.keys(mends) as ErrorKind[]).flatMap((kind) => [
      `## ${kind}`,
      `Who can mend it: ${mends[kind]}.`,
      table(['code', 'HTTP', 'what it means'], errorRows(errors.filter((error) => error.kind === kind))),
    ]),
    'Codes that begin with `<what>` name what was read: `input`, `variables`, `scenario`, `usages` …; those with `<store>`, what is kept: `catalog`, `keys`, `vault`. On the command line the first two kinds exit 2, the last exits 1. The service answers `caller` with the HTTP status above, else 422, and `operator` with 500, its reason in the log.',
    '## Diagnostics',
    'Reasons and remarks in a Result (`diagnostics`) and in the report of a flow run. What is invalid in an input has the JSON Schema keyword that it breaks as its code: `required`, `type`, `enum`, `pattern`, `maxLength` …',
    table(
      ['code', 'severity'],
      once(diagnostics.map(({ code: name }) => name)).map((name) => [
        code(name),
        once(diagnostics.filter((one) => one.code === name).map(({ severity }) => severity)).join(', '),
      ]),
    ),
    '## Rules',
    'What `flow check`, `flow explore`, `connect lint`, `validate` and `house` find. `--format sarif` names the rule of each finding.',
    codes(once(rules.map(({ rule }) => rule))),
  ]);
