/** Under this key an object that was given as JSON text keeps its text; JSON and validators do not see it. */
const sourceText = Symbol.for('wxcc-nodes.source-text');

/** Remembers the text that an object was read from. */
export const withSourceText = <Type extends object>(value: Type, text: string): Type =>
  Object.defineProperty(value, sourceText, { value: text });

/** An object as JSON text: byte for byte the text that it was given as, if it was given as text. */
export const jsonText = (value: object): string =>
  (value as { [sourceText]?: string })[sourceText] ?? JSON.stringify(value);
