import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import schema from '../../schemas/flow.schema.json' with { type: 'json' };
import { expandFlow } from '../../src/flow/expand.js';
import { glyphs } from '../../src/flow/picture/glyphs.js';
import {
  type Layout,
  layoutOf,
  mostDrawnSteps,
  nameSize,
  padding,
  smallSize,
} from '../../src/flow/picture/layout.js';
import { pictureOf } from '../../src/flow/picture/picture.js';
import { pictureSvg } from '../../src/flow/picture/svg.js';
import { boldWidth, textWidth } from '../../src/flow/picture/text-size.js';
import { parseFlow } from '../../src/flow/read-flow.js';
import { findMethods } from '../../src/flow/step-methods.js';
import { jsonOf, runCli } from '../cli/run-cli.js';
import { root, temporaryFolder } from '../support/workshop.js';
import {
  delayStep,
  end,
  evaluateStep,
  flowOf,
  folderOfFlows,
  openEngine,
  queueStep,
  runAtSandbox,
  sendStep,
} from './flow-fixtures.js';

const pictured = async (text: string, report?: Parameters<typeof pictureOf>[2]) => {
  const { value, findings } = parseFlow('a.flow.json', text);
  if (!value) throw new Error(JSON.stringify(findings));
  const methods = await findMethods(value, (await openEngine()).packages);
  return pictureOf(expandFlow(value, methods), methods, report);
};

type Rectangle = Pick<Layout['boxes'][number], 'x' | 'y' | 'width' | 'height'>;

const overlap = (a: Rectangle, b: Rectangle) =>
  Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;

const areas = ({ boxes, lines }: Layout) => [
  ...boxes.map((box) => ({ what: box.name, ...box })),
  ...lines.flatMap(({ label, arrow }) => (label ? [{ what: arrow.outcomes.join(), ...label }] : [])),
];

/** What lies over something else, or has a text that does not fit into it. */
const faultsOf = (layout: Layout): string[] => {
  const all = areas(layout);
  const over = all.flatMap((one, index) =>
    all.slice(index + 1).flatMap((other) => (overlap(one, other) ? [`${one.what} / ${other.what}`] : [])),
  );
  const outside = all.filter(
    ({ x, y, width, height }) =>
      x < width / 2 || y < height / 2 || x + width / 2 > layout.width || y + height / 2 > layout.height,
  );
  const tooWide = layout.boxes.filter(
    ({ name, lines, width }) =>
      Math.max(boldWidth(name, nameSize), ...lines.map((line) => textWidth(line, smallSize))) >
      width - 2 * padding + 1,
  );
  return [...over, ...outside.map(({ what }) => `outside: ${what}`), ...tooWide.map(({ name }) => name)];
};

/** Sixty steps of several kinds that go on, back and astray. */
const sixtySteps = () => {
  const name = (index: number) => `step ${index + 1} with a name of some length`;
  const steps = Array.from({ length: 60 }, (_, index) => {
    const [next, back, far] = [index + 1, index - 7, index + 11].map((one) =>
      one >= 0 && one < 60 ? { to: name(one) } : end(102),
    );
    const own = { id: `n${index + 3}`, name: name(index), otherwise: index % 5 === 0 ? back : end(102) };
    if (index % 3 === 0) return { ...queueStep(), ...own, transitions: { Queued: next, taskFailed: far } };
    if (index % 3 === 1)
      return {
        ...evaluateStep('"1"'),
        ...own,
        transitions: { '1': next, 'something else': far, third: back },
      };
    return { ...sendStep(), ...own, transitions: { onSuccess: next } };
  });
  return flowOf(steps);
};

test('the shipped flows and one of sixty steps are laid out with nothing over anything else', async () => {
  const folder = join(root, 'flows');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.flow.json'));
  expect(names.length).toBeGreaterThan(5);
  for (const name of names) {
    const picture = await pictured(await readFile(join(folder, name), 'utf8'));
    expect({ name, faults: faultsOf(layoutOf(picture)) }).toEqual({ name, faults: [] });
  }
  const many = await pictured(JSON.stringify(sixtySteps()));
  expect(many.steps.filter(({ kind }) => !['start', 'end'].includes(kind))).toHaveLength(60);
  expect(faultsOf(layoutOf(many))).toEqual([]);
});

test('a long flow whose failures all lead to one step is narrow: signs name it instead of lines to it', async () => {
  const { transitions: _, ...send } = sendStep();
  const steps = Array.from({ length: 58 }, (_step, index) => ({
    ...{ ...send, id: `n${index + 10}`, name: `step ${index}`, otherwise: { to: 'apologise' } },
  }));
  const last = { kind: 'end', id: 'n80', name: 'done', exitResult: 101 };
  const apologise = { ...send, id: 'n81', name: 'apologise', otherwise: end(102) };
  const picture = await pictured(JSON.stringify(flowOf([...steps, last, apologise], { order: 'listed' })));
  expect(picture.steps.filter(({ name }) => name === '→ apologise')).toHaveLength(56);
  expect(picture.arrows.filter(({ to }) => to === 'n81').map(({ from }) => from)).toEqual(['n66', 'n67']);
  const layout = layoutOf(picture);
  expect(faultsOf(layout)).toEqual([]);
  expect(layout.width).toBeLessThan(800);
});

