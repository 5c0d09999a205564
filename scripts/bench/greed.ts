/** As much as a body may hold, and some room for what is around it. */
const bodyBytes = 1024 * 1024 - 4096;

const keys = (count: number, more = '') =>
  `{${more}${Array.from({ length: count }, (_, index) => `"k${index}":${index}`).join(',')}}`;
const list = (count: number) => `[${Array.from({ length: count }, () => '{"a":1}').join(',')}]`;
const envelope = (content: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><p>${content}</p></s:Body></s:Envelope>`;
const attributes = (count: number) => Array.from({ length: count }, (_, index) => `b${index}=""`).join(' ');

/** Of a multipart form. */
export const boundary = 'b';

const part = (name: string, value: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

/** Bodies of about a megabyte, each the worst of its kind that was found. */
export const greed = {
  unknownNames: keys(60_000),
  /** As many as a webhook may have, and as long. */
  mostNames: `{${Array.from({ length: 10_000 }, (_, index) => `"k${index}":"${'x'.repeat(90)}"`).join(',')}}`,
  /** What an event has, but for the moment when it was sent. */
  event: keys(60_000, '"id":"e","type":"task:new",'),
  longList: `{"taskId":"x","variables":${list(120_000)}}`,
  longText: `{"taskId":"${'x'.repeat(bodyBytes)}"}`,
  form: Array.from({ length: 190 }, (_, index) => `f${index}=${'%41'.repeat(1800)}`).join('&'),
  multipart: `${Array.from({ length: 190 }, (_, index) => part(`f${index}`, 'x'.repeat(5400))).join('')}--${boundary}--`,
  /** Each line could begin the next part, and none does. */
  nearParts: `${part('taskId', `\r\n-${boundary}`.repeat(200_000))}--${boundary}--`,
  elements: envelope('<a>1</a>'.repeat(130_000)),
  attributes: envelope(`<a ${attributes(60_000)}/>`),
};
