import type { BuildSheet } from '../../schemas/types.js';

/** One screen, or section of a screen, of the designer, in the order in which they come. */
export interface Screen {
  /** The method's id; empty for what is the node's. */
  method: string;
  title: string;
  /** What to know before typing. */
  note: string;
  columns: string[];
  rows: string[][];
  /** How many cells, from the left, name the row. */
  keyCells: number;
  /** Whole texts to paste, and the file that holds each. */
  texts: { label: string; file: string; text: string }[];
}

type Method = BuildSheet['methods'][number];
type Row = Method['headers'][number];

const rowColumns = ['Parameter', 'Parameter Type', 'Parameter Value', 'Field Name'];

const rowCells = (row: Row): string[] =>
  row.type === 'Static'
    ? [row.parameter, row.type, row.value, '']
    : [row.parameter, row.type, '', row.fieldName];

const screen = (method: string, title: string, columns: string[], rows: string[][], note = ''): Screen => ({
  method,
  title,
  note,
  columns,
  rows,
  keyCells: 1,
  texts: [],
});

const optional = (one: Screen): Screen[] => (one.rows.length > 0 ? [one] : []);

const fieldColumns = ['Field', 'Value'];

/** Where an export keeps the texts of a method. */
const pasteFolder = (method: string) => `paste/${method}`;

type Field = Method['ui']['groups'][number]['fields'][number];

const rulesOf = ({ regex, options, dateFormat, separator, timeFormat }: Field): string => {
  if (options) return 'see Options';
  return dateFormat === undefined ? (regex ?? '') : `${dateFormat}, separator ${separator}, ${timeFormat}`;
};

const responseScreens = ({ id, response }: Method): Screen[] => [
  {
    ...screen(id, 'Response', fieldColumns, [['Response format', response.format]]),
    note: 'Import the sample, Parse, and select; the rows below are what must stand there in the end.',
    texts: [
      { label: 'Response sample', file: `${pasteFolder(id)}/response-sample.json`, text: response.sample },
    ],
  },
  screen(
    id,
    'Node Events',
    ['Node Event', 'Source', 'Response Path', 'Condition', 'Value', 'Node Edge'],
    response.events.map(({ name, source, path, condition, value, edge }) => [
      name,
      source,
      path ?? '',
      condition,
      value,
      edge,
    ]),
    [
      'One row for each outcome, and one for answers other than 200.',
      'Where the designer has an event of that name already, give it these conditions.',
      ...(response.events.some(({ edge }) => edge === 'Timeout')
        ? [
            "Cisco's page names the edges Success and Error: where there is no Timeout to choose, choose Error.",
          ]
        : []),
    ].join(' '),
  ),
  screen(
    id,
    'Set data to be returned in a flow session',
    ['Parameter Name', 'Source', 'Response Path'],
    response.outputs.map(({ parameterName, source, responsePath }) => [
      parameterName,
      source,
      responsePath ?? '',
    ]),
    [
      'In a flow: $(n<node id>.<Parameter Name>).',
      ...(response.outputs.some(({ responsePath = '' }) => responsePath.includes("['"))
        ? [
            "Cisco's page shows no path to a name with a space: where Parse writes it in another way than ['…'], keep what Parse writes.",
          ]
        : []),
    ].join(' '),
  ),
];

const uiScreens = ({ id, ui }: Method): Screen[] => [
  screen(
    id,
    'Node UI',
    ['Field Name', 'Field Group', 'Field Type', 'Regex or format', 'Mandatory', 'Tooltip'],
    ui.groups.flatMap(({ name, fields }) =>
      fields.map((field) => [
        field.fieldName,
        name,
        field.fieldType,
        rulesOf(field),
        field.mandatory ? 'on' : 'off',
        field.tooltip,
      ]),
    ),
    `Information Text: ${ui.informationText}`,
  ),
  ...optional({
    ...screen(
      id,
      'Options',
      ['Field Name', 'Display Name', 'Value'],
      ui.groups.flatMap(({ fields }) =>
        fields.flatMap(({ fieldName, options = [] }) =>
          options.map(({ displayName, value }) => [fieldName, displayName, value]),
        ),
      ),
      'The rows of each selection box.',
    ),
    keyCells: 2,
  }),
];

const requestScreen = ({ id, request }: Method): Screen => ({
  ...screen(id, 'Request details', fieldColumns, [
    ['Request Name', request.name],
    ['Request Timeout (ms)', String(request.requestTimeoutMs)],
    ['Connection Timeout (ms)', String(request.connectionTimeoutMs)],
    ['Type', request.type],
    ['Resource URL', request.resourceUrl],
  ]),
  texts: [
    { label: 'Resource URL', file: `${pasteFolder(id)}/resource-url.txt`, text: `${request.resourceUrl}\n` },
  ],
});

const bodyScreen = ({ id, body }: Method): Screen => ({
  ...screen(id, `Body (${body.format})`, rowColumns, body.parameters.map(rowCells), body.reason),
  texts:
    body.text === undefined
      ? []
      : [{ label: 'Body, then Parse', file: `${pasteFolder(id)}/body.json`, text: body.text }],
});

const methodScreens = (method: Method): Screen[] => [
  requestScreen(method),
  ...optional(screen(method.id, 'URL path', rowColumns, method.request.parameters.map(rowCells))),
  screen(
    method.id,
    `Authorization (${method.authorization.type})`,
    rowColumns,
    [method.authorization.username, method.authorization.password].map(rowCells),
    'The name of a key of the service and the key itself: type the key over the marker.',
  ),
  ...optional(screen(method.id, 'Headers', rowColumns, method.headers.map(rowCells))),
  ...optional(screen(method.id, 'URL Parameters', rowColumns, method.urlParameters.map(rowCells))),
  bodyScreen(method),
  ...responseScreens(method),
  ...uiScreens(method),
];

/** A build sheet as the designer shows it: the create dialog, then each method section by section. */
export const screensOf = ({ create, methods }: BuildSheet): Screen[] => [
  screen('', 'Add Integration → Custom Node', fieldColumns, [
    ['Node Name', create.nodeName],
    ['Description', create.description],
    ['API Integration Type', create.apiIntegrationType],
    ['Node Category', create.category],
    ['Creation Type', create.creationType],
    ['Node Icon', create.icon],
  ]),
  ...methods.flatMap(methodScreens),
];

/** What the sheet's first lines say, whatever its form. */
export const introduction = ({ service, soap }: BuildSheet): string[] => [
  'No file exists that the node designer imports for a REST node: everything below is typed or pasted, screen by screen.',
  `A SOAP node takes a file instead: import ${soap.file}, Parse, select ${soap.operations.join(', ')}.`,
  service.reach,
];

/** Columns that are chosen on the screen, not typed. */
export const chosenColumns = new Set([
  ...['Field', 'Parameter Type', 'Source', 'Condition', 'Node Edge', 'Field Type', 'Mandatory'],
]);
