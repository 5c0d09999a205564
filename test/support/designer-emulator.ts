// The part of Webex Connect's node designer that calls a REST method, written from what is documented of it
// (reference/webex-connect-custom-nodes.md sections 1 and 5) and not from the exporter: rows are static or dynamic,
// `$(parameter)` in URL and body is filled, the answer is read by response path, and rows of conditions pick the node
// event. What no row names ends in onInvalidChoice, what takes too long in onTimeout (5.1). Whether a value inside a
// JSON body is escaped is not documented: both can be asked for.

interface Row {
  parameter: string;
  type: string;
  value?: string;
  fieldName?: string;
}

interface Condition {
  name: string;
  source: string;
  path?: string;
  condition: string;
  value: string;
  edge: string;
}

/** A request of a node as a person typed it in from a build sheet. */
export interface TypedMethod {
  request: { requestTimeoutMs: number; type: string; resourceUrl: string; parameters: Row[] };
  authorization: { type: string; username: Row; password: Row };
  headers: Row[];
  urlParameters: Row[];
  body: { format: string; text?: string; parameters: Row[] };
  response: {
    events: Condition[];
    outputs: { parameterName: string; source: string; responsePath?: string }[];
  };
}

export interface Called {
  event: string;
  edge: string;
  outputs: Record<string, unknown>;
  status: number;
  body: unknown;
}

/** What the author of the flow filled in, by field name; a field left alone is empty text. */
export type Fields = Record<string, string>;

const rowValue = (row: Row, fields: Fields): string => {
  if (row.type === 'Static') return row.value ?? '';
  if (row.fieldName === undefined) throw new Error(`dynamic row ${row.parameter} without a field name`);
  return fields[row.fieldName] ?? '';
};

const fill = (text: string, rows: Row[], fields: Fields, write: (value: string) => string): string =>
  text.replace(/\$\(([^()]+)\)/g, (reference, name: string) => {
    const row = rows.find(({ parameter }) => parameter === name);
    if (!row) throw new Error(`${reference} has no row`);
    return write(rowValue(row, fields));
  });

const insideJson = (value: string) => JSON.stringify(value).slice(1, -1);

const bodyOf = ({ format, text = '', parameters }: TypedMethod['body'], fields: Fields, escapes: boolean) => {
  if (format === 'form-data') {
    const form = new FormData();
    for (const row of parameters) form.append(row.parameter, rowValue(row, fields));
    return form;
  }
  if (format === 'JSON') return fill(text, parameters, fields, escapes ? insideJson : (value) => value);
  throw new Error(`body format ${format}`);
};

/** `$.a.b`, `$.a['b c']`, `$.a[0]`: undefined where the path leads nowhere. */
const readPath = (body: unknown, path: string): unknown => {
  const steps = path.match(/^\$((\.[A-Za-z_]\w*)|(\['(?:[^'\\]|\\.)*'\])|(\[\d+\]))*$/)
    ? [...path.matchAll(/\.([A-Za-z_]\w*)|\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]/g)].map(
        ([, word, quoted, index]) => word ?? index ?? quoted!.replace(/\\(.)/g, '$1'),
      )
    : undefined;
  if (!steps) throw new Error(`response path ${path}`);
  return steps.reduce<unknown>(
    (value, step) =>
      value !== null && typeof value === 'object' && Object.hasOwn(value, step)
        ? (value as Record<string, unknown>)[step]
        : undefined,
    body,
  );
};

const holds = ({ source, path, condition, value }: Condition, status: number, body: unknown): boolean => {
  const found = source === 'HTTP Status' ? String(status) : String(readPath(body, path ?? '') ?? '');
  if (condition === 'equals') return found === value;
  if (condition === 'not equals') return found !== value;
  throw new Error(`condition ${condition}`);
};

/** The key is typed over whatever stands in the password's row. */
export const callNode = async (
  method: TypedMethod,
  fields: Fields,
  { key, escapes }: { key: { name: string; secret: string }; escapes: boolean },
): Promise<Called> => {
  const { request, authorization, headers, urlParameters, body, response } = method;
  const url = new URL(fill(request.resourceUrl, request.parameters, fields, encodeURIComponent));
  for (const row of urlParameters) url.searchParams.append(row.parameter, rowValue(row, fields));
  const credentials = `${key.name || rowValue(authorization.username, fields)}:${key.secret}`;
  const sent = bodyOf(body, fields, escapes);
  const answer = await fetch(url, {
    method: request.type,
    headers: {
      ...Object.fromEntries(headers.map((row) => [row.parameter, rowValue(row, fields)])),
      ...(typeof sent === 'string' && { 'Content-Type': 'application/json' }),
      Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
    },
    body: sent,
    signal: AbortSignal.timeout(request.requestTimeoutMs),
  }).catch((error: Error) => {
    if (error.name === 'TimeoutError') return undefined;
    throw error;
  });
  if (!answer) return { event: 'onTimeout', edge: 'Timeout', outputs: {}, status: 0, body: undefined };
  const text = await answer.text();
  const parsed: unknown = /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text;
  const event = response.events.find((one) => holds(one, answer.status, parsed));
  return {
    event: event?.name ?? 'onInvalidChoice',
    edge: event?.edge ?? 'Error',
    outputs: Object.fromEntries(
      response.outputs.map(({ parameterName, source, responsePath = '' }) => [
        parameterName,
        source === 'HTTP Status' ? answer.status : readPath(parsed, responsePath),
      ]),
    ),
    status: answer.status,
    body: parsed,
  };
};
