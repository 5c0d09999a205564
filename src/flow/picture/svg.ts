import { plain } from '../../ground/plain-text.js';
import { glyphs } from './glyphs.js';
import {
  type Box,
  iconSize,
  type Layout,
  type Line,
  layoutOf,
  marks,
  nameSize,
  padding,
  smallSize,
} from './layout.js';
import type { ArrowKind, Picture, PictureStep } from './picture.js';
import { textWidth } from './text-size.js';

const escaped = (text: string): string =>
  plain(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

type Family = 'start' | 'node' | 'script' | 'wait' | 'talk' | 'reach' | 'end';

const families: Record<PictureStep['kind'], Family> = {
  start: 'start',
  node: 'node',
  evaluate: 'script',
  branch: 'script',
  dataParser: 'script',
  delay: 'wait',
  receive: 'wait',
  businessHours: 'wait',
  send: 'talk',
  appendConversation: 'talk',
  searchConversation: 'talk',
  aiAgent: 'talk',
  form: 'talk',
  http: 'reach',
  call: 'reach',
  end: 'end',
};

/** Colours for a light and a dark page; contrast of text to its ground is at least 7. */
/** The style sheet of every picture; for policies that name what may stand in a page. */
export const pictureStyle = `
.page{fill:#fff}.box{stroke:#57606a;stroke-width:1}.name{font-weight:600}
text{font-family:"Helvetica Neue",Arial,sans-serif;fill:#1f2328}
.start .box{fill:#ddf4ff}.node .box{fill:#e6f0ff;stroke:#0550ae}.script .box{fill:#f3ecff}
.wait .box{fill:#fff5d6}.talk .box{fill:#e2f7e6}.reach .box{fill:#ffeaf3}.end .box{fill:#f0f1f3}
.glyph{fill:none;stroke:#1f2328;stroke-width:2;stroke-linejoin:round}
.line{fill:none;stroke-width:1.4;stroke:#57606a}.head{stroke:none;fill:#57606a}
.error .line{stroke:#b3261e;stroke-dasharray:7 4}.error .head{fill:#b3261e}
.timeout .line{stroke:#8a5a00;stroke-dasharray:2 4}.timeout .head{fill:#8a5a00}
.intermediate .line{stroke:#6e40c9;stroke-dasharray:9 3 2 3}.intermediate .head{fill:#6e40c9}
.label{fill:#fff;opacity:.9}.taken .line{stroke-width:3.2}
.with-run .step:not(.ran),.with-run .way:not(.taken) :is(.line,.head){opacity:.4}
.with-run .way:not(.taken) text{opacity:.6}
.ran .box{stroke-width:2.6}
@media (prefers-color-scheme:dark){.page{fill:#0d1117}text{fill:#e6edf3}.box{stroke:#8b949e}
.start .box{fill:#0c2d43}.node .box{fill:#10233f;stroke:#6cb0ff}.script .box{fill:#271a3f}.wait .box{fill:#332a0a}
.talk .box{fill:#0f2f18}.reach .box{fill:#3a1626}.end .box{fill:#21262d}.label{fill:#0d1117}
.glyph{stroke:#e6edf3}.line{stroke:#8b949e}.head{fill:#8b949e}.error .line{stroke:#ff8f85}.error .head{fill:#ff8f85}
.timeout .line{stroke:#e3b341}.timeout .head{fill:#e3b341}.intermediate .line{stroke:#b392f0}.intermediate .head{fill:#b392f0}}
`;

const rounded = (value: number) => String(Math.round(value * 10) / 10);

const text = (content: string, x: number, y: number, size: number, more = '') =>
  `<text x="${rounded(x)}" y="${rounded(y)}" font-size="${size}"${more}>${escaped(content)}</text>`;

/** Icons that stand in the document once, by their text. */
type Icons = Map<string, string>;

const iconsOf = ({ steps }: Picture): Icons => {
  const found = new Set(steps.flatMap(({ icon }) => icon ?? []));
  return new Map([...found].map((icon, index) => [icon, `icon${index}`]));
};

/** An image and no markup: nothing in a package's icon can run or load anything. */
const drawIcons = (icons: Icons): string[] =>
  [...icons].map(
    ([icon, id]) =>
      `<defs><g id="${id}"><rect width="${iconSize}" height="${iconSize}" rx="3" fill="#fff"/><image width="${iconSize}" height="${iconSize}" href="data:image/svg+xml;base64,${Buffer.from(icon).toString('base64')}"/></g></defs>`,
  );

const drawSign = ({ icon, kind }: PictureStep, icons: Icons, left: number, middle: number): string => {
  const [x, y] = [rounded(left + padding), rounded(middle - iconSize / 2)];
  if (icon !== undefined) return `<use href="#${icons.get(icon)}" x="${x}" y="${y}"/>`;
  const glyph = glyphs[kind];
  return glyph === undefined
    ? ''
    : `<path class="glyph" transform="translate(${x} ${y}) scale(${iconSize / 24})" d="${glyph}"/>`;
};

const drawBox = ({ step, name, lines, aside, x: middle, y, width, height }: Box, icons: Icons): string => {
  const [left, top] = [middle - width / 2, y - height / 2];
  const x = middle + aside;
  const texts = [
    text(name, x, top + padding / 2 + nameSize, nameSize, ' class="name" text-anchor="middle"'),
    ...lines.map((line, index) =>
      text(
        line,
        x,
        top + padding / 2 + nameSize * 1.35 + smallSize * (1 + index * 1.35),
        smallSize,
        ' text-anchor="middle"',
      ),
    ),
  ];
  const round = ['start', 'end'].includes(step.kind) ? height / 2 : 6;
  return [
    `<g class="step ${families[step.kind]}${step.isReached ? ' ran' : ''}" data-step="${escaped(step.id)}">`,
    `<title>${escaped([step.name, step.what, ...step.runs.map((run) => `#${run.number} ${run.outcome}`)].filter(Boolean).join('; '))}</title>`,
    `<rect class="box" x="${rounded(left)}" y="${rounded(top)}" width="${width}" height="${height}" rx="${rounded(round)}"/>`,
    drawSign(step, icons, left, y),
    ...texts,
    '</g>',
  ].join('');
};

type Point = Line['points'][number];

const at = ({ x, y }: Point) => `${rounded(x)} ${rounded(y)}`;

const cornerRadius = 18;

/** The point that lies on the way from one to another, at most so far from the first. */
const towards = (from: Point, to: Point, most: number): Point => {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const part = Math.min(most, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
};

/** Straight lines with round corners. */
const pathOf = (points: Point[]): string =>
  points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (!before) return `M${at(point)}`;
      if (!after) return `L${at(point)}`;
      return `L${at(towards(point, before, cornerRadius))}Q${at(point)} ${at(towards(point, after, cornerRadius))}`;
    })
    .join('');

