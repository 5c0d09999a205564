import { existsSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import OpenAPIResponseValidator from 'openapi-response-validator';
import { root } from '../support/workshop.js';
import { PublicApi } from './public-api.js';
import { queues } from './raw-api.js';

const name = 'webex-contact-center.public-spec.json';
const file = join(root, '..', 'shared', 'reference', 'specs', name);

interface Schema {
  required?: string[];
  properties: Record<string, { additionalProperties?: unknown }>;
}

interface Document {
  paths: Record<string, { get: { description: string; responses: Record<string, object> } }>;
  components: { schemas: Record<string, Schema> };
}

const read = (): Document => JSON.parse(readFileSync(file, 'utf8')) as Document;

const paths = {
  variables: '/organization/{orgid}/v2/cad-variable',
  queues: '/organization/{orgid}/v2/contact-service-queue',
  skills: '/organization/{orgid}/v2/skill',
  tasks: '/v1/tasks',
  ewt: '/v1/ewt',
};

/** Where the document contradicts itself, it is read the way that its own words and examples say. */
const withoutContradictions = (): Document => {
  const document = read();
  const { schemas } = document.components;
  // "Array fields are removed from List API", yet the list's records must have this array.
  schemas.ContactServiceQueueDTO!.required = schemas.ContactServiceQueueDTO!.required!.filter(
    (field) => field !== 'callDistributionGroups',
  );
  // The page's facts are texts and numbers, yet each must be an object: a map written down by a tool.
  delete schemas.ResponseEnvelopeCadVariableDTO!.properties.meta!.additionalProperties;
  return document;
};

/** What is wrong with an answer by the document; empty when it fits. */
const problems = (document: Document, path: string, status: number, body: unknown) => {
  const { responses } = document.paths[path]!.get;
  const components = document.components as never;
  return new OpenAPIResponseValidator({ responses: responses as never, components }).validateResponse(
    String(status),
    body,
  )?.errors;
};

const isAtHand = existsSync(file);
if (!isAtHand)
  process.stderr.write(
    `Left out: the sandbox's answers against Cisco's OpenAPI document. ${relative(root, file)} is not at hand; it is Cisco's and does not lie in this repository.\n`,
  );

test("Cisco's document is no part of the repository", async () => {
  const left = ['node_modules', 'dist', '.git'];
  const folders = (await readdir(root, { withFileTypes: true })).filter((one) => !left.includes(one.name));
  const files = await Promise.all(
    folders.map((one) =>
      one.isDirectory() ? readdir(join(root, one.name), { recursive: true }) : [one.name],
    ),
  );
  expect(files.flat().filter((one) => one.endsWith(name))).toEqual([]);
});

(isAtHand ? describe : () => {})("by Cisco's document", () => {
  let document: Document;
  let api: PublicApi;
  let calls: Record<keyof typeof paths, string>;
  beforeAll(async () => {
    document = withoutContradictions();
    api = await PublicApi.start({
      globalVariables: ['String', 'Boolean', 'Integer', 'Decimal', 'DateTime'].map((type) => ({
        name: type,
        type,
      })),
      skills: ['proficiency', 'boolean', 'text', 'enum'].map((type) => ({ id: type, name: type, type })),
    });
    calls = {
      variables: api.path('cad-variable'),
      queues: api.path('contact-service-queue'),
      skills: api.path('skill'),
      tasks: '/v1/tasks?from=0',
      ewt: `/v1/ewt?queueId=${queues.chat}&lookbackMinutes=60`,
    };
    for (const mediaType of ['chat', 'email', 'social']) await api.admin('/tasks', { mediaType });
    const { id } = await api.admin<{ id: string }>('/tasks', {});
    await api.admin(`/tasks/${id}/connect`, {});
  });

  const names = Object.keys(paths) as (keyof typeof paths)[];

  test.each(names)('the answer of %s is right', async (which) => {
    const { status, json } = await api.get(calls[which]);
    expect(status).toBe(200);
    if (which !== 'ewt') expect((json as unknown as { data: unknown[] }).data.length).toBeGreaterThan(2);
    expect(problems(document, paths[which], status, json)).toBeUndefined();
  });

  test.each(names)('a dead token on %s is refused with a right answer', async (which) => {
    const { status, json } = await api.get(calls[which], { Authorization: 'Bearer dead' });
    expect(status).toBe(401);
    expect(problems(document, paths[which], status, json)).toBeUndefined();
  });

  test.each([
    ['tasks', '/v1/tasks', 400],
    ['tasks', '/v1/tasks?from=0&orgId=another', 403],
    ['ewt', '/v1/ewt', 400],
    ['variables', '/organization/another/v2/cad-variable', 403],
  ] as const)('%s: %s is refused with %i and a right answer', async (which, path, expected) => {
    const { status, json } = await api.get(path);
    expect(status).toBe(expected);
    expect(problems(document, paths[which], status, json)).toBeUndefined();
  });

  test('a wait that is not known is a 204 that the document has', async () => {
    const { status, text } = await api.get('/v1/ewt?queueId=nowhere&lookbackMinutes=60');
    expect(text).toBe('');
    expect(Object.keys(document.paths[paths.ewt]!.get.responses)).toContain(String(status));
  });

  test.each(names.filter((which) => which !== 'ewt'))('a wrong answer of %s is found', async (which) => {
    const { json } = await api.get(calls[which]);
    const wrong = JSON.parse(
      JSON.stringify(json).replaceAll('"name":', '"nome":').replaceAll('"id":', '"di":'),
    );
    expect(problems(document, paths[which], 200, wrong)?.length).toBeGreaterThan(0);
  });

  test('what is held against the document still stands in it', () => {
    const raw = read();
    expect(raw.components.schemas.ContactServiceQueueDTO!.required).toContain('callDistributionGroups');
    expect(raw.paths[paths.queues]!.get.description).toContain('Array fields are removed from List API');
    expect(
      raw.components.schemas.ResponseEnvelopeCadVariableDTO!.properties.meta!.additionalProperties,
    ).toEqual({ type: 'object' });
  });
});
