import { follow as valueAt } from '../ground/pointer.js';
import type { Json } from '../node-kit/method.js';
import type { CallDefinition } from '../package/method.js';
import { isAt, markOf, type Place, type Recorded, segmentsOf } from './tape.js';

type Definition = Pick<CallDefinition, 'answers' | 'events' | 'follow'>;

/** What stands in a request where the place has a value: the id of the task that was open. */
const markIn = ({ recordedPath }: Place, { request }: Recorded): string => {
  const at = segmentsOf(recordedPath).indexOf('{}');
  return markOf(segmentsOf(request.path)[at] ?? '') ?? 'open';
};

/** The event that led from one request to the other, in the form in which Cisco documents it. */
const eventBetween = ({ events = {}, follow }: Definition, first: Recorded, mark: string): Json => {
  const [type = ''] = Object.entries(events).find(([, rule]) => typeof rule === 'function') ?? [];
  const channelParams = valueAt(first.request.body, ['channelParams']) as Json | undefined;
  const taskId = valueAt(first.answer?.body, ['data', 'taskId']) as Json | undefined;
  return {
    type,
    data: {
      ...(taskId !== undefined && { taskId }),
      ...(channelParams !== undefined && { channelParams }),
      ...(follow?.reasons?.[0] !== undefined && { reason: follow.reasons[0] }),
      errorMessage: `<text:${mark}>`,
    },
  };
};

/** A first request that was made before the recording began: taken, as the method has it, and with the call's own message. */
const assumedFirst = ({ answers }: Definition, { verb, recordedPath }: Place): Recorded => ({
  request: {
    ...{ at: 'elsewhere', verb, path: recordedPath, query: [], headers: [] },
    body: { channelParams: { message: { aliasId: '<text:alias>' } } },
  },
  answer: { status: Number(Object.keys(answers).find((status) => status.startsWith('2'))), headers: [] },
  callbacks: [],
  isAssumed: true,
});

/**
 * The calls with a second request in what others recorded: nothing says there that an event led to it, and the event went
 * elsewhere. Each comes after the first request that stands before it, or that must have been made before the file began.
 */
export const secondSteps = (
  definition: Definition,
  [firstPlace, secondPlace]: Place[],
  recorded: Recorded[],
): Recorded[][] => {
  if (!firstPlace || !secondPlace) return [];
  let first = assumedFirst(definition, firstPlace);
  return recorded.flatMap((one) => {
    if (one.of) return [];
    if (isAt(firstPlace, one)) first = one;
    if (!isAt(secondPlace, one)) return [];
    const { callbacks } = first;
    const led =
      callbacks.length > 0 ? callbacks : [eventBetween(definition, first, markIn(secondPlace, one))];
    return [[{ ...first, callbacks: led }, one]];
  });
};
