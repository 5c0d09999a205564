import type { BuildSheet } from '../../../schemas/types.js';
import { isLoopback } from '../../node-kit/loopback.js';
import type { SheetFinding } from './finding.js';
import { checkParameters } from './parameter-rules.js';
import { checkResponse } from './response-rules.js';
import { checkSecrets } from './secret-rules.js';

type Method = BuildSheet['methods'][number];

/** Methods of a custom node since v5.6.0 (documented). */
const mostMethods = 25;

/** Milliseconds: the HTTP Request node's limit (documented); none is documented for custom nodes. */
const longestTimeout = 20_000;

const checkTimeouts = ({ request }: Method, at: string): SheetFinding[] =>
  (['requestTimeoutMs', 'connectionTimeoutMs'] as const)
    .filter((name) => request[name] > longestTimeout)
    .map((name) => ({
      rule: 'timeout-too-long',
      severity: 'error',
      pointer: `${at}/request/${name}`,
      message: `${request[name]} ms is over ${longestTimeout} ms.`,
      remedy: `Give at most ${longestTimeout}.`,
    }));

const checkUrl = ({ request }: Method, at: string): SheetFinding[] => {
  const url = request.resourceUrl.replace(/\$\([^()]+\)/g, 'x');
  const pointer = `${at}/request/resourceUrl`;
  if (!URL.canParse(url))
    return [
      {
        rule: 'url-wrong',
        severity: 'error',
        pointer,
        message: 'The resource URL is no URL.',
        remedy: 'Give the whole address.',
      },
    ];
  const { protocol } = new URL(url);
  if (protocol === 'https:') return [];
  return isLoopback(url)
    ? [
        {
          rule: 'url-local',
          severity: 'warning',
          pointer,
          message: 'The address is of this machine: Webex Connect cannot reach it.',
          remedy: 'Export again with the public https address before you type.',
        },
      ]
    : [
        {
          rule: 'url-not-https',
          severity: 'error',
          pointer,
          message: `${protocol}// is not encrypted: the key would travel in clear.`,
          remedy: 'Give an https address.',
        },
      ];
};

const compiles = (regex: string) => {
  try {
    new RegExp(regex);
    return true;
  } catch {
    return false;
  }
};

const checkRegexes = ({ ui }: Method, at: string): SheetFinding[] =>
  ui.groups.flatMap(({ fields }, group) =>
    fields.flatMap(({ fieldName, regex }, index): SheetFinding[] =>
      regex === undefined || compiles(regex)
        ? []
        : [
            {
              rule: 'regex-wrong',
              severity: 'error',
              pointer: `${at}/ui/groups/${group}/fields/${index}/regex`,
              message: `The regular expression of ${fieldName} does not compile.`,
              remedy: 'Mend it, or leave it out: the service checks the value anyway.',
            },
          ],
    ),
  );

/** What a door cannot express is told, never dropped in silence; the service's own check stays whole. */
const checkLimits = ({ limits }: Method, at: string): SheetFinding[] =>
  limits.map(({ door, feature, pointers, message }, index) => ({
    rule: 'not-expressed',
    severity: door === 'body' ? 'warning' : 'note',
    pointer: `${at}/limits/${index}`,
    message: `${door}, ${feature} at ${pointers.map((pointer) => pointer || '/').join(', ')}: ${message}`,
    remedy:
      door === 'body'
        ? 'Export with --body form-data.'
        : 'Nothing to do: a wrong value ends in onInvalidData.',
  }));

/** Every rule that a build sheet alone can be held to. */
export const checkSheet = (sheet: BuildSheet): SheetFinding[] => [
  ...(sheet.methods.length > mostMethods
    ? [
        {
          rule: 'too-many-methods',
          severity: 'error' as const,
          pointer: '/methods',
          message: `${sheet.methods.length} methods; a custom node takes ${mostMethods}.`,
          remedy: 'Divide them over several nodes.',
        },
      ]
    : []),
  ...sheet.methods.flatMap((method, index) => {
    const at = `/methods/${index}`;
    return [
      checkTimeouts,
      checkUrl,
      checkParameters,
      checkSecrets,
      checkResponse,
      checkRegexes,
      checkLimits,
    ].flatMap((rule) => rule(method, at));
  }),
];
