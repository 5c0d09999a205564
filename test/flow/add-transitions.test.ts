import type { Transition } from '../../src/flow/types.js';
import { type AddedTransition, addTransitions } from '../../src/flow/upgrade/edit-text.js';

const end: Transition = { end: { exitResult: 102 } };
const added: AddedTransition[] = [
  { index: 0, outcome: 'onError', transition: end },
  { index: 0, outcome: 'onTimeout', transition: { to: 'b' } },
  { index: 1, outcome: 'onError', transition: end },
  { index: 2, outcome: 'onError', transition: end },
];
const flow = {
  note: '{"steps": 1}',
  steps: [{ name: 'a', transitions: { ok: { to: 'b' } } }, { name: 'b', transitions: {} }, { name: 'c' }],
};
const wired = {
  ...flow,
  steps: [
    { name: 'a', transitions: { ok: { to: 'b' }, onError: end, onTimeout: { to: 'b' } } },
    { name: 'b', transitions: { onError: end } },
    { name: 'c', transitions: { onError: end } },
  ],
};

test.each<[string, string | number]>([
  ['two spaces', 2],
  ['tabs', '\t'],
  ['a single line', 0],
])('transitions are written as the file is laid out: %s', (_name, layout) => {
  const text = addTransitions(JSON.stringify(flow, null, layout), added);
  const spaced = layout === 0 ? text.replaceAll(/(?<=[,:{]) | (?=})/g, '') : text;
  expect(spaced).toBe(
    JSON.stringify(wired, null, layout).replaceAll(/(?<=[,:{]) | (?=})/g, layout === 0 ? '' : ' '),
  );
});

test('line ends of Windows, the mark before the text and what stands on one line stay', () => {
  const text =
    '\ufeff{\r\n  "steps": [\r\n    { "name": "a", "transitions": { "ok": { "to": "b" } } }\r\n  ]\r\n}\r\n';
  expect(addTransitions(text, added.slice(0, 1))).toBe(
    text.replace('"b" } }', '"b" }, "onError": { "end": { "exitResult": 102 } } }'),
  );
});

test('thousands of steps are wired in one pass', () => {
  const steps = Array.from({ length: 5000 }, (_, index) => ({ name: `s${index}`, transitions: {} }));
  const text = addTransitions(
    JSON.stringify({ steps }, null, 2),
    steps.flatMap((_, index) =>
      ['onError', 'onTimeout'].map((outcome) => ({ index, outcome, transition: end })),
    ),
  );
  expect(JSON.parse(text)).toEqual({
    steps: steps.map((step) => ({ ...step, transitions: { onError: end, onTimeout: end } })),
  });
});
