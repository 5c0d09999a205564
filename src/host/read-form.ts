import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { charsetOf, decodeText } from '../ground/decode-text.js';
import { problem } from '../ground/problem.js';

const formBroken = problem(400, 'form.broken', 'The form cannot be read.');
const formField = problem(400, 'form.field', 'A field comes twice, or its name is too long.');
const formFile = problem(400, 'form.file', 'The form holds a file.');
const formFields = problem(400, 'form.fields', 'The form has too many fields.');
const formPart = problem(400, 'form.part', 'A part of the form has no name.');
const formCharset = problem(415, 'form.charset', 'The form is not text in the character set that it names.');

/** Fields of a form; no method has as many inputs. */
const maxFields = 200;

/** Characters. */
const maxName = 200;

/** The fields that have been found, each once. */
class Fields {
  readonly #found = new Map<string, string>();

  add(name: string, value: string): void {
    if (name.length > maxName || this.#found.has(name))
      throw formField(
        `The field ${JSON.stringify(name.slice(0, 60))} comes twice, or its name is too long.`,
        'Send every input once.',
      );
    this.#found.set(name, value);
  }

  get all(): Record<string, string> {
    return Object.fromEntries(this.#found);
  }
}

const tooMany = () => formFields(`The form has over ${maxFields} fields.`, 'Send only the inputs.');

const notText = (charset = 'UTF-8') =>
  formCharset(
    `The form is not text in ${charset.slice(0, 40)}; nothing was sent.`,
    'Send UTF-8, and name no other character set.',
  );

const percent = 0x25;
const plus = 0x2b;
const space = 0x20;

const hexDigit = (code = 0): number => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return digit < 0 ? Number.NaN : digit;
};

/** Bytes first, text then: a character may be written half as it is and half escaped. Without a step aside for each escape. */
const unescaped = (text: string): Buffer => {
  const bytes = Buffer.from(text, 'latin1');
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes[at]!;
    const escaped = code === percent ? 16 * hexDigit(bytes[at + 1]) + hexDigit(bytes[at + 2]) : Number.NaN;
    if (!Number.isNaN(escaped)) at += 2;
    bytes[length] = Number.isNaN(escaped) ? (code === plus ? space : code) : escaped;
    length += 1;
  }
  return bytes.subarray(0, length);
};

const readUrlencoded = (body: Buffer, charset: string | undefined): Record<string, string> => {
  const fields = new Fields();
  const pairs = body.toString('latin1').split('&', maxFields + 1);
  if (pairs.length > maxFields) throw tooMany();
  const decoded = (text: string) => {
    try {
      return decodeText(unescaped(text), charset, true);
    } catch {
      throw notText(charset);
    }
  };
  for (const pair of pairs.filter((one) => one !== '')) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
    fields.add(decoded(name), decoded(value));
  }
  return fields.all;
};

/** The headers of each part of a multipart form; of very many the first ones. */
const headsOf = (type: string, body: Buffer): string[] => {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type) ?? [];
  const parts = body.toString('latin1').split(`--${quoted ?? plain}`, maxFields + 2);
  return parts.flatMap((part) => {
    const end = part.indexOf('\r\n\r\n');
    return end < 0 ? [] : [part.slice(0, end)];
  });
};

/** The first character set but UTF-8 that a multipart form or one of its parts names; the parser knows few of them. */
const otherCharset = (type: string, heads: string[]): string | undefined =>
  [type, ...heads].map(charsetOf).find((one) => one !== undefined && !/^(utf-?8|us-ascii)$/i.test(one));

const readMultipart = (
  headers: IncomingHttpHeaders,
  body: Buffer,
  parts: number,
): Promise<Record<string, string>> =>
  new Promise((resolve, reject) => {
    const fields = new Fields();
    const broken = () => reject(formBroken('The form cannot be read.', 'Send whole parts with a boundary.'));
    let form: BusboyInstance;
    try {
      form = new Busboy({
        headers: headers as BusboyHeaders,
        limits: { fields: maxFields, fieldSize: body.length + 1, files: 1 },
      });
    } catch {
      return broken();
    }
    const noName = () =>
      reject(formPart('A part of the form has no name.', 'Send every input as a field with its name.'));
    form.on('field', (name: string | undefined, value, _isNameCut, _isValueCut, encoding) => {
      if (name === undefined) return noName();
      if (!/^(7bit|8bit|binary)$/.test(encoding)) return broken();
      try {
        fields.add(name, value);
      } catch (error) {
        reject(error);
      }
    });
    form.on('file', (_name, stream) => {
      stream.resume();
      reject(formFile('The form holds a file.', 'Send every input as a plain field.'));
    });
    form.on('fieldsLimit', () => reject(tooMany()));
    form.on('error', broken);
    form.on('finish', () => {
      // The parser passes over what it does not understand; nothing is to vanish.
      if (Object.keys(fields.all).length < parts) noName();
      else resolve(fields.all);
    });
    form.end(body);
  });

/**
 * The fields of a form, multipart or urlencoded, as an object of texts: what they mean is for the coercion of the
 * runtime to say, as with every text. Throws Problem; no byte becomes another character.
 */
export const readForm = async (
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<Record<string, string>> => {
  const type = headers['content-type'] ?? '';
  if (/^application\/x-www-form-urlencoded/i.test(type)) return readUrlencoded(body, charsetOf(type));
  const heads = headsOf(type, body);
  const charset = otherCharset(type, heads);
  if (charset !== undefined || !isUtf8(body)) throw notText(charset);
  return readMultipart(headers, body, heads.length);
};
