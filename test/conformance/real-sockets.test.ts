import { deviations, runConformance, type Subject, subjectsOf } from '../../scripts/conformance/run.js';
import { Workshop } from '../support/workshop.js';

// What conformance runs in virtual time, once over real HTTP and real callbacks: every method version as it should be,
// and every fault of the wire with one method that waits for a callback and one that does not.

/** These would take the platform's real deadline; test/engine/invoke-deadline.test.ts has them with short ones. */
const takesTheDeadline = /deadline|is lost|status 206/;

const judges = ({ node, version }: Subject) =>
  (node === 'queue-task' && version === 'v1.3') || node === 'piq-and-ewt';

/** Events need a subscription: test/host/events.test.ts has them over real sockets. */
const isHere = ({ node, wire }: Subject) => node !== 'resolve-conversation' || wire === 'task';

test('over real sockets every method, and every fault of the wire, ends as the contract says', async () => {
  const { engine, sandbox } = await Workshop.open();
  const runs = await runConformance(engine, sandbox, {
    isWanted: (subject, fault) =>
      isHere(subject) && (fault === 'none' || (judges(subject) && !takesTheDeadline.test(fault))),
  });
  expect(deviations(runs)).toEqual([]);
  const subjects = (await subjectsOf(engine)).filter(isHere);
  expect(runs.filter(({ fault }) => fault === 'none')).toHaveLength(subjects.length);
  expect(runs.map(({ fault }) => fault)).toEqual(
    expect.arrayContaining(['the connection breaks in the answer', 'the callback comes twice']),
  );
}, 60_000);
