import type { BuildSheet } from '../../schemas/types.js';
import type { NodeVersion } from '../package/node-package.js';
import { type BodyChoice, bodyLimits, bodySection } from './body-section.js';
import { emptyIsAbsent } from './form-values.js';
import { limitsOf } from './limits.js';
import { outcomesOf, responseSection } from './response-section.js';
import { shapesOf } from './shape.js';
import { uiGroups } from './ui-fields.js';
import { soapAddress } from './wsdl.js';
import { operationName } from './xml-names.js';

/** Stands where the key goes; a key is typed into the designer and nowhere else. */
export const keyMarker = 'PASTE THE KEY HERE';

/** Milliseconds more than the service takes at most, so that its own onTimeout is heard. */
export const timeoutSlackMs = 1000;

/** Milliseconds; our choice, no figure is documented. */
const connectionTimeoutMs = 5000;

export interface SheetOptions {
  /** As serviceUrlOf gives it. */
  serviceUrl: string;
  /** The name of the key at the service. */
  keyName: string;
  body: BodyChoice;
  /** Of the connection that the service calls with, milliseconds. */
  deadlineMs: number;
}

const reach =
  'Behind the service stands the sandbox, or the endpoints that its operator supplied and confirmed: Cisco publishes none for the task API.';

const methodOf = (
  from: NodeVersion,
  method: NodeVersion['methods'][number],
  { serviceUrl, keyName, body: choice, deadlineMs }: SheetOptions,
): BuildSheet['methods'][number] => {
  const shapes = shapesOf(method.input);
  const body = bodySection(shapes, choice);
  return {
    id: method.id,
    request: {
      name: method.name,
      requestTimeoutMs: deadlineMs + timeoutSlackMs,
      connectionTimeoutMs,
      type: 'POST',
      resourceUrl: `${serviceUrl}/v1/nodes/${from.node.id}/${from.version}/${method.id}`,
      parameters: [],
    },
    authorization: {
      type: 'Basic',
      username: { parameter: 'Username', type: 'Static', value: keyName },
      password: { parameter: 'Password', type: 'Static', value: keyMarker },
    },
    headers: [{ parameter: 'Accept', type: 'Static', value: 'application/json' }],
    urlParameters: body.format === 'JSON' ? [{ type: 'Static', ...emptyIsAbsent }] : [],
    body,
    response: responseSection(from, method),
    ui: { informationText: `${from.node.whenToUse} ${reach}`, groups: uiGroups(shapes) },
    outcomes: outcomesOf(method),
    limits: [...limitsOf(method.input, shapes), ...bodyLimits(shapes, body)],
  };
};

/** The name of an export's files. */
export const exportName = ({ node, version }: { node: { id: string }; version: string }) =>
  `${node.id}-${version}`;

/** What the SOAP node takes of a node version. */
export const soapSection = (
  { id, version }: BuildSheet['node'],
  serviceUrl: string,
  methods: readonly { id: string }[],
): BuildSheet['soap'] => ({
  file: `${exportName({ node: { id }, version })}.wsdl.zip`,
  address: soapAddress({ node: id, version, serviceUrl }),
  operations: methods.map((method) => operationName(method.id)),
});

/**
 * What to type and paste for a node version. The version stands in the node's name: a custom node has no versions of
 * its own, and changing it changes every live flow at once (documented: nothing else is said), so that a new version is
 * a new node beside the old one.
 */
export const buildSheetOf = (from: NodeVersion, options: SheetOptions): BuildSheet => ({
  format: 1,
  node: { id: from.node.id, version: from.version },
  package: { version: from.pack.version, digest: from.package.digest },
  service: { url: options.serviceUrl, reach },
  create: {
    nodeName: `${from.node.name} ${from.version}`,
    description: from.node.description,
    apiIntegrationType: 'REST',
    category: from.node.category,
    creationType: 'Create Blank Integration',
    icon: 'icon.svg',
  },
  methods: from.methods.map((method) => methodOf(from, method, options)),
  soap: soapSection({ id: from.node.id, version: from.version }, options.serviceUrl, from.methods),
});
