import type { BuildSheet } from '../../../schemas/types.js';
import type { SheetFinding } from './finding.js';

type Method = BuildSheet['methods'][number];

/** Documented are Success and Error; the edge of a time-out is only seen on the canvas, so either is right for one. */
const edges = { success: ['Success'], error: ['Error'], timeout: ['Timeout', 'Error'] } as const;

const isEdgeOf = (type: keyof typeof edges, edge: string) => edges[type].some((one) => one === edge);

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
          remedy: `Add a row: source Body, path $.outcome, equals, ${name}, edge ${edges[type].join(' or ')}.`,
        },
      ];
    if (isEdgeOf(type, response.events[place]!.edge)) return [];
    return [
      {
        rule: 'event-on-wrong-edge',
        severity: 'error',
        pointer: `${at}/response/events/${place}/edge`,
        message: `${name} leaves by ${response.events[place]!.edge}; it is of the type ${type}.`,
        remedy: `Choose the edge ${edges[type].join(' or ')}.`,
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
        'No node event stands for a status other than 200: a wrong key, a limit, a service that is down.',
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

const checkNames = ({ response }: Method, at: string): SheetFinding[] => {
  const names = response.outputs.map(({ parameterName }) => parameterName);
  return names.flatMap((name, index): SheetFinding[] =>
    names.indexOf(name) < index
      ? [
          {
            rule: 'output-name-twice',
            severity: 'error',
            pointer: `${at}/response/outputs/${index}/parameterName`,
            message: `Two output variables are called ${name}.`,
            remedy: 'Rename one of them.',
          },
        ]
      : [],
  );
};

export const checkResponse = (method: Method, at: string): SheetFinding[] => [
  ...checkEvents(method, at),
  ...checkPaths(method, at),
  ...checkNames(method, at),
];
