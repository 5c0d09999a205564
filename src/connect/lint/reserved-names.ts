import type { BuildSheet } from '../../../schemas/types.js';
import type { SheetFinding } from './finding.js';

type Method = BuildSheet['methods'][number];

/**
 * Session variables of the platform, all that are documented: "The variables that are used by the Webex Connect platform
 * are listed below. They should not be created by you." (help.webexconnect.io, "Variable Management in Flows", Session
 * Variables; as captured in September 2026, in the order of that page). No reserved prefix is documented: output
 * variables get the node's id as theirs.
 */
const sessionVariables = [
  ...['ts', 'servicekey', 'key', 'deliverychannel', 'channels', 'message', 'destination', 'appid'],
  ...['notifyurl', 'expiry', 'payload', 'senderid', 'thread_id', 'destinationType', 'channelName'],
  ...['identifier', 'number', 'country_code', 'attachments', 'template', 'templateId', 'contentType'],
  ...['msisdn', 'mid', 'transid', 'callbackdata', 'evtid', 'userid', 'customerid', 'otp'],
  'srcreqorigintime',
];

/** "All flow variables are case-sensitive" (the same page): another spelling is another variable, and a likely slip. */
const likeNames = new Map(sessionVariables.map((name) => [name.toLowerCase(), name]));

const finding = (
  severity: SheetFinding['severity'],
  pointer: string,
  message: string,
  remedy: string,
): SheetFinding => ({ rule: 'reserved-name', severity, pointer, message, remedy });

const outputFinding = (name: string, pointer: string): SheetFinding[] => {
  const reserved = likeNames.get(name.toLowerCase());
  if (reserved === undefined) return [];
  return reserved === name
    ? [
        finding(
          'warning',
          pointer,
          `${name} is also a session variable of the platform.`,
          'Rename the output variable; in a flow read it as $(n<node id>.<name>) only.',
        ),
      ]
    : [
        finding(
          'note',
          pointer,
          `${name} differs from the session variable ${reserved} by its capitals alone.`,
          `Mind them in flows: $(n<node id>.${name}) is this one, $(${reserved}) is the platform's.`,
        ),
      ];
};

/** Names of the sheet that are the platform's already: output variables, and the parameters that a text refers to. */
export const checkReservedNames = ({ request, body, response }: Method, at: string): SheetFinding[] => {
  const texts = [
    { text: request.resourceUrl, pointer: `${at}/request/resourceUrl` },
    { text: body.text ?? '', pointer: `${at}/body/text` },
  ];
  return [
    ...response.outputs.flatMap(({ parameterName }, index) =>
      outputFinding(parameterName, `${at}/response/outputs/${index}/parameterName`),
    ),
    ...texts.flatMap(({ text, pointer }) =>
      sessionVariables
        .filter((name) => text.includes(`$(${name})`))
        .map((name) =>
          finding(
            'warning',
            pointer,
            `$(${name}) is also a session variable: whether the row or the platform fills it is not documented.`,
            'Export with --body form-data, or give the parameter another name.',
          ),
        ),
    ),
  ];
};
