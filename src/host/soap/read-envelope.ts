import { SaxesParser } from 'saxes';
import { problem } from '../../ground/problem.js';
import { maxJsonDepth } from '../../ground/read-json.js';

const soapXml = problem(400, 'soap.xml', 'The body is not XML.');
const soapEnvelope = problem(400, 'soap.envelope', 'The XML is not a SOAP 1.1 envelope.');
const soapDepth = problem(400, 'soap.depth', 'The XML is nested too deeply.');
const soapSize = problem(413, 'soap.size', 'The XML has too many elements or attributes.');
const soapDoctype = problem(400, 'soap.doctype', 'The XML has a document type.');
const soapContent = problem(400, 'soap.content', 'The SOAP body does not hold one element.');

const soapNamespace = 'http://schemas.xmlsoap.org/soap/envelope/';
/** Of SOAP 1.2. */
const laterNamespace = 'http://www.w3.org/2003/05/soap-envelope';
const instanceNamespace = 'http://www.w3.org/2001/XMLSchema-instance';

/** A SOAP request: the element in its body, and what is in that. */
export interface SoapRequest {
  namespace: string;
  /** Without its prefix. */
  element: string;
  /** Texts, objects, and arrays of elements that repeat; prefixes and attributes taken away. */
  children: unknown;
}

/** What an envelope may have; no method takes a tenth of it. Counted while it is read, so that more costs nothing more. */
export const envelopeLimits = { depth: maxJsonDepth, elements: 10_000, attributes: 1_000 };

const notXml = (why: string) => soapXml(`The body is not XML: ${why}`, 'Send a SOAP 1.1 envelope.');

/** An element that is open, and what has been found in it. */
interface Open {
  name: string;
  isNil: boolean;
  text: string;
  /** There once it has a child; null as prototype, since names come from the caller. */
  children?: Record<string, unknown>;
}

const add = (parent: Open, name: string, value: unknown) => {
  parent.children ??= Object.create(null) as Record<string, unknown>;
  const before = parent.children[name];
  if (!(name in parent.children)) parent.children[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else parent.children[name] = [before, value];
};

const contentOf = ({ children, isNil, text }: Open): unknown => children ?? (isNil ? null : text);

/** Where the content of the SOAP body stands: Envelope, Body, content. */
const bodyDepth = 2;

/**
 * Reads a SOAP 1.1 envelope in one pass. A document type is refused: it could define entities. `count` is told each
 * element and attribute. Throws Problem, as soon as the envelope is over a limit.
 */
export const readEnvelope = (xml: string, count: () => void = () => {}): SoapRequest => {
  const parser = new SaxesParser({ xmlns: true });
  const open: Open[] = [];
  let body: 'outside' | 'inside' | 'over' = 'outside';
  let found: SoapRequest | undefined;
  let [elements, attributes] = [0, 0];
  const take = (what: string, number: number, limit: number) => {
    count();
    if (number > limit)
      throw soapSize(
        `The XML has over ${limit} ${what}.`,
        'Send the inputs of the operation and nothing else.',
      );
  };
  parser.on('error', ({ message }) => {
    throw notXml(message.split('\n')[0]!.slice(0, 200));
  });
  parser.on('doctype', () => {
    throw soapDoctype('The XML has a document type.', 'Send the envelope without <!DOCTYPE …>.');
  });
  parser.on('attribute', () => take('attributes', ++attributes, envelopeLimits.attributes));
  parser.on('opentag', ({ local, uri, attributes: given }) => {
    take('elements', ++elements, envelopeLimits.elements);
    const depth = open.length;
    if (depth > bodyDepth + envelopeLimits.depth)
      throw soapDepth(`The XML is over ${envelopeLimits.depth} levels deep.`, 'Send less nested values.');
    const wanted = ['Envelope', 'Body'][depth];
    if (depth === 0 && !(local === wanted && uri === soapNamespace)) throw noSoap('Envelope', uri);
    if (depth === 1 && local === wanted && uri === soapNamespace && body === 'outside') body = 'inside';
    if (depth === bodyDepth && body === 'inside') {
      if (found) throw notOne('several elements');
      found = { namespace: uri, element: local, children: undefined };
    }
    const isNil = Object.values(given).some(
      (one) => one.uri === instanceNamespace && one.local === 'nil' && /^\s*(true|1)\s*$/.test(one.value),
    );
    open.push({ name: local, isNil, text: '' });
  });
  const onText = (text: string) => {
    const innermost = open.at(-1);
    if (innermost && !innermost.children) innermost.text += text;
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('closetag', () => {
    const closed = open.pop()!;
    if (body !== 'inside') return;
    if (open.length > bodyDepth) add(open.at(-1)!, closed.name, contentOf(closed));
    else if (open.length === bodyDepth) found!.children = contentOf(closed);
    else body = 'over';
  });
  parser.write(xml).close();
  if (body === 'outside') throw noSoap('Body');
  if (!found) throw notOne('no element');
  return found;
};

const noSoap = (name: string, namespace?: string) =>
  soapEnvelope(
    namespace === laterNamespace
      ? 'The envelope is one of SOAP 1.2; the service speaks SOAP 1.1, text/xml.'
      : `There is no SOAP 1.1 ${name}.`,
    `Send <Envelope> and <Body> of the namespace ${soapNamespace}, as text/xml.`,
  );

const notOne = (what: string) =>
  soapContent(`The SOAP body holds ${what}.`, 'Send one element: the operation of the WSDL.');
