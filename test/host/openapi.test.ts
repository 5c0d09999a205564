import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { packDirectory } from '../support/workshop.js';
import { ServiceDesk } from './service-desk.js';

interface Document {
  openapi: string;
  paths: Record<
    string,
    {
      post: {
        requestBody: { content: Record<string, { schema: { properties: object } }> };
        responses: Record<string, unknown>;
      };
    }
  >;
}

let document: Document;
beforeAll(async () => {
  const desk = await ServiceDesk.open();
  document = (await (await desk.get('/openapi.json')).json()) as Document;
});

const validate = async (value: Record<string, unknown>): Promise<{ valid: boolean; version: string }> => {
  const validator = new Validator();
  return { ...(await validator.validate(value)), version: validator.version };
};

test('the document is valid OpenAPI 3.1 for a validator that is not ours', async () => {
  expect(await validate({ ...document })).toEqual({ valid: true, version: '3.1' });
  expect(await validate({ ...document, paths: { wrong: 1 } })).toMatchObject({ valid: false });
});

test('every reference in the document leads somewhere', () => {
  const references = JSON.stringify(document).match(/"\$ref":"[^"]+"/g) ?? [];
  expect(references.length).toBeGreaterThan(0);
  for (const reference of new Set(references)) {
    const path = JSON.parse(`{${reference}}`).$ref.slice(2).split('/') as string[];
    const target = path.reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], document);
    expect([reference, typeof target]).toEqual([reference, 'object']);
  }
});

test('the document has a path for every method of every version that is served', async () => {
  const { packages } = JSON.parse(await readFile(join(packDirectory, 'manifest.json'), 'utf8')) as {
    packages: { node: string }[];
  };
  const paths = Object.keys(document.paths);
  expect(new Set(paths.map((path) => path.split('/')[3]))).toEqual(new Set(packages.map(({ node }) => node)));
  expect(paths).toEqual(
    expect.arrayContaining([
      '/v1/nodes/queue-task/v1.0/queue-task',
      '/v1/nodes/queue-task/v1.5/queue-task',
      '/v1/nodes/close-task/v1.1/close-task-reject',
      '/v1/nodes/set-variable/v1.7/set-global-variable',
    ]),
  );
  expect(paths).toHaveLength(24);
});

test('the document names the outcomes of each method and our own schema words nowhere', () => {
  const { 200: ok } = document.paths['/v1/nodes/queue-task/v1.5/queue-task']!.post.responses;
  expect(JSON.stringify(ok)).toContain('"Queued","taskFailed","Error","onauthorizationfail"');
  expect(JSON.stringify(document)).not.toMatch(/"x-(?!.*securitySchemes)[a-z]+":/i);
});

test('the form of a method has every input, those of a choice too', () => {
  const { content } = document.paths['/v1/nodes/queue-task/v1.5/queue-task']!.post.requestBody;
  for (const type of ['multipart/form-data', 'application/x-www-form-urlencoded'])
    expect(Object.keys(content[type]!.schema.properties)).toEqual(
      expect.arrayContaining(['taskId', 'queueType', 'queueId', 'dynamicQueueId']),
    );
});
