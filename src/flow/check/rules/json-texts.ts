import { namesIn, outputReference, type Reference, readsOf, referencesIn } from '../../references.js';
import { scriptOf } from '../../script.js';
import { textsSetBy } from '../../script-texts.js';
import { type Flow, startId } from '../../types.js';
import { type Draft, pointerOf, type Rule, stepsOf } from '../rule.js';

/** What a customer writes: of the outputs of channels those that are no ids, addresses or times. */
const written =
  /^(?:receive\.(?:message|payload)|\w+\.(?:message|text|subject|htmlMessage|strippedText|strippedHTML|senderName|name|username|userHandle|caption|payload|extras|formResponse|formFields.*|customTags|threadTitle|postback\w*|buttonText|selections|interactivePayload))$/;

/** The outputs and custom variables that hold what a customer wrote, as it came. */
const customerTexts = (flow: Flow): ((name: string) => boolean) => {
  const channels = new Set<string>(flow.steps.flatMap(({ kind, id }) => (kind === 'receive' ? [id] : [])));
  if (flow.start.kind === 'channelMessage') channels.add(startId);
  const custom = new Set<string>();
  const isWritten = (name: string) => {
    const output = outputReference(name);
    return output ? channels.has(output.step) && written.test(output.output) : custom.has(name);
  };
  const actions = [flow.start.actions ?? [], ...flow.steps.map((step) => step.actions ?? [])].flat();
  const sources = [
    ...actions.map(({ set, value }) => ({ set, from: namesIn(value) })),
    ...stepsOf(flow, 'evaluate').flatMap(({ step }) => textsSetBy(scriptOf(step))),
  ];
  for (let size = -1; size !== custom.size; ) {
    size = custom.size;
    for (const { set, from } of sources) if (from.some(isWritten)) custom.add(set);
  }
  return isWritten;
};

const reference = /\$\([^()]+\)/g;

/** Whether a text is JSON around its references: an object or a list whatever stands in them. */
const isJsonAround = (text: string): boolean => {
  if (!/^\s*[[{]/.test(text)) return false;
  try {
    JSON.parse(text.replace(reference, '0'));
    return true;
  } catch {
    return false;
  }
};

const textAt = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], value);

const literals = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;

/** The references in texts of scripts that are JSON around them. */
const inScripts = (flow: Flow): Reference[] =>
  stepsOf(flow, 'evaluate').flatMap(({ place, step }) =>
    [...scriptOf(step).matchAll(literals)]
      .map(([literal]) => literal.slice(1, -1).replace(/\\(.)/g, '$1'))
      .filter(isJsonAround)
      .flatMap((text) => namesIn(text).map((name) => ({ name, pointer: `${pointerOf(place)}/script` }))),
  );

/** What a customer wrote is not set into JSON text: a quotation mark in it ends the text, or adds an item. */
export const jsonTexts: Rule = ({ flow }) => {
  const isWritten = customerTexts(flow);
  const reads: Reference[] = [
    ...referencesIn(flow.start.actions ?? [], '/start/actions'),
    ...flow.steps.flatMap((step, place) => [
      ...readsOf(step, pointerOf(place)),
      ...referencesIn(step.actions ?? [], `${pointerOf(place)}/actions`),
    ]),
  ];
  return reads
    .filter(({ pointer }) => isJsonAround(String(textAt(flow, pointer))))
    .concat(inScripts(flow))
    .filter(({ name }) => isWritten(name))
    .map(
      ({ name, pointer }): Draft => ({
        severity: 'warning',
        rule: 'text.in-json',
        pointer,
        message: `$(${name}) is what a customer wrote, and stands inside of JSON text: a quotation mark in it ends the text, or adds items.`,
        remedy: 'Build the JSON in an Evaluate with JSON.stringify, and set its variable here.',
      }),
    );
};
