import type { BuildSheet } from '../../../schemas/types.js';
import { isLoopback } from '../../network/loopback.js';
import { checkUiFields } from './field-rules.js';
import type { SheetFinding } from './finding.js';
import { checkParameters } from './parameter-rules.js';
import { checkReservedNames } from './reserved-names.js';
import { checkResponse } from './response-rules.js';
import { checkSecrets } from './secret-rules.js';
import { checkSoapSection } from './soap-rules.js';

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
        message: 'The resource URL is not a URL.',
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

/** Basic ends the name at the first colon (RFC 7617), so that the service would read another one. */
const checkUser = ({ authorization: { username } }: Method, at: string): SheetFinding[] =>
  username.type === 'Static' && (username.value === '' || username.value.includes(':'))
    ? [
        {
          rule: 'key-name-wrong',
          severity: 'error',
          pointer: `${at}/authorization/username/value`,
          message: 'The name of the key is empty or holds a colon.',
          remedy: 'Export again with --key-name and the name that `wxcc-nodes key list` shows.',
        },
      ]
    : [];

/** A flow's author picks the method by its name. */
const checkMethodNames = ({ methods }: BuildSheet): SheetFinding[] =>
  methods.flatMap(({ request: { name } }, index): SheetFinding[] =>
    methods.findIndex(({ request }) => request.name === name) < index
      ? [
          {
            rule: 'method-name-twice',
            severity: 'error',
            pointer: `/methods/${index}/request/name`,
            message: `Two methods are called ${name}.`,
            remedy: 'Give each method a name of its own.',
          },
        ]
      : [],
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
  ...checkMethodNames(sheet),
  ...checkSoapSection(sheet),
  ...sheet.methods.flatMap((method, index) => {
    const at = `/methods/${index}`;
    return [
      checkTimeouts,
      checkUrl,
      checkUser,
      checkParameters,
      checkSecrets,
      checkResponse,
      checkReservedNames,
      checkUiFields,
      checkLimits,
    ].flatMap((rule) => rule(method, at));
  }),
];
