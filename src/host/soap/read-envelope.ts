import { DOMParser, type Element, MIME_TYPE, type Node } from '@xmldom/xmldom';
import { maxJsonDepth } from '../../ground/json-limits.js';
import { problem } from '../problem.js';

const soapXml = problem(400, 'soap.xml', 'The body is not XML.');
const soapEnvelope = problem(400, 'soap.envelope', 'The XML is not a SOAP 1.1 envelope.');
const soapDepth = problem(400, 'soap.depth', 'The XML is nested too deeply.');
const soapDoctype = problem(400, 'soap.doctype', 'The XML has a document type.');
const soapContent = problem(400, 'soap.content', 'The SOAP body does not hold one element.');

const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';
const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance';

/** A SOAP request: the element in its body, and what is in that. */
export interface SoapRequest {
  namespace: string;
  /** Without its prefix. */
  element: string;
  /** Texts, objects, and arrays of elements that repeat; prefixes and attributes taken away. */
  children: unknown;
}

const notXml = (why: string) => soapXml(`The body is not XML: ${why}`, 'Send a SOAP 1.1 envelope.');

const parse = (text: string) => {
  try {
    return new DOMParser({
      onError: (level, message) => {
        if (level !== 'warning') throw new Error(message);
      },
    }).parseFromString(text, MIME_TYPE.XML_TEXT);
  } catch (error) {
    throw notXml(
      String((error as Error).message)
        .split('\n')[0]!
        .slice(0, 200),
    );
  }
};

const isElement = (node: Node): node is Element => node.nodeType === node.ELEMENT_NODE;

const elementsOf = (node: Node): Element[] => Array.from(node.childNodes).filter(isElement);

const childOf = (parent: Node, name: string): Element => {
  const found = elementsOf(parent).find(
    ({ localName, namespaceURI }) => localName === name && namespaceURI === soapNamespace,
  );
  if (found) return found;
  throw soapEnvelope(
    `There is no SOAP 1.1 ${name}.`,
    `Send <Envelope> and <Body> of the namespace ${soapNamespace}.`,
  );
};

/** No recursion beyond what the engine takes: depth is what it must survive. */
const contentOf = (element: Element, depth: number): unknown => {
  if (depth > maxJsonDepth)
    throw soapDepth(`The XML is over ${maxJsonDepth} levels deep.`, 'Send less nested values.');
  const children = elementsOf(element);
  if (children.length === 0)
    return element.getAttributeNS(instanceNamespace, 'nil') === 'true' ? null : (element.textContent ?? '');
  // Null as prototype: names come from the caller.
  const found = Object.create(null) as Record<string, unknown>;
  for (const child of children) {
    const name = child.localName ?? child.nodeName;
    const value = contentOf(child, depth + 1);
    const before = found[name];
    if (!(name in found)) found[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else found[name] = [before, value];
  }
  return found;
};

/** Reads a SOAP 1.1 envelope. A document type is refused: it could define entities. Throws Problem. */
export const readEnvelope = (text: string): SoapRequest => {
  const document = parse(text);
  if (document.doctype)
    throw soapDoctype('The XML has a document type.', 'Send the envelope without <!DOCTYPE …>.');
  const [content, ...more] = elementsOf(childOf(childOf(document, 'Envelope'), 'Body'));
  if (!content || more.length > 0)
    throw soapContent(
      `The SOAP body holds ${content ? 'several elements' : 'no element'}.`,
      'Send one element: the operation of the WSDL.',
    );
  return {
    namespace: content.namespaceURI ?? '',
    element: content.localName ?? content.nodeName,
    children: contentOf(content, 0),
  };
};
