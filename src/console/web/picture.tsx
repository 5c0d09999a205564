import { useEffect, useRef, useState } from 'preact/hooks';
import { callForFile, type Told, toldOf } from './call.js';
import { Problem } from './parts.js';
import type { Report } from './shapes.js';

/** The one text that becomes markup here: what the console's server has drawn, all of it escaped there. */
const policy = (
  window as unknown as {
    trustedTypes?: {
      createPolicy(
        name: string,
        rules: { createHTML: (text: string) => string },
      ): { createHTML(text: string): string };
    };
  }
).trustedTypes?.createPolicy('wxcc-nodes-picture', { createHTML: (text) => text });

const drawnIn = (text: string): Element =>
  document.importNode(
    new DOMParser().parseFromString(policy?.createHTML(text) ?? text, 'image/svg+xml').documentElement,
    true,
  );

const stepIn = (svg: Element, id: string) => svg.querySelector<SVGElement>(`[data-step="${CSS.escape(id)}"]`);

/** A step of the picture works as a button: by mouse, by keyboard, for screen readers. */
const makeButtons = (svg: Element, choose: (step: string) => void) => {
  for (const step of svg.querySelectorAll('[data-step]')) {
    const id = step.getAttribute('data-step') ?? '';
    step.setAttribute('tabindex', '0');
    step.setAttribute('role', 'button');
    step.addEventListener('click', () => choose(id));
    step.addEventListener('keydown', (event) => {
      const { key } = event as KeyboardEvent;
      if (key !== 'Enter' && key !== ' ') return;
      event.preventDefault();
      choose(id);
    });
  }
};

/** What is drawn of a report; the rest of it may be large. */
const drawnOf = ({ seed, end, steps }: Report) => ({
  ...{ seed, end },
  steps: steps.map(({ flow, id, number, at, outcome, intermediate, forced }) => ({
    ...{ flow, id, number, at, outcome },
    ...(intermediate && { intermediate }),
    ...(forced && { forced }),
  })),
});

const steps = [0.25, 0.5, 0.75, 1, 1.5, 2, 3];

/** The picture of a flow, with a run on it; clicking a step chooses it. */
export const Picture = ({
  file,
  report,
  marked,
  choose,
  again,
}: {
  file: string;
  report: Report | undefined;
  /** Steps with a finding. */
  marked: Set<string>;
  choose: (step: string) => void;
  again: unknown;
}) => {
  const place = useRef<HTMLDivElement>(null);
  const [told, setTold] = useState<Told>();
  const [zoom, setZoom] = useState<number | 'fit'>('fit');
  const [size, setSize] = useState({ width: 0, height: 0 });
  const marks = [...marked].join(' ');
  useEffect(() => {
    let isOver = false;
    const draw = async () => {
      const { blob, type } = await callForFile('/flow/draw', {
        file,
        ...(report && { report: drawnOf(report) }),
      });
      if (isOver || !place.current || !type.startsWith('image/svg')) return;
      const svg = drawnIn(await blob.text());
      svg.setAttribute('role', 'group');
      makeButtons(svg, choose);
      for (const id of marks.split(' ')) if (id !== '') stepIn(svg, id)?.classList.add('found');
      setSize({ width: Number(svg.getAttribute('width')), height: Number(svg.getAttribute('height')) });
      // A keyboard stays at the step where it is.
      const held = place.current.querySelector('[data-step]:focus')?.getAttribute('data-step');
      place.current.replaceChildren(svg);
      if (held) stepIn(svg, held)?.focus({ preventScroll: true });
      setTold(undefined);
    };
    draw().catch((error) => {
      if (isOver) return;
      // An older picture would be one of something else.
      place.current?.replaceChildren();
      setTold(toldOf(error));
    });
    return () => {
      isOver = true;
    };
  }, [file, report, marks, again]);
  useEffect(() => {
    const svg = place.current?.firstElementChild as SVGElement | null;
    if (!svg) return;
    svg.style.width = zoom === 'fit' ? '100%' : `${size.width * zoom}px`;
    svg.style.height = zoom === 'fit' ? 'auto' : `${size.height * zoom}px`;
    svg.style.maxWidth = zoom === 'fit' ? `${size.width}px` : 'none';
  }, [zoom, size]);
  const step = (by: number) => {
    const at = zoom === 'fit' ? steps.indexOf(1) : steps.indexOf(zoom);
    setZoom(steps[Math.min(steps.length - 1, Math.max(0, at + by))] ?? 1);
  };
  return (
    <figure class="picture">
      <figcaption class="bar">
        <button type="button" class="small" onClick={() => step(-1)} aria-label="Zoom out">
          −
        </button>
        <button type="button" class="small" onClick={() => step(1)} aria-label="Zoom in">
          +
        </button>
        <button type="button" class="small" onClick={() => setZoom('fit')} aria-pressed={zoom === 'fit'}>
          Fit
        </button>
        <span class="quiet">
          The same facts stand in the{' '}
          <button type="button" class="link" onClick={toSteps}>
            table of the steps
          </button>
          .
        </span>
      </figcaption>
      {told && <Problem told={told} />}
      <section ref={place} class="drawing" tabIndex={0} aria-label="Picture of the flow" />
    </figure>
  );
};

const toSteps = () => {
  const table = document.getElementById('steps');
  table?.scrollIntoView();
  table?.focus();
};
