import type { FastifyInstance, FastifyRequest } from 'fastify';
import { inputFromSoap, soapAnswer } from '../../connect/soap-values.js';
import { wsdlFor } from '../../connect/wsdl.js';
import { namespaceOf, operationName } from '../../connect/xml-names.js';
import { charsetOf, decodeText } from '../../ground/decode-text.js';
import { problem } from '../../ground/problem.js';
import type { NodeVersion } from '../../package/node-package.js';
import type { PackageSet } from '../../package/package-set.js';
import { type Calls, newInvocationId } from '../calls.js';
import { KeptPages } from '../kept-page.js';
import { idempotencyKeyOf } from '../rest.js';
import { readEnvelope, type SoapRequest } from './read-envelope.js';
import { answerEnvelope } from './write-envelope.js';

const soapCharset = problem(415, 'soap.charset', 'The body is not text in the character set that it names.');
const soapType = problem(415, 'soap.type', 'The body is not SOAP 1.1 by its type.');
const soapOperation = problem(404, 'soap.operation', 'The node version has no such SOAP operation.');
const soapBody = problem(400, 'soap.body', 'There is no SOAP body.');
const soapQuery = problem(404, 'soap.query', 'Only ?wsdl can be got here.');

interface Path {
  node: string;
  version: string;
}

const path = '/soap/:node/:version';

const decode = ({ headers }: FastifyRequest, body: Buffer): string => {
  const [, declared] =
    /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(body.toString('latin1', 0, 200)) ?? [];
  const charset = charsetOf(headers['content-type']) ?? declared;
  try {
    return decodeText(body, charset);
  } catch {
    throw soapCharset(
      `The body is not text in ${(charset ?? 'UTF-8').slice(0, 40)}.`,
      'Send UTF-8, and say so in the Content-Type.',
    );
  }
};

const methodOf = ({ node, version, methods }: NodeVersion, { namespace, element }: SoapRequest) => {
  const found = methods.find(({ id }) => operationName(id) === element);
  if (found && namespace === namespaceOf(node.id, version)) return found;
  throw soapOperation(
    `There is no operation {${namespace.slice(0, 200)}}${element.slice(0, 200)} at ${node.id} ${version}.`,
    `Known operations of {${namespaceOf(node.id, version)}}: ${methods.map(({ id }) => operationName(id)).join(', ')}.`,
  );
};

/** `POST /soap/:node/:version`, SOAP 1.1 document/literal: the Result made flat, whatever its outcome, or a fault. */
export const installSoap = (scope: FastifyInstance, calls: Calls, packages: PackageSet): void => {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    ['text/xml', 'application/xml'],
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => readEnvelope(decode(request, body)),
  );
  scope.addContentTypeParser('*', async ({ headers }: FastifyRequest) => {
    const is12 = headers['content-type']?.toLowerCase().startsWith('application/soap+xml');
    throw soapType(
      `The service speaks SOAP 1.1, text/xml${is12 ? '; application/soap+xml is SOAP 1.2' : ''}.`,
      'Send a SOAP 1.1 envelope with the Content-Type text/xml.',
    );
  });
  scope.post(path, async (request, reply) => {
    const { node, version } = request.params as Path;
    if (!request.body) throw soapBody('There is no body.', 'Send a SOAP 1.1 envelope as text/xml.');
    const nodeVersion = await packages.find(node, version);
    const soapRequest = request.body as SoapRequest;
    const { id, input, output } = methodOf(nodeVersion, soapRequest);
    const { result, isRepeated } = await calls.run({
      key: request.apiKey,
      node,
      version,
      method: id,
      input: inputFromSoap(input, soapRequest.children),
      idempotencyKey: idempotencyKeyOf(request),
      invocationId: newInvocationId(),
    });
    const { invocationId, outcome } = result;
    request.about = {
      invocationId,
      node,
      version,
      method: id,
      outcome,
      ...(isRepeated && { repeated: true }),
    };
    if (isRepeated) reply.header('Idempotent-Replayed', 'true');
    return reply
      .type('text/xml; charset=utf-8')
      .send(
        answerEnvelope(
          namespaceOf(node, version),
          `${operationName(id)}Response`,
          soapAnswer(output, result),
        ),
      );
  });
};

/** `GET /soap/:node/:version?wsdl`, without a key: the designer fetches it before there is one. */
export const installWsdl = (app: FastifyInstance, packages: PackageSet, serviceUrl: () => string): void => {
  const pages = new KeptPages();
  app.get(path, async (request, reply) => {
    const { node, version } = request.params as Path;
    if (!Object.keys(request.query as object).some((name) => name.toLowerCase() === 'wsdl'))
      throw soapQuery('There is nothing to get here.', 'Add ?wsdl for the WSDL.');
    const { methods, package: from } = await packages.find(node, version);
    const page = {
      name: `${node} ${version}`,
      type: 'text/xml; charset=utf-8',
      digest: from.digest + serviceUrl(),
    };
    return pages.send(request, reply, page, () =>
      wsdlFor({ node, version, methods, serviceUrl: serviceUrl() }),
    );
  });
};
