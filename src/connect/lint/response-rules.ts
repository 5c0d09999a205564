import type { BuildSheet } from '../../../schemas/types.js';
import type { SheetFinding } from './finding.js';

type Method = BuildSheet['methods'][number];

const edges = { success: 'Success', error: 'Error', timeout: 'Timeout' } as const;

/** An outcome or a status that no row names ends in onInvalidChoice, which tells the flow nothing. */
const checkEvents = ({ outcomes, response }: Method, at: string): SheetFinding[] => {
  const found = outcomes.flatMap(({ name, type }, index): SheetFinding[] => {
    const place = response.events.findIndex(
      ({ source, path, condition, value }) =>
        source === 'Body' && path === '$.outcome' && condition === 'equals' && value === name,
    );
    if (place < 0)
      return [
        {
          rule: 'outcome-without-event',
          severity: 'error',
          pointer: `${at}/outcomes/${index}`,
          message: `No node event stands for the outcome ${name}.`,
          remedy: `Add a row: source Body, path $.outcome, equals, ${name}, edge ${edges[type]}.`,
        },
      ];
    if (response.events[place]!.edge === edges[type]) return [];
    return [
      {
        rule: 'event-on-wrong-edge',
        severity: 'error',
        pointer: `${at}/response/events/${place}/edge`,
        message: `${name} leaves by ${response.events[place]!.edge}; it is of the type ${type}.`,
        remedy: `Choose the edge ${edges[type]}.`,
      },
    ];
  });
  const refused = response.events.some(
    ({ source, condition, value }) =>
      source === 'HTTP Status' && condition === 'not equals' && value === '200',
  );
  if (refused) return found;
  return [
    ...found,
    {
      rule: 'status-without-event',
      severity: 'error',
      pointer: `${at}/response/events`,
      message:
        'No node event stands for a status that is no 200: a wrong key, a limit, a service that is down.',
      remedy: 'Add a row: source HTTP Status, not equals, 200, edge Error.',
    },
  ];
};

const pathMissing = (source: string, path: string | undefined) =>
  source !== 'HTTP Status' && path === undefined;

const checkPaths = ({ response }: Method, at: string): SheetFinding[] =>
  [
    ...response.events.map(({ name, source, path }, index) => ({
      name,
      missing: pathMissing(source, path),
      pointer: `${at}/response/events/${index}`,
    })),
    ...response.outputs.map(({ parameterName, source, responsePath }, index) => ({
      name: parameterName,
      missing: pathMissing(source, responsePath),
      pointer: `${at}/response/outputs/${index}`,
    })),
  ]
    .filter(({ missing }) => missing)
    .map(({ name, pointer }) => ({
      rule: 'response-path-missing',
      severity: 'error',
      pointer,
      message: `${name} has no response path.`,
      remedy: 'Body and HTTP Header need one, for example $.outcome.',
    }));

/** Session variables of the platform (documented, "Variable management in flows"; the list there is longer). */
const reserved = new Set(['payload', 'message', 'key', 'appid']);

const checkNames = ({ response }: Method, at: string): SheetFinding[] => {
  const names = response.outputs.map(({ parameterName }) => parameterName);
  return names.flatMap((name, index): SheetFinding[] => {
    const pointer = `${at}/response/outputs/${index}/parameterName`;
    if (names.indexOf(name) < index)
      return [
        {
          rule: 'output-name-twice',
          severity: 'error',
          pointer,
          message: `Two output variables are called ${name}.`,
          remedy: 'Rename one of them.',
        },
      ];
    return reserved.has(name.toLowerCase())
      ? [
          {
            rule: 'reserved-name',
            severity: 'warning',
            pointer,
            message: `${name} is also a session variable of the platform.`,
            remedy: 'Rename the output variable; in a flow read it as $(n<node id>.<name>) only.',
          },
        ]
      : [];
  });
};

export const checkResponse = (method: Method, at: string): SheetFinding[] => [
  ...checkEvents(method, at),
  ...checkPaths(method, at),
  ...checkNames(method, at),
];
