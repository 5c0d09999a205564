import type { Step } from './types.js';

/** The outcomes of a step that are documented, and its outputs. */
interface Documented {
  successes: string[];
  errors: string[];
  timeout?: string;
  outputs: string[];
}

const builtIn = ['onInvalidData', 'onError', 'onInvalidChoice', 'onauthorizationfail'];

/** Steps of the platform's palette that reach outside, as the vendor's page of each says. */
const documented = {
  http: {
    successes: ['onSuccess'],
    errors: ['onError'],
    timeout: 'onTimeout',
    outputs: ['https.statusCode', 'https.statusText', 'https.responseBody', 'https.responseHeaders'],
  },
  // The page of Data Parser names no outcomes: assumed.
  dataParser: { successes: ['onSuccess'], errors: ['onError'], outputs: [] },
  businessHours: {
    successes: ['inWorkingHours', 'onHoliday', 'inOverride', 'onNoMatch'],
    errors: builtIn,
    timeout: 'onTimeout',
    outputs: [
      ...['slot', 'workingHourSlot.shiftName', 'workingHourSlot.startTime', 'workingHourSlot.endTime'],
      ...['holiday.name', 'holiday.startDate', 'holiday.endDate'],
      ...['override.name', 'override.startDateTime', 'override.endDateTime'],
    ],
  },
  appendConversation: {
    successes: ['onAppendMessageSuccess'],
    errors: ['onAppendMessageFailure', 'Failure', ...builtIn],
    timeout: 'onTimeout',
    outputs: ['TransId'],
  },
  searchConversation: {
    successes: [
      ...['noConversationFound', 'conversationActive', 'conversationClosed'],
      ...['conversationInQueue', 'conversationOnHold'],
    ],
    errors: builtIn,
    timeout: 'onTimeout',
    outputs: [
      ...['conversationId', 'aliasId', 'conversationExistsBool', 'status', 'teamId', 'userId'],
      ...['apiStatus', 'code', 'description', 'responsePayload'],
    ],
  },
  aiAgent: {
    successes: ['onSuccess', 'onAgentHandover'],
    errors: ['onError', 'onInvalidCustomerID', 'onInvalidMessage'],
    timeout: 'onTimeOut',
    outputs: [
      ...['TextResponse', 'FullResponse', 'Datastore', 'TransactionId', 'SessionId', 'ConsumerId'],
      ...['MessageMetadata', 'SessionMetadata', 'ResponsePayload'],
    ],
  },
} satisfies Partial<Record<Step['kind'], Documented>>;

type PaletteKind = keyof typeof documented | 'form';
/** A step of the palette that reaches outside. */
export type PaletteStep = Extract<Step, { kind: PaletteKind }>;

export const isPaletteStep = (step: Step): step is PaletteStep =>
  step.kind === 'form' || Object.hasOwn(documented, step.kind);

/** What a step of the palette can come to; a Form has the outcomes that its transitions name. */
export const documentedOf = (step: PaletteStep): Documented =>
  step.kind === 'form'
    ? { successes: Object.keys(step.transitions), errors: [], outputs: [] }
    : documented[step.kind];

/** The outputs of a step, with those that it names itself; undefined when the flow does not tell them. */
export const paletteOutputs = (step: PaletteStep): string[] | undefined => {
  if (step.kind === 'form') return undefined;
  const own = 'outputs' in step ? Object.keys(step.outputs ?? {}) : [];
  return [...documented[step.kind].outputs, ...own];
};
