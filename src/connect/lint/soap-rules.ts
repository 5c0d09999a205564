import { DOMParser, type Document, type Element } from '@xmldom/xmldom';
import type { BuildSheet } from '../../../schemas/types.js';
import { ToldError } from '../../ground/told-error.js';
import { readZip } from '../../package/read-zip.js';
import { soapSection } from '../build-sheet.js';
import { soapNamespace, wsdlNamespace } from '../wsdl.js';
import { namespaceOf } from '../xml-names.js';
import type { SheetFinding } from './finding.js';

/** An address in a message: without a name, a password or a query, which nobody should read there. */
const shown = (address: string): string => {
  if (!URL.canParse(address)) return JSON.stringify(address.slice(0, 200));
  const { origin, protocol, host, pathname } = new URL(address);
  return `${origin === 'null' ? `${protocol}//${host}` : origin}${pathname}`;
};

/** What the sheet's own node, methods and service make of the SOAP section. */
export const soapSectionOf = ({ node, service, methods }: BuildSheet): BuildSheet['soap'] =>
  soapSection(node, service.url, methods);

const again = 'Export again; do not edit one of the files alone.';

const error = (rule: string, message: string, remedy = again): SheetFinding => ({
  rule,
  severity: 'error',
  pointer: '',
  message,
  remedy,
});

/** The SOAP section says the same as the rest of the sheet, and no two methods need elements of one name. */
export const checkSoapSection = (sheet: BuildSheet): SheetFinding[] => {
  const expected = soapSectionOf(sheet);
  const elements = expected.operations.flatMap((name) => [name, `${name}Response`]);
  const twice = new Set(elements.filter((name, index) => elements.indexOf(name) < index));
  return [
    ...(['file', 'address', 'operations'] as const)
      .filter((name) => String(sheet.soap[name]) !== String(expected[name]))
      .map((name) => ({
        ...error(
          'soap-differs',
          `The sheet's methods and service ask for ${name === 'address' ? shown(expected.address) : String(expected[name])}.`,
        ),
        pointer: `/soap/${name}`,
      })),
    ...[...twice].map((name) => ({
      ...error(
        'soap-element-twice',
        `Two methods need the element ${name}, so the WSDL is not valid.`,
        'Use the REST node, or give one of the methods another id.',
      ),
      pointer: '/soap/operations',
    })),
  ];
};

const parse = (bytes: Buffer): Document => {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  return new DOMParser({
    onError: (level, message) => {
      if (level !== 'warning') throw new Error(message);
    },
  }).parseFromString(text, 'text/xml');
};

const all = (parent: Document | Element, namespace: string, name: string): Element[] =>
  Array.from(parent.getElementsByTagNameNS(namespace, name));

const checkOperations = (document: Document, { operations }: BuildSheet['soap']): SheetFinding[] => {
  const found = all(document, wsdlNamespace, 'portType').flatMap((portType) =>
    all(portType, wsdlNamespace, 'operation').map((one) => one.getAttribute('name') ?? ''),
  );
  const extra = found.filter((name, index) => !operations.includes(name) || found.indexOf(name) < index);
  return [
    ...operations
      .filter((name) => !found.includes(name))
      .map((name) => error('wsdl-operation-missing', `The WSDL has no operation ${name}.`)),
    ...extra.map((name) =>
      error('wsdl-operation-surplus', `The WSDL has an operation ${name} that is not a method of the sheet.`),
    ),
  ];
};

/** Where a node made from the WSDL would call, and whether that place knows its requests. */
const checkTarget = (document: Document, sheet: BuildSheet, { address }: BuildSheet['soap']) => {
  const places = all(document, soapNamespace, 'address').map((one) => one.getAttribute('location') ?? '');
  const namespace = document.documentElement?.getAttribute('targetNamespace') ?? '';
  const wanted = namespaceOf(sheet.node.id, sheet.node.version);
  return [
    ...(places.length === 0 ? [error('wsdl-address-differs', 'The WSDL names no SOAP address.')] : []),
    ...places
      .filter((place) => place !== address)
      .map((place) =>
        error(
          'wsdl-address-differs',
          `The WSDL leads to ${shown(place)}; the sheet's service is at ${shown(address)}.`,
        ),
      ),
    ...(namespace === wanted
      ? []
      : [error('wsdl-version-differs', `The WSDL is of ${namespace || 'no namespace'}, not of ${wanted}.`)]),
  ];
};

const firstLine = (text: string) => text.split('\n')[0]!.slice(0, 200);

/**
 * The zip that a SOAP node takes: one WSDL, well-formed, of the sheet's node version, with the sheet's methods, at the
 * sheet's service.
 */
export const checkWsdlZip = async (zip: Buffer, sheet: BuildSheet): Promise<SheetFinding[]> => {
  let files: Map<string, Buffer>;
  try {
    files = await readZip(zip);
  } catch (problem) {
    if (!(problem instanceof ToldError)) throw problem;
    return [error('wsdl-zip-unreadable', `The zip of the WSDL cannot be read: ${problem.message}.`)];
  }
  const names = [...files.keys()].filter((name) => /\.wsdl$/i.test(name));
  const [name] = names;
  if (name === undefined || names.length > 1)
    return [
      error(
        'wsdl-not-one',
        `The zip holds ${names.length === 0 ? 'no .wsdl file' : `several: ${names.join(', ')}`}.`,
        'Export again: one file for the designer to find.',
      ),
    ];
  let document: Document;
  try {
    document = parse(files.get(name)!);
  } catch (problem) {
    return [error('wsdl-not-xml', `${name} is not well-formed: ${firstLine((problem as Error).message)}.`)];
  }
  const root = document.documentElement;
  if (root?.localName !== 'definitions' || root.namespaceURI !== wsdlNamespace)
    return [error('wsdl-wrong-root', `${name} is not WSDL 1.1: its root is <${root?.nodeName}>.`)];
  const expected = soapSectionOf(sheet);
  return [...checkOperations(document, expected), ...checkTarget(document, sheet, expected)];
};
