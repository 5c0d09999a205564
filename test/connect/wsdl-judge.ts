import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser, type Element, XMLSerializer } from '@xmldom/xmldom';
import { validateXML, type XMLFileInfo } from 'xmllint-wasm';

// libxml2 and plain look-ups: nothing here is the exporter's or the server's.

const wsdlNamespace = 'http://schemas.xmlsoap.org/wsdl/';
const soapNamespace = 'http://schemas.xmlsoap.org/wsdl/soap/';
const schemaNamespace = 'http://www.w3.org/2001/XMLSchema';

const definitionsOf = (wsdl: string): Element =>
  new DOMParser({
    onError: (level, message) => {
      if (level !== 'warning') throw new Error(message);
    },
  }).parseFromString(wsdl, 'text/xml').documentElement!;

/** The types of a WSDL alone, as a schema document of their own. */
export const schemaOf = (wsdl: string): string =>
  new XMLSerializer().serializeToString(
    definitionsOf(wsdl).getElementsByTagNameNS(schemaNamespace, 'schema')[0]!,
  );

/** What libxml2 has against each of some documents, held to one schema; it compiles the schema first, and throws when it is none. */
export const judge = async (documents: string[], schema: string): Promise<string[][]> => {
  const errors = await complaints({
    xml: documents.map((contents, index) => ({ fileName: `${index}.xml`, contents })),
    schema: [{ fileName: 'a.xsd', contents: schema }],
  });
  return documents.map((_, index) => errors.get(`${index}.xml`) ?? []);
};

/** By the name of the file that they are about. */
const complaints = async (options: Parameters<typeof validateXML>[0]): Promise<Map<string, string[]>> => {
  const { valid, errors, rawOutput } = await validateXML(options);
  const known = new Map<string, string[]>();
  for (const { loc, message } of errors) {
    // Without a place: that the file fails to validate.
    if (!loc) continue;
    known.set(loc.fileName, [...(known.get(loc.fileName) ?? []), message]);
  }
  if (valid !== (known.size === 0)) throw new Error(rawOutput);
  return known;
};

const standard = (file: string): XMLFileInfo => ({
  fileName: file.split('/')[1]!,
  contents: readFileSync(join(__dirname, file), 'utf8'),
});

const imports = (...files: [namespace: string, file: string][]) =>
  `<xs:schema xmlns:xs="${schemaNamespace}">${files
    .map(([namespace, file]) => `<xs:import namespace="${namespace}" schemaLocation="${file}"/>`)
    .join('')}</xs:schema>`;

/** All that XMLSchema.xsd takes from elsewhere, from an address that no test may open. */
const xmlLang = `<xs:schema xmlns:xs="${schemaNamespace}" targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang" type="xs:string"/>
</xs:schema>`;

const xmlSchema = standard('xsd-1.0/XMLSchema.xsd');

/** WSDL's schemas take any type inside, and hold it to its schema where they know one: so they are told all of them. */
const wsdlSchemas = {
  schema: [
    {
      fileName: 'all.xsd',
      contents: imports(
        [wsdlNamespace, 'wsdl.xsd'],
        [soapNamespace, 'wsdl-soap.xsd'],
        [schemaNamespace, xmlSchema.fileName],
      ),
    },
  ],
  preload: [
    standard('wsdl-1.1/wsdl.xsd'),
    standard('wsdl-1.1/wsdl-soap.xsd'),
    {
      ...xmlSchema,
      contents: String(xmlSchema.contents).replace('http://www.w3.org/2001/xml.xsd', 'xml.xsd'),
    },
    { fileName: 'xml.xsd', contents: xmlLang },
  ],
};

/** What the schemas of WSDL 1.1, of its SOAP binding and of XML Schema have against documents, by name; all in one go. */
export const judgeWsdls = (wsdls: Map<string, string>): Promise<Map<string, string[]>> =>
  complaints({ xml: [...wsdls].map(([fileName, contents]) => ({ fileName, contents })), ...wsdlSchemas });

const childrenOf = (parent: Element, name: string, namespace = wsdlNamespace): Element[] =>
  Array.from(parent.childNodes as Iterable<unknown>).filter(
    (node): node is Element =>
      (node as Element).namespaceURI === namespace && (node as Element).localName === name,
  );

const names = (elements: Element[]) => elements.map((one) => one.getAttribute('name') ?? '');

/** A qualified name as `{namespace}name`, by the prefixes that hold where it stands. */
const qualified = (where: Element, attribute: string): string => {
  const [name, prefix] = (where.getAttribute(attribute) ?? '').split(':').reverse() as [string, string?];
  return `{${where.lookupNamespaceURI(prefix ?? '') ?? ''}}${name}`;
};

/**
 * References between the parts of a WSDL that lead nowhere, which schemas do not see: port → binding → port type →
 * message → element; operations that stand on one side only; SOAP's parts of a binding that are not there.
 */
export const danglingReferences = (wsdl: string): string[] => {
  const definitions = definitionsOf(wsdl);
  const target = definitions.getAttribute('targetNamespace');
  const top = (name: string) => childrenOf(definitions, name);
  const known = (elements: Element[], namespace = target) =>
    new Set(names(elements).map((name) => `{${namespace}}${name}`));
  const schemas = top('types').flatMap((types) => childrenOf(types, 'schema', schemaNamespace));
  const elements = new Set(
    schemas.flatMap((schema) => [
      ...known(childrenOf(schema, 'element', schemaNamespace), schema.getAttribute('targetNamespace')),
    ]),
  );
  const found: string[] = [];
  const check = (where: Element, attribute: string, targets: Set<string>) => {
    const name = qualified(where, attribute);
    if (!targets.has(name)) found.push(`${where.localName} ${attribute} ${name}`);
  };
  const operationsOf = (parent: Element) => childrenOf(parent, 'operation');

  const checkSoap = (where: Element, name: string) => {
    if (childrenOf(where, name, soapNamespace).length !== 1)
      found.push(`${where.localName} without soap:${name}`);
  };

  for (const service of top('service'))
    for (const port of childrenOf(service, 'port')) {
      check(port, 'binding', known(top('binding')));
      checkSoap(port, 'address');
    }
  for (const message of top('message'))
    for (const part of childrenOf(message, 'part')) check(part, 'element', elements);
  for (const portType of top('portType'))
    for (const operation of operationsOf(portType))
      for (const direction of ['input', 'output'])
        for (const one of childrenOf(operation, direction)) check(one, 'message', known(top('message')));
  for (const binding of top('binding')) {
    check(binding, 'type', known(top('portType')));
    checkSoap(binding, 'binding');
    for (const operation of operationsOf(binding)) {
      checkSoap(operation, 'operation');
      for (const direction of ['input', 'output'])
        for (const one of childrenOf(operation, direction)) checkSoap(one, 'body');
    }
    const portType = top('portType').find(
      (one) => `{${target}}${one.getAttribute('name')}` === qualified(binding, 'type'),
    );
    const [bound, offered] = [names(operationsOf(binding)), portType ? names(operationsOf(portType)) : []];
    found.push(
      ...bound.filter((name) => !offered.includes(name)).map((name) => `operation ${name} is only bound`),
      ...offered.filter((name) => !bound.includes(name)).map((name) => `operation ${name} is not bound`),
    );
  }
  return found;
};
