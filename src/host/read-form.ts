import type { IncomingHttpHeaders } from 'node:http';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import { problem } from './problem.js';

const formBroken = problem(400, 'form.broken', 'The form cannot be read.');
const formField = problem(400, 'form.field', 'A field comes twice, or its name is too long.');
const formFile = problem(400, 'form.file', 'The form holds a file.');
const formFields = problem(400, 'form.fields', 'The form has too many fields.');

/** Fields of a form; no method has as many inputs. */
const maxFields = 200;

/**
 * The fields of a form, multipart or urlencoded, as an object of texts: what they mean is for the coercion of the
 * runtime to say, as with every text. Throws Problem.
 */
export const readForm = (headers: IncomingHttpHeaders, body: Buffer): Promise<Record<string, string>> =>
  new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const broken = () => reject(formBroken('The form cannot be read.', 'Send whole parts with a boundary.'));
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
          formField(
            `The field ${JSON.stringify(name.slice(0, 60))} comes twice, or its name is too long.`,
            'Send every input once.',
          ),
        );
      fields.set(name, value);
    });
    form.on('file', (_name, stream) => {
      stream.resume();
      reject(formFile('The form holds a file.', 'Send every input as a plain field.'));
    });
    form.on('fieldsLimit', () =>
      reject(formFields(`The form has over ${maxFields} fields.`, 'Send only the inputs.')),
    );
    form.on('error', broken);
    form.on('finish', () => resolve(Object.fromEntries(fields)));
    form.end(body);
  });
