import { create } from 'xmlbuilder2';
import { xmlText } from '../../connect/xml-text.js';
import type { Problem } from '../../ground/problem.js';

const envelope = (body: Record<string, unknown>): string =>
  create(
    { version: '1.0', encoding: 'UTF-8' },
    {
      'soap:Envelope': {
        '@xmlns:soap': 'http://schemas.xmlsoap.org/soap/envelope/',
        'soap:Body': body,
      },
    },
  )
    .end({ wellFormed: true })
    // A parser makes a line feed of a carriage return that is not written as a reference.
    .replaceAll('\r', '&#xD;');

/** An answer of document/literal: one element of the node version's namespace with its children. */
export const answerEnvelope = (
  namespace: string,
  element: string,
  children: Record<string, string>,
): string => {
  const named = Object.entries(children).map(([name, text]) => ({ [`tns:${name}`]: { '#': text } }));
  return envelope({ [`tns:${element}`]: { '@xmlns:tns': namespace, '#': named } });
};

/** A SOAP 1.1 fault; the detail holds what the REST door says in JSON. */
export const faultEnvelope = ({ statusCode, code, message, remedy }: Problem): string =>
  envelope({
    'soap:Fault': {
      faultcode: statusCode < 500 ? 'soap:Client' : 'soap:Server',
      faultstring: xmlText(`${message} ${remedy}`),
      detail: { code, message: xmlText(message), remedy: xmlText(remedy) },
    },
  });
