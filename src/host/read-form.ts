import type { IncomingHttpHeaders } from 'node:http';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { Problem } from './problem.js';

/** Fields of a form; no method has as many inputs. */
const maxFields = 200;

const refuse = (code: string, message: string, remedy: string) => new Problem(400, code, message, remedy);

/**
 * The fields of a form, multipart or urlencoded, as an object of texts: what they mean is for the coercion of the
 * runtime to say, as with every text. Throws Problem.
 */
export const readForm = (headers: IncomingHttpHeaders, body: Buffer): Promise<Record<string, string>> =>
  new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const broken = () =>
      reject(refuse('form.broken', 'The form cannot be read.', 'Send whole parts with a boundary.'));
    let form: BusboyInstance;
    try {
      form = new Busboy({
        headers: headers as BusboyHeaders,
        limits: { fields: maxFields, fieldNameSize: 200, fieldSize: body.length + 1, files: 1 },
      });
    } catch {
      return broken();
    }
    form.on('field', (name, value, isNameCut) => {
      if (isNameCut || fields.has(name))
        reject(
          refuse(
            'form.field',
            `The field ${JSON.stringify(name.slice(0, 60))} comes twice, or its name is too long.`,
            'Send every input once.',
          ),
        );
      fields.set(name, value);
    });
    form.on('file', (_name, stream) => {
      stream.resume();
      reject(refuse('form.file', 'The form holds a file.', 'Send every input as a plain field.'));
    });
    form.on('fieldsLimit', () =>
      reject(refuse('form.fields', `The form has over ${maxFields} fields.`, 'Send only the inputs.')),
    );
    form.on('error', broken);
    form.on('finish', () => resolve(Object.fromEntries(fields)));
    form.end(body);
  });
