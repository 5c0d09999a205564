import { basic, ServiceDesk } from './service-desk.js';

let desk: ServiceDesk;
beforeAll(async () => {
  desk = await ServiceDesk.open();
});

const address = '/soap/set-variable/v1.7';
const namespace = 'urn:wxcc-nodes:set-variable:v1.7';
const soap11 = 'http://schemas.xmlsoap.org/soap/envelope/';

const send = async (
  body: string | Buffer,
  { path = address, type = 'text/xml; charset=utf-8', key = desk.key } = {},
) => {
  const response = await fetch(desk.service.url + path, {
    method: 'POST',
    headers: { ...basic(key), 'Content-Type': type },
    body,
  });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

const envelope = (body: string, before = '') =>
  `<?xml version="1.0"?>${before}<s:Envelope xmlns:s="${soap11}"><s:Header/><s:Body>${body}</s:Body></s:Envelope>`;

const setFlow = (taskId: string, value: string, before = '') =>
  envelope(
    `<v:setFlowVariable xmlns:v="${namespace}"><v:taskId>${taskId}</v:taskId><v:variables><v:name>note</v:name><v:type>String</v:type><v:value>${value}</v:value></v:variables></v:setFlowVariable>`,
    before,
  );

const storedValues = async (taskId: string) => {
  const { tasks } = await desk.workshop.admin<{
    tasks: { id: string; variables: { value: string }[] }[];
  }>('GET', '/state');
  return tasks.find(({ id }) => id === taskId)!.variables.map(({ value }) => value);
};

test('an operation is answered with the outcome, in the namespace of the node version', async () => {
  const { id } = await desk.workshop.createTask();
  const { status, type, text } = await send(setFlow(id, 'Loan'));
  expect({ status, type }).toEqual({ status: 200, type: 'text/xml; charset=utf-8' });
  expect(text).toMatch(/<tns:setFlowVariableResponse xmlns:tns="urn:wxcc-nodes:set-variable:v1.7">/);
  expect(text).toContain('<tns:outcome>Task Updated</tns:outcome>');
  expect(text).toContain(`<tns:Task_ID>${id}</tns:Task_ID>`);
});

test.each([
  ['escaped marks', 'a &lt;b&gt; &amp; &quot;c&quot; &#233;', 'a <b> & "c" é'],
  ['CDATA', '<![CDATA[<!DOCTYPE x> & $(y)]]>', '<!DOCTYPE x> & $(y)'],
  ['other scripts', 'שלום 👋', 'שלום 👋'],
  ['comments between', 'one<!-- x -->two', 'onetwo'],
])('%s arrive as the text that they are', async (_what, value, expected) => {
  const { id } = await desk.workshop.createTask();
  expect((await send(setFlow(id, value))).text).toContain('Task Updated');
  expect(await storedValues(id)).toEqual([expected]);
});

test('Latin-1 is read as the Content-Type says', async () => {
  const { id } = await desk.workshop.createTask();
  const body = Buffer.from(setFlow(id, 'é'), 'latin1');
  expect((await send(body, { type: 'text/xml; charset=ISO-8859-1' })).text).toContain('Task Updated');
  expect(await storedValues(id)).toEqual(['é']);
});

test.each([
  ['iso-8859-1', '\u00e9', 'é'],
  ['windows-1252', '\u0080', '€'],
  ['UTF-8', '\u00c3\u00a9', 'é'],
])(
  'without a character set in the Content-Type, the declaration %s counts',
  async (encoding, bytes, text) => {
    const { id } = await desk.workshop.createTask();
    const xml = setFlow(id, bytes).replace('version="1.0"', `version="1.0" encoding="${encoding}"`);
    expect((await send(Buffer.from(xml, 'latin1'), { type: 'text/xml' })).text).toContain('Task Updated');
    expect(await storedValues(id)).toEqual([text]);
  },
);

test('typed elements are written as XML Schema writes them', async () => {
  const { id } = await desk.workshop.createTask();
  const { text } = await send(
    envelope(
      `<v:setFlowVariable xmlns:v="${namespace}"><v:taskId>${id}</v:taskId><v:variables><v:name>note</v:name><v:type>Integer</v:type><v:value>7615917337495251231</v:value><v:agentViewable>\n 1 </v:agentViewable><v:desktopLabel>a</v:desktopLabel></v:variables></v:setFlowVariable>`,
    ),
  );
  expect(text).toContain('Task Updated');
  expect(await storedValues(id)).toEqual(['7615917337495251231']);
});

test('an invalid input is an answer, with the diagnostics as text', async () => {
  const { status, text } = await send(
    envelope(`<setFlowVariable xmlns="${namespace}"><taskId>t</taskId></setFlowVariable>`),
  );
  expect(status).toBe(200);
  expect(text).toContain('<tns:outcome>onInvalidData</tns:outcome>');
  expect(text).toContain('/variables');
});

const external = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>';
const laughs = `<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "${'&a;'.repeat(50)}"><!ENTITY c "${'&b;'.repeat(50)}">]>`;
const deep = `${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`;

test.each([
  ['an empty body', '', 500, 'Client'],
  ['no XML', 'taskId=1', 500, 'Client'],
  ['XML that ends too early', '<s:Envelope>', 500, 'Client'],
  ['another envelope', '<Envelope><Body/></Envelope>', 500, 'Client'],
  [
    'SOAP 1.2',
    envelope('').replaceAll(soap11, 'http://www.w3.org/2003/05/soap-envelope'),
    500,
    'SOAP 1.1, text/xml',
  ],
  ['an empty SOAP body', envelope(''), 500, 'Client'],
  ['two operations', envelope('<a/><b/>'), 500, 'Client'],
  ['an unknown operation', envelope(`<queueTask xmlns="${namespace}"/>`), 404, 'setFlowVariable'],
  ['another namespace', envelope('<setFlowVariable xmlns="urn:x"/>'), 404, 'setFlowVariable'],
  ['a document type', setFlow('t', 'x', '<!DOCTYPE x>'), 500, 'DOCTYPE'],
  ['an external entity', setFlow('t', '&e;', external), 500, 'Client'],
  ['entities that grow', setFlow('t', '&c;', laughs), 500, 'Client'],
  ['an entity that nobody defines', setFlow('t', '&nbsp;'), 500, 'Client'],
  ['nesting without end', setFlow('t', deep), 500, 'deep'],
])('%s is a fault', async (_what, body, status, word) => {
  const answer = await send(body);
  expect(answer.status).toBe(status);
  expect(answer.type).toContain('text/xml');
  expect(answer.text).toContain('<soap:Fault>');
  expect(answer.text).toContain(word);
  expect(answer.text).not.toMatch(/node_modules|\.ts:|at Object/);
});

test.each([
  ['no key', 401, { key: { name: 'x', secret: 'y' } }],
  ['another type', 415, { type: 'application/soap+xml' }],
  ['bytes that are no text', 415, { type: 'text/xml; charset=utf-8', body: Buffer.from([0xff, 0xfe, 0xff]) }],
  ['an unknown version', 404, { path: '/soap/set-variable/v9.9' }],
  ['an unknown node', 404, { path: '/soap/set-variables/v1.7' }],
])(
  '%s keeps its HTTP status, with a fault',
  async (_what, status, {
    body,
    ...options
  }: { body?: Buffer; key?: { name: string; secret: string }; type?: string; path?: string }) => {
    const answer = await send(body ?? setFlow('t', 'x'), options);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('<soap:Fault>');
  },
);

test('the WSDL is served without a key, with the address that the operator configured', async () => {
  const other = await ServiceDesk.open({ serviceUrl: 'https://nodes.example.com/base/' });
  const response = await other.get('/soap/queue-task/v1.3?wsdl');
  expect(response.headers.get('content-type')).toContain('text/xml');
  const text = await response.text();
  expect(text).toContain('location="https://nodes.example.com/base/soap/queue-task/v1.3"');
  expect(text).not.toContain('127.0.0.1');
  expect((await other.get('/soap/queue-task/v1.3')).status).toBe(404);
  expect((await other.get('/soap/queue-task/v9.9?wsdl')).status).toBe(404);
});

test('SOAP 1.2 is told which SOAP is spoken here', async () => {
  for (const type of ['application/soap+xml; charset=utf-8', 'application/json', 'image/png']) {
    const { status, text } = await send(setFlow('t', 'x'), { type });
    expect(status).toBe(415);
    expect(text).toMatch(/<soap:Fault>.*SOAP 1\.1, text\/xml/);
    expect(text.includes('SOAP 1.2')).toBe(type.startsWith('application/soap'));
  }
});
