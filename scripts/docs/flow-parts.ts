import schema from '../../schemas/flow.schema.json' with { type: 'json' };
import { type Channel, channels, outputsOfChannel } from '../../src/flow/channel-outputs.js';
import { wireFaults } from '../../src/flow/faults/wire-faults.js';
import { platformOutputs, type TaskEventName, taskEventOutputs } from '../../src/flow/start-outputs.js';
import { code, codes, table } from './markdown.js';

/** A start or a step, as the schema of flow files has it. */
interface Kind {
  description: string;
  properties?: { kind?: { const?: string } };
}

const kindsOf = (references: { $ref: string }[]): Kind[] => {
  const definitions = schema.$defs as unknown as Record<string, Kind>;
  return references.map(({ $ref }) => definitions[$ref.replace('#/$defs/', '')]!);
};

const kindsTable = (kinds: Kind[]): string =>
  table(
    ['`kind`', 'what it is'],
    kinds.map(({ properties, description }) => [code(String(properties?.kind?.const)), description]),
  );

/** The outputs of a start without the channel's prefix, and the prefix. */
const ofStart = (channel: Channel): { prefix: string; names: string[] } => {
  const { names } = outputsOfChannel(channel, 'start');
  const [prefix] = names[0]!.split('.');
  const own = names.filter((name) => name.startsWith(`${prefix}.`));
  return { prefix: `${prefix}.`, names: own.map((name) => name.slice(prefix!.length + 1)) };
};

/** The channels of a contact centre, whose messages are scanned, have some outputs in common. */
const scanned = channels.filter((channel) => ofStart(channel).names.includes('pciInfo.isPCICompliance'));

const ofScanned = scanned
  .map((channel) => ofStart(channel).names)
  .reduce((shared, names) => shared.filter((name) => names.includes(name)));

/** What a start or a Receive has besides its channel's outputs. */
const besides = (by: 'start' | 'receive'): string[] =>
  outputsOfChannel('sms', by).names.filter((name) => !name.startsWith('sms.'));

const channelRow = (channel: Channel): string[] => {
  const { prefix, names } = ofStart(channel);
  const { open } = outputsOfChannel(channel, 'start');
  const rest = open ? `; ${code(`${open.slice(prefix.length)}<name>`)}: those of the tenant's form` : '';
  return [
    code(channel),
    code(prefix),
    codes(names.filter((name) => !scanned.includes(channel) || !ofScanned.includes(name)).sort()) + rest,
  ];
};

const channelsTable = (): string =>
  [
    table(
      ['channel', 'prefix', 'outputs after the prefix'],
      [
        ...scanned.map(channelRow),
        ['each of these', 'its own', codes(ofScanned)],
        ...channels.filter((channel) => !scanned.includes(channel)).map(channelRow),
      ],
    ),
    '',
    `A start gives ${codes(besides('start'))} as well, a Receive ${codes(besides('receive'))}.`,
  ].join('\n');

const eventsTable = (): string => {
  const events = Object.keys(taskEventOutputs) as TaskEventName[];
  const names = [...new Set(events.flatMap((event) => Object.keys(taskEventOutputs[event])))];
  return [
    table(
      ['output', ...events],
      names.map((name) => [
        code(name),
        ...events.map((event) => (taskEventOutputs[event][name] ? code(taskEventOutputs[event][name]) : '')),
      ]),
    ),
    '',
    `Each event gives ${codes(Object.keys(platformOutputs))} as well.`,
  ].join('\n');
};

/** What a fault of the wire is; of those that the sandbox has by themselves, docs/sandbox.md tells. */
const wireFaultText = ([name, { way, how }]: (typeof everyWireFault)[number]): string => {
  const { order } = way;
  if (order?.kind === name) return `${code(name)} of the sandbox`;
  if (order?.kind === 'callback' && order.ms === undefined)
    return `callback ${code(String(order.change))} of the sandbox`;
  return how;
};

const everyWireFault = Object.entries(wireFaults);

const wireFaultsTable = (): string =>
  table(
    ['`wire=`', 'what happens ([faults of the sandbox](sandbox.md#faults))'],
    [
      ...everyWireFault.map((fault) => [code(fault[0]), wireFaultText(fault)]),
      [
        '`300` to `599`',
        'the API answers this status; after 429 `retry-after=<seconds>` says when to come again',
      ],
    ],
  );

/** The parts of docs/flows.md that the sources say. */
export const flowParts = (): Record<string, string> => ({
  starts: kindsTable(kindsOf(schema.properties.start.oneOf)),
  steps: kindsTable(kindsOf(schema.properties.steps.items.oneOf)),
  channels: channelsTable(),
  events: eventsTable(),
  'wire-faults': wireFaultsTable(),
});
