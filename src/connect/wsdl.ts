import { create } from 'xmlbuilder2';
import { builtInOutcomes } from '../node-kit/method.js';
import type { Schema } from '../schema/schema.js';
import { shapesOf } from './shape.js';
import { answerElements, elementNames, namespaceOf, operationName } from './xml-names.js';
import { withXmlText } from './xml-text.js';
import { complexType, inputElements, outputElement, type XmlObject } from './xsd.js';

/** A method of a package: what its manifest and its schema file ($defs.input, $defs.output, references inlined) say. */
interface WsdlMethod {
  id: string;
  name: string;
  input: Schema;
  output: Schema;
  /** The method's own outcomes; the built-in ones are added. Any text when left out. */
  outcomes?: { name: string; type: string }[];
}

export interface WsdlService {
  node: string;
  version: string;
  methods: readonly WsdlMethod[];
  /** Base address of the service, without a slash at the end. */
  serviceUrl: string;
}

export const wsdlNamespace = 'http://schemas.xmlsoap.org/wsdl/';
export const soapNamespace = 'http://schemas.xmlsoap.org/wsdl/soap/';
const schemaNamespace = 'http://www.w3.org/2001/XMLSchema';

export const soapAddress = ({
  node,
  version,
  serviceUrl,
}: Pick<WsdlService, 'node' | 'version' | 'serviceUrl'>) => `${serviceUrl}/soap/${node}/${version}`;

const values = (names: string[]): XmlObject => ({
  'xs:simpleType': {
    'xs:restriction': {
      '@base': 'xs:string',
      'xs:enumeration': [...new Set(names)].map((name) => ({ '@value': name })),
    },
  },
});

const answer = ({ output, outcomes }: WsdlMethod): XmlObject => {
  const shapes = shapesOf(output);
  const names = elementNames(
    shapes.map(({ name }) => name),
    answerElements,
  );
  const all = outcomes && [...outcomes.map(({ name }) => name), ...Object.keys(builtInOutcomes)];
  return complexType([
    { '@name': 'outcome', ...(all ? values(all) : { '@type': 'xs:string' }) },
    { '@name': 'type', ...values(['success', 'error', 'timeout']) },
    ...shapes.map((shape) => outputElement(shape, names.get(shape.name)!)),
    { '@name': 'diagnostics', '@minOccurs': '0', '@type': 'xs:string' },
    { '@name': 'invocationId', '@type': 'xs:string' },
    { '@name': 'effect', ...values(['none', 'possible', 'done']) },
  ]);
};

const types = ({ node, version, methods }: WsdlService): XmlObject => ({
  'xs:schema': {
    '@targetNamespace': namespaceOf(node, version),
    '@elementFormDefault': 'qualified',
    'xs:element': methods.flatMap((method) => [
      { '@name': operationName(method.id), ...complexType(inputElements(shapesOf(method.input))) },
      { '@name': `${operationName(method.id)}Response`, ...answer(method) },
    ]),
  },
});

const message = (name: string, element: string): XmlObject => ({
  '@name': name,
  'wsdl:part': { '@name': 'parameters', '@element': `tns:${element}` },
});

const portType = (methods: readonly WsdlMethod[]): XmlObject => ({
  '@name': 'NodePort',
  'wsdl:operation': methods.map(({ id, name }) => ({
    '@name': operationName(id),
    'wsdl:documentation': name,
    'wsdl:input': { '@message': `tns:${operationName(id)}Input` },
    'wsdl:output': { '@message': `tns:${operationName(id)}Output` },
  })),
});

const binding = ({ node, version, methods }: WsdlService): XmlObject => ({
  '@name': 'NodeBinding',
  '@type': 'tns:NodePort',
  'soap:binding': { '@style': 'document', '@transport': 'http://schemas.xmlsoap.org/soap/http' },
  'wsdl:operation': methods.map(({ id }) => ({
    '@name': operationName(id),
    'soap:operation': { '@soapAction': `${namespaceOf(node, version)}#${operationName(id)}` },
    'wsdl:input': { 'soap:body': { '@use': 'literal' } },
    'wsdl:output': { 'soap:body': { '@use': 'literal' } },
  })),
});

/**
 * The WSDL 1.1 of a node version: SOAP 1.1, document/literal (wrapped), one operation per method.
 *
 * How names map (all of it in xml-names.ts; soap-values.ts turns requests and Results round):
 * - namespace `urn:wxcc-nodes:<node>:<version>`, elements qualified; soapAction `<namespace>#<operation>`;
 *   service `NodeService`, port `NodeServicePort`, address `<serviceUrl>/soap/<node>/<version>`;
 * - method `queue-task` → operation and request element `queueTask`, answer element `queueTaskResponse`;
 * - inputs keep their names, what XML does not take becomes `_`; lists repeat their element; an object with names of
 *   the caller's choosing holds `<entry><name/><value/></entry>`; an object open for unknown fields is JSON text;
 * - the answer is the Result made flat: `outcome`, `type`, each output (`Task ID` → `Task_ID`, a number appended where
 *   a name is taken; objects as JSON text; absent when the Result has none), `diagnostics` as text, `invocationId`, `effect`.
 *
 * Types say what XML Schema can say; the node's own schema decides. What is left out: see limits.ts.
 */
export const wsdlFor = (service: WsdlService): string => {
  const { node, version, methods } = service;
  const operations = methods.map(({ id }) => operationName(id));
  return create(
    { version: '1.0', encoding: 'UTF-8' },
    withXmlText({
      'wsdl:definitions': {
        '@name': 'NodeService',
        '@targetNamespace': namespaceOf(node, version),
        '@xmlns:wsdl': wsdlNamespace,
        '@xmlns:soap': soapNamespace,
        '@xmlns:xs': schemaNamespace,
        '@xmlns:tns': namespaceOf(node, version),
        'wsdl:types': types(service),
        'wsdl:message': operations.flatMap((operation) => [
          message(`${operation}Input`, operation),
          message(`${operation}Output`, `${operation}Response`),
        ]),
        'wsdl:portType': portType(methods),
        'wsdl:binding': binding(service),
        'wsdl:service': {
          '@name': 'NodeService',
          'wsdl:port': {
            '@name': 'NodeServicePort',
            '@binding': 'tns:NodeBinding',
            'soap:address': { '@location': soapAddress(service) },
          },
        },
      },
    }),
  ).end({ prettyPrint: true, wellFormed: true });
};
