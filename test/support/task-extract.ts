import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import OpenAPIRequestValidatorModule from 'openapi-request-validator';
import OpenAPIResponseValidator from 'openapi-response-validator';
import { root } from './workshop.js';

// The extract of Cisco's facts about public task operations, and libraries that hold requests and answers to it.

// CommonJS, whose default is one level deeper for some loaders.
const OpenAPIRequestValidator =
  (OpenAPIRequestValidatorModule as unknown as { default?: typeof OpenAPIRequestValidatorModule }).default ??
  OpenAPIRequestValidatorModule;

interface Operation {
  parameters?: object[];
  requestBody: object;
  responses: Record<string, object>;
}

const document = JSON.parse(
  readFileSync(join(root, 'test', 'sandbox', 'specs', 'wxcc-public-tasks.json'), 'utf8'),
) as { paths: Record<string, { post: Operation }>; components: { schemas: Record<string, object> } };

/** A POST and its answer, with the path of the extract that it is for. */
export interface Sent {
  path: string;
  params: Record<string, string>;
  headers: Record<string, string>;
  body: unknown;
  status: number;
  answer: unknown;
}

/** The path of the extract that a path is for, and what it fills in. */
export const placeOf = (pathname: string): Pick<Sent, 'path' | 'params'> => {
  const path = Object.keys(document.paths).find((one) =>
    new RegExp(`^${one.replace(/\{\w+\}/, '[^/]+')}$`).test(pathname),
  )!;
  return { path, params: path.includes('{taskId}') ? { taskId: pathname.split('/')[3]! } : {} };
};

const operationOf = ({ path }: Sent) => document.paths[path]!.post;

export const requestProblems = (sent: Sent) =>
  new OpenAPIRequestValidator({
    parameters: (operationOf(sent).parameters ?? []) as never,
    requestBody: operationOf(sent).requestBody as never,
    componentSchemas: document.components.schemas as never,
  }).validateRequest(sent as never)?.errors ?? [];

export const answerProblems = (sent: Sent) =>
  new OpenAPIResponseValidator({
    responses: operationOf(sent).responses as never,
    components: document.components as never,
  }).validateResponse(String(sent.status), sent.answer)?.errors ?? [];
