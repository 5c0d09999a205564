import { wsdlFor } from '../../src/connect/wsdl.js';
import type { NodeVersion } from '../../src/package/node-package.js';
import { nodeVersions, serviceUrl } from './exported.js';
import { danglingReferences, judge, judgeWsdls, schemaOf } from './wsdl-judge.js';

// The whole document, under the eyes of the standards' own schemas and of libxml2; its messages are wsdl.test.ts's.

const wsdlOf = ({ node, version, methods }: NodeVersion) =>
  wsdlFor({ node: node.id, version, methods, serviceUrl });

let wsdls: Map<string, string>;
beforeAll(async () => {
  wsdls = new Map((await nodeVersions()).map((one) => [`${one.node.id}-${one.version}.wsdl`, wsdlOf(one)]));
});

test('every WSDL is valid for the schemas of WSDL 1.1, of its SOAP binding and of XML Schema', async () => {
  expect(wsdls.size).toBeGreaterThan(0);
  expect(await judgeWsdls(wsdls)).toEqual(new Map());
});

test('in every WSDL each reference leads somewhere, and each operation is offered and bound', () => {
  for (const [name, wsdl] of wsdls)
    expect({ name, dangling: danglingReferences(wsdl) }).toEqual({ name, dangling: [] });
});

const withFault = (from: string | RegExp, to: string): string => {
  const whole = wsdls.get('set-variable-v1.7.wsdl')!;
  const broken = whole.replace(from, to);
  expect(broken).not.toBe(whole);
  return broken;
};

/** What each fault puts in place of what, in a WSDL of two methods, and words of what must be said of it. */
type Fault = [name: string, from: string | RegExp, to: string, complaint: string];

const refusedBySchemas: Fault[] = [
  ['an input without a message', ' message="tns:setFlowVariableInput"', '', "'message' is required"],
  ['an operation without messages', /<wsdl:(input|output) message[^>]*>/g, '', 'Missing child element'],
  ['a use that is none', 'use="literal"', 'use="encoded-ish"', "'encoded-ish'"],
  ['a style that is none', 'style="document"', 'style="wrapped"', "'wrapped'"],
  ['a binding without a transport', / transport="[^"]*"/, '', "'transport' is required"],
  ['an address without a place', / location="[^"]*"/, '', "'location' is required"],
  ['a part without a name', '<wsdl:part name="parameters"', '<wsdl:part', "'name' is required"],
  ['a binding without a type', ' type="tns:NodePort"', '', "'type' is required"],
  ['a port without a binding', ' binding="tns:NodeBinding"', '', "'binding' is required"],
  ['two messages of one name', '"setFlowVariableOutput">', '"setFlowVariableInput">', 'Duplicate key'],
  ['two ports of one name', /<wsdl:port .*<\/wsdl:port>/s, '$&$&', 'Duplicate key'],
  ['a name with a space', 'message name="setFlow', 'message name="set flow', "'set flowVariableInput'"],
  ['a part outside of its message', '<wsdl:portType', '<wsdl:part name="x"/>$&', 'not expected'],
  ['an element that WSDL 1.1 does not have', /wsdl:portType/g, 'wsdl:interface', 'not expected'],
  ['a count that is none', 'minOccurs="0"', 'minOccurs="some"', "'some'"],
  ['a word that XML Schema does not have', '<xs:sequence>', '<xs:sequence ordered="yes">', "'ordered'"],
  ['an element in the wrong place', '<xs:complexType>', '<xs:complexType><xs:enumeration/>', 'enumeration'],
];

describe('what the schemas refuse:', () => {
  let complaints: Map<string, string[]>;
  beforeAll(async () => {
    // The schemas are compiled once for all of them.
    complaints = await judgeWsdls(
      new Map(refusedBySchemas.map(([name, from, to]) => [name, withFault(from, to)])),
    );
  });

  test.each(refusedBySchemas)('%s', (name, _from, _to, complaint) => {
    expect(complaints.get(name)?.join('\n')).toContain(complaint);
  });
});

const dangling: Fault[] = [
  ['a binding', 'binding="tns:NodeBinding"', 'binding="tns:Other"', 'port binding'],
  ['a port type', 'type="tns:NodePort"', 'type="tns:Other"', 'binding type'],
  ['a message', 'message="tns:setFlowVariableInput"', 'message="tns:Other"', 'input message'],
  ['an element', 'element="tns:setFlowVariable"', 'element="tns:Other"', 'part element'],
  ['a namespace', 'element="tns:setFlowVariable"', 'element="xs:setFlowVariable"', 'part element'],
  ['a prefix', 'element="tns:setFlowVariable"', 'element="gone:setFlowVariable"', 'part element'],
];

test.each(dangling)('%s that is not there is found by look-ups', (_name, from, to, complaint) => {
  expect(danglingReferences(withFault(from, to))).toContainEqual(expect.stringContaining(complaint));
});

test('an operation that is only offered, only bound, or bound without its SOAP part, is found by look-ups', () => {
  const bound = /<wsdl:operation name="setFlowVariable">\s*<soap.*?<\/wsdl:operation>/s;
  expect(danglingReferences(withFault(bound, ''))).toEqual(['operation setFlowVariable is not bound']);
  const offered = /<wsdl:operation name="setFlowVariable">\s*<wsdl:doc.*?<\/wsdl:operation>/s;
  expect(danglingReferences(withFault(offered, ''))).toEqual(['operation setFlowVariable is only bound']);
  expect(danglingReferences(withFault('<soap:body ', '<soap:corpus '))).toEqual(['input without soap:body']);
  expect(danglingReferences(withFault(/<soap:address[^>]*>/, ''))).toEqual(['port without soap:address']);
});

test.each([
  ['a type that is not there', 'base="xs:string"', 'base="xs:strin"'],
  ['a pattern that is none', /(<xs:pattern value=")[^"]*/, '$1['],
  [
    'two elements of one name',
    '<xs:element name="setFlowVariable">',
    '<xs:element name="setFlowVariable"/>$&',
  ],
  ['a count whose least is over its most', /maxOccurs="30"/, 'minOccurs="31" maxOccurs="30"'],
])('%s does not compile', async (_name, from, to) => {
  const wsdl = withFault(from, to);
  await expect(judge(['<x/>'], schemaOf(wsdl))).rejects.toThrow(/failed to compile/);
});

test('the types of every WSDL compile', async () => {
  for (const wsdl of wsdls.values())
    expect(await judge(['<unknown/>'], schemaOf(wsdl))).toEqual([
      [expect.stringContaining('No matching global declaration')],
    ]);
});
