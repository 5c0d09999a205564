import { DOMParser, type Element, ParseError } from '@xmldom/xmldom';

const svg = 'http://www.w3.org/2000/svg';

/** What a still picture is made of. Scripts, links, styles, animations and foreign objects are not among it. */
const drawing = new Set([
  ...['svg', 'g', 'defs', 'symbol', 'use', 'title', 'desc', 'path', 'rect', 'circle', 'ellipse', 'line'],
  ...['polyline', 'polygon', 'text', 'tspan', 'clipPath', 'mask', 'pattern', 'marker', 'linearGradient'],
  ...['radialGradient', 'stop'],
]);

const elementProblem = ({ namespaceURI, nodeName }: Element): string | undefined =>
  namespaceURI === svg && drawing.has(nodeName) ? undefined : `<${nodeName}> does not draw`;

const attributeProblem = (name: string, value: string): string | undefined => {
  if (/^on/i.test(name)) return `${name} is an event attribute`;
  if (/(^|:)(href|src)$/i.test(name) && !value.trim().startsWith('#')) return `${name} leads outside`;
  if (/url\(\s*['"]?(?!['"]?#)/i.test(value.replace(/\\|\/\*.*?\*\//g, ''))) return `${name} leads outside`;
  return undefined;
};

const elementsOf = (element: Element): Element[] => [element, ...element.getElementsByTagName('*')];

/** Why a text is no well-formed SVG, 64 by 64, that only draws; empty when it is one. */
export const iconProblems = (text: string): string[] => {
  const problems: string[] = [];
  const document = new DOMParser({ onError: (_level, message) => problems.push(message) });
  try {
    const { documentElement, childNodes, doctype } = document.parseFromString(text, 'image/svg+xml');
    if (doctype) problems.push('it has a document type, which may define entities');
    for (const { nodeType, nodeName } of childNodes)
      if (nodeType === 7 && nodeName !== 'xml')
        problems.push(`it has the processing instruction ${nodeName}`);
    if (documentElement?.nodeName !== 'svg') return [...problems, 'its root is not <svg>'];
    const viewBox = documentElement.getAttribute('viewBox');
    if (viewBox !== '0 0 64 64') problems.push(`its viewBox is ${JSON.stringify(viewBox)}, not "0 0 64 64"`);
    for (const element of elementsOf(documentElement))
      problems.push(
        ...[
          elementProblem(element),
          ...[...element.attributes].map(({ name, value }) => attributeProblem(name, value)),
        ].filter((problem) => problem !== undefined),
      );
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
  return problems;
};