test('every outcome stands on the line that leads to its place, errors and time-outs told apart without colour', async () => {
  const picture = await pictured(
    JSON.stringify(
      flowOf([queueStep({ transitions: { Queued: { to: 'send' } }, otherwise: end(102) }), sendStep()]),
    ),
  );
  expect(picture.arrows.filter(({ from }) => from === 'n3')).toEqual([
    { from: 'n3', to: 'n5', kind: 'success', outcomes: ['Queued'], taken: 0 },
    {
      from: 'n3',
      to: 'n3 End 102',
      kind: 'error',
      outcomes: ['taskFailed', 'Error', 'onauthorizationfail', 'onInvalidData', 'onError', 'onInvalidChoice'],
      taken: 0,
    },
    { from: 'n3', to: 'n3 End 102', kind: 'timeout', outcomes: ['onTimeout'], taken: 0 },
  ]);
  const svg = pictureSvg(picture);
  expect(svg).toContain('>✕ taskFailed, Error,<');
  expect(svg).toContain('>◷ onTimeout<');
  expect(svg).toMatch(/\.error \.line\{[^}]*stroke-dasharray:7 4/);
  expect(svg).toMatch(/\.timeout \.line\{[^}]*stroke-dasharray:2 4/);
});

test('a step has the icon of its node, once in the document and as an image, or the sign of its kind', async () => {
  const svg = pictureSvg(
    await pictured(
      JSON.stringify(
        flowOf([
          queueStep({ transitions: { Queued: { to: 'delay' } }, otherwise: end(102) }),
          delayStep('send', { seconds: 90 }),
          sendStep(),
        ]),
      ),
    ),
  );
  const icon = await readFile(join(root, 'nodes/queue-task/icon.svg'));
  expect(svg.split(`href="data:image/svg+xml;base64,${icon.toString('base64')}"`)).toHaveLength(2);
  expect(svg.match(/<use href="#icon0"/g)).toHaveLength(1);
  expect(svg.match(/<path class="glyph"/g)).toHaveLength(2);
  const kinds = schema.properties.steps.items.oneOf.map(({ $ref }) => $ref.replace('#/$defs/', ''));
  expect(Object.keys(glyphs).sort()).toEqual(
    kinds.filter((kind) => kind !== 'node' && kind !== 'end').sort(),
  );
});

test('a run is drawn on it: order, outcome, virtual time, and the ways that were taken', async () => {
  const flow = flowOf([
    queueStep({ transitions: { Queued: end(101) }, otherwise: { to: 'delay' } }),
    delayStep('send', { seconds: 90 }),
    sendStep(),
  ]);
  const report = await runAtSandbox(flow, { faults: ['step=queue,outcome=onTimeout'] });
  const picture = await pictured(JSON.stringify(flow), report);
  expect(picture.steps.map(({ name, runs, isReached }) => [name, runs, isReached])).toEqual([
    ['Start', [], true],
    ['queue', [{ number: 1, at: 0, outcome: 'onTimeout' }], true],
    ['delay', [{ number: 2, at: 0, outcome: 'onSuccess' }], true],
    ['send', [{ number: 3, at: 90_000, outcome: 'onSuccess' }], true],
    ['End 101', [], false],
    ['End 101', [], true],
  ]);
  expect(
    picture.arrows.filter(({ taken }) => taken > 0).map(({ from, outcomes }) => [from, outcomes]),
  ).toEqual([
    ['n2', []],
    ['n3', ['onTimeout']],
    ['n6', ['onSuccess']],
    ['n5', ['onSuccess']],
  ]);
  const svg = pictureSvg(picture);
  expect(svg).toContain('#3 at 90.0 s');
  expect(svg).toContain('Forced: step=queue,outcome=onTimeout');
});

test('a flow that no picture can hold is refused in words', async () => {
  const steps = Array.from({ length: mostDrawnSteps + 1 }, (_, index) =>
    sendStep({ id: `n${index + 3}`, name: `step ${index}` }),
  );
  const picture = await pictured(JSON.stringify(flowOf(steps)));
  expect(() => layoutOf(picture)).toThrow('The flow has 201 steps; a picture holds 200.');
});

test('names from outside stay text: the document is well formed and holds no control character', async () => {
  const name = '<script>alert(1)</script>&"\u202e';
  const svg = pictureSvg(
    await pictured(JSON.stringify(flowOf([sendStep({ name })], { name, service: 'x' }))),
  );
  const problems: string[] = [];
  const document = new DOMParser({
    onError: (level, message) => problems.push(`${level} ${message}`),
  }).parseFromString(svg, 'image/svg+xml');
  expect(problems).toEqual([]);
  expect(document.getElementsByTagName('script')).toHaveLength(0);
  expect(svg.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('the command writes the same bytes each time, and refuses the report of another flow', async () => {
  const at = await folderOfFlows({
    'a.flow.json': flowOf([sendStep()]),
    'b.flow.json': flowOf([sendStep()], { id: 'b' }),
  });
  const out = join(await temporaryFolder(), 'a.svg');
  const drawn = await runCli(['flow', 'draw', at('a.flow.json'), '--out', out]);
  expect([drawn.code, drawn.stdout]).toEqual([0, `wrote ${out}\n`]);
  expect((await runCli(['flow', 'draw', at('a.flow.json')])).stdout).toBe(await readFile(out, 'utf8'));
  const event = join(root, 'flows/events/live-chat-without-form.json');
  const run = await runCli(['flow', 'run', at('b.flow.json'), '--event', event, '--json']);
  const report = (await folderOfFlows({ 'report.json': run.stdout }))('report.json');
  const refused = await runCli(['flow', 'draw', at('a.flow.json'), '--run', report]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('The report is of the flow b, and this is a-flow.');
  expect(jsonOf<{ flow: { id: string } }>(run).flow.id).toBe('b');
  const wrong = await runCli(['flow', 'draw', at('a.flow.json'), '--run', at('b.flow.json')]);
  expect([wrong.code, wrong.stdout.includes('error schema')]).toEqual([1, true]);
});