/** A triangle at the end of a line. */
const headOf = (points: Point[]): string => {
  const [tip, before] = [points.at(-1)!, points.at(-2)!];
  const angle = Math.atan2(tip.y - before.y, tip.x - before.x);
  const corner = (turn: number) =>
    `${rounded(tip.x - 9 * Math.cos(angle + turn))},${rounded(tip.y - 9 * Math.sin(angle + turn))}`;
  return `${rounded(tip.x)},${rounded(tip.y)} ${corner(0.42)} ${corner(-0.42)}`;
};

const wayOf = ({ arrow }: Line, content: string) =>
  `<g class="way ${arrow.kind}${arrow.taken > 0 ? ' taken' : ''}">${content}</g>`;

const drawLine = (line: Line): string =>
  wayOf(
    line,
    `<path class="line" d="${pathOf(line.points)}"/><polygon class="head" points="${headOf(line.points)}"/>`,
  );

const drawLabel = (line: Line): string[] => {
  const { label } = line;
  if (!label) return [];
  const [left, top] = [label.x - label.width / 2, label.y - label.height / 2];
  const texts = label.lines.map((one, index) =>
    text(one, label.x, top + 2 + smallSize * (0.95 + index * 1.35), smallSize, ' text-anchor="middle"'),
  );
  return [
    wayOf(
      line,
      `<rect class="label" x="${rounded(left)}" y="${rounded(top)}" width="${label.width}" height="${label.height}"/>${texts.join('')}`,
    ),
  ];
};

const kindNames: [ArrowKind, string][] = [
  ['success', 'success'],
  ['error', 'error'],
  ['timeout', 'time-out'],
  ['intermediate', 'intermediate'],
];

const legendStep = 150;

/** What the lines mean; only the kinds that are there. */
const drawLegend = (kinds: Set<ArrowKind>, top: number): string =>
  kindNames
    .filter(([kind]) => kinds.has(kind))
    .map(([kind, name], index) => {
      const left = 20 + index * legendStep;
      return `<g class="${kind}"><path class="line" d="M${left} ${top}H${left + 44}"/>${text(`${marks[kind]} ${name}`.trim(), left + 52, top + 4, smallSize)}</g>`;
    })
    .join('');

const captionOf = ({ run, steps }: Picture): string => {
  if (!run) return `${steps.filter(({ kind }) => kind !== 'start' && kind !== 'end').length} steps`;
  const faults = run.steps.flatMap(({ forced }) => forced?.fault ?? []);
  return [
    `Run: ${run.end.message}`,
    ...(faults.length > 0 ? [`Forced: ${[...new Set(faults)].join('; ')}`] : []),
    `${run.steps.length} executions, seed ${run.seed}`,
  ].join(' · ');
};

const headHeight = 58;
const footHeight = 34;

/** A picture as an SVG document that needs nothing from elsewhere. The same picture gives the same bytes. */
export const pictureSvg = (picture: Picture): string => {
  const { width, height, boxes, lines }: Layout = layoutOf(picture);
  const caption = captionOf(picture);
  const icons = iconsOf(picture);
  const kinds = new Set(lines.map(({ arrow }) => arrow.kind));
  const [w, h] = [
    Math.ceil(
      Math.max(
        width,
        40 + textWidth(picture.title, 16),
        40 + textWidth(caption, smallSize),
        20 + kinds.size * legendStep,
      ),
    ),
    height + headHeight + footHeight,
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-labelledby="title description">`,
    `<title id="title">${escaped(picture.title)}</title>`,
    `<desc id="description">${escaped(caption)}</desc>`,
    `<style>${pictureStyle}</style>`,
    ...drawIcons(icons),
    `<rect class="page" width="${w}" height="${h}"/>`,
    text(picture.title, 20, 26, 16, ' class="name"'),
    text(caption, 20, 46, smallSize),
    `<g transform="translate(0 ${headHeight})"${picture.run ? ' class="with-run"' : ''}>`,
    ...lines.map(drawLine),
    // On top of all lines, so that each can be read.
    ...lines.flatMap(drawLabel),
    ...boxes.map((box) => drawBox(box, icons)),
    '</g>',
    drawLegend(kinds, h - 16),
    '</svg>',
    '',
  ].join('\n');
};
