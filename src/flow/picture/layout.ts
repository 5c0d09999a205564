import { Graph, layout } from '@dagrejs/dagre';
import { toldError } from '../../ground/told-error.js';
import { glyphs } from './glyphs.js';
import type { ArrowKind, Picture, PictureArrow, PictureStep } from './picture.js';
import { boldWidth, fitted, textWidth, wrapped } from './text-size.js';

export const nameSize = 13;
export const smallSize = 11;

/** Space between a box's edge and its texts. */
export const padding = 10;
const lineHeight = 1.35;
const widestBox = 220;
const widestLabel = 170;

export const iconSize = 18;
const iconGap = 7;

interface Placed {
  /** The middle. */
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A step as a box, with the lines that stand in it. */
export interface Box extends Placed {
  step: PictureStep;
  name: string;
  lines: string[];
  /** How far the texts stand to the right of the middle: what is left of them is the icon's. */
  aside: number;
}

/** A transition as a line, with what stands beside it. */
export interface Line {
  arrow: PictureArrow;
  points: { x: number; y: number }[];
  label: (Placed & { lines: string[] }) | undefined;
}

export interface Layout {
  width: number;
  height: number;
  boxes: Box[];
  lines: Line[];
}

/** What a label begins with, so that colour does not carry meaning alone. */
export const marks: Record<ArrowKind, string> = { success: '', error: '✕', timeout: '◷', intermediate: '…' };

/** `1, 3: Queued, 0 s`: when the step ran, what it came to and the virtual time. */
const runLines = ({ runs }: PictureStep): string[] => {
  const [first] = runs;
  if (!first) return [];
  const numbers = runs.map(({ number }) => `#${number}`);
  const shown = numbers.length > 4 ? [...numbers.slice(0, 3), `… ${numbers.at(-1)}`] : numbers;
  const outcomes = [...new Set(runs.map(({ outcome }) => outcome))];
  return [`${shown.join(' ')} at ${(first.at / 1000).toFixed(1)} s`, outcomes.join(', ')];
};

const boxOf = (step: PictureStep): Box => {
  const lines = [step.what, ...(step.kind === 'end' ? [] : runLines(step))].filter((line) => line !== '');
  const most = widestBox - 2 * padding;
  const name = fitted(step.name, nameSize, most / 1.14);
  const shown = lines.map((line) => fitted(line, smallSize, most));
  const text = Math.max(boldWidth(name, nameSize), ...shown.map((line) => textWidth(line, smallSize)));
  const inset = step.icon !== undefined || glyphs[step.kind] ? iconSize + iconGap : 0;
  return {
    step,
    name,
    lines: shown,
    aside: inset / 2,
    x: 0,
    y: 0,
    width: Math.ceil(Math.max(56, inset + text + 2 * padding)),
    height: Math.ceil(nameSize * lineHeight + shown.length * smallSize * lineHeight + padding),
  };
};

const labelOf = ({ kind, outcomes }: PictureArrow): Line['label'] => {
  if (outcomes.length === 0) return undefined;
  const words = outcomes.map((one, index) => (index < outcomes.length - 1 ? `${one},` : one));
  const mark = marks[kind];
  const lines = wrapped(
    mark === '' ? words : [`${mark} ${words[0]}`, ...words.slice(1)],
    smallSize,
    widestLabel,
  );
  return {
    lines,
    x: 0,
    y: 0,
    width: Math.ceil(Math.max(...lines.map((line) => textWidth(line, smallSize))) + 8),
    height: Math.ceil(lines.length * smallSize * lineHeight + 4),
  };
};

const drawTooLarge = toldError(
  'caller',
  'draw.too-large',
  'The flow has more steps than a picture can hold.',
);

/** More would take minutes to lay out, and nobody could read it. */
export const mostDrawnSteps = 200;

/** Pixels. No screen shows more at once in a size that can be read. */
const widest = 2400;

/**
 * Gives every step and every transition its place, from top to bottom. A long flow would wander off to one side with
 * every step; kept to one side it stands straight. Throws ToldError for a flow that is too large.
 */
export const layoutOf = (picture: Picture): Layout => {
  const balanced = layoutAligned(picture);
  if (balanced.width <= widest) return balanced;
  const straight = layoutAligned(picture, 'UL');
  return straight.width < balanced.width ? straight : balanced;
};

const layoutAligned = ({ steps, arrows }: Picture, align?: 'UL'): Layout => {
  const own = steps.filter(({ kind }) => kind !== 'start' && kind !== 'end').length;
  if (own > mostDrawnSteps)
    throw drawTooLarge(
      `The flow has ${own} steps; a picture holds ${mostDrawnSteps}.`,
      'Put parts of it into flows of their own (Call Workflow); `flow show` prints flows of any size.',
    );
  const boxes = new Map(steps.map((step) => [step.id, boxOf(step)]));
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    ...{ rankdir: 'TB', nodesep: 28, ranksep: 28, edgesep: 14, marginx: 20, marginy: 20 },
    ...(align && { align }),
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [id, { width, height }] of boxes) graph.setNode(id, { width, height });
  const labels = arrows.map(labelOf);
  for (const [index, { from, to }] of arrows.entries()) {
    const { width = 0, height = 0 } = labels[index] ?? {};
    graph.setEdge(from, to, { width, height, labelpos: 'c' }, String(index));
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    boxes: [...boxes].map(([id, box]) => {
      const { x, y } = graph.node(id) as { x: number; y: number };
      return { ...box, x, y };
    }),
    lines: arrows.map((arrow, index): Line => {
      const label = labels[index];
      const {
        points,
        x = 0,
        y = 0,
      } = graph.edge(arrow.from, arrow.to, String(index)) as {
        points: { x: number; y: number }[];
        x?: number;
        y?: number;
      };
      return { arrow, points, label: label && { ...label, x, y } };
    }),
  };
};
