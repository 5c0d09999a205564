import type { Diagnostic } from '../../ground/diagnostic.js';
import { maxJsonBytes } from '../../ground/json-limits.js';
import { jsonText } from '../../node-kit/json-text.js';
import { ExpansionTooLarge, fillVariables } from '../../runtime/variables.js';
import { RunStop } from './run-stop.js';

/** Characters of all variables of a flow together. */
const maxCharacters = 8 * 1024 * 1024;

/** A flow's variables and outputs; every step's record shows them all. */
const maxVariables = 1000;

/** Longer values are cut where they are shown. */
const shownCharacters = 2000;

const shown = (value: string): string =>
  value.length <= shownCharacters
    ? value
    : `${value.slice(0, shownCharacters)}… (${value.length} characters)`;

/** Those that were not cut, of what shownTexts gave. */
export const wholeTexts = (shownValues: Record<string, string>): [string, string][] =>
  Object.entries(shownValues).filter(([, value]) => !/… \(\d+ characters\)$/.test(value));

export const shownTexts = (values: Iterable<[string, string]>): Record<string, string> =>
  Object.fromEntries([...values].map(([name, value]) => [name, shown(value)]));

/** The variables of one flow: custom variables by their name, outputs as `n5.taskId`. All are text. */
export class Scope {
  readonly #values = new Map<string, string>();
  #characters = 0;

  constructor(
    custom: Record<string, string>,
    /** Values that every flow has, such as the run's id. */
    readonly builtInValues: Record<string, string>,
  ) {
    for (const [name, value] of Object.entries(custom)) this.set(name, value);
  }

  /** Throws RunStop when the variables become too large. */
  set(name: string, value: string): void {
    this.#characters += value.length - (this.#values.get(name)?.length ?? 0);
    if (this.#characters > maxCharacters)
      throw new RunStop('too-large', `The variables are over ${maxCharacters} characters long together.`);
    this.#values.set(name, value);
    if (this.#values.size > maxVariables)
      throw new RunStop('too-large', `There are over ${maxVariables} variables.`);
  }

  setOutputs(step: string, outputs: Record<string, string>): void {
    for (const [name, value] of Object.entries(outputs)) this.set(`${step}.${name}`, value);
  }

  /** Fills `$(name)` in a text. Throws RunStop when the text becomes too large. */
  fill(text: string): { text: string; warnings: Diagnostic[] } {
    try {
      const { value, warnings } = fillVariables(text, this.all(), maxJsonBytes);
      return { text: typeof value === 'string' ? value : jsonText(value), warnings };
    } catch (error) {
      if (error instanceof ExpansionTooLarge)
        throw new RunStop(
          'too-large',
          `A text is over ${maxJsonBytes} characters with its variables filled in.`,
        );
      throw error;
    }
  }

  /** What a call is filled from. */
  all(): Record<string, string> {
    return { ...Object.fromEntries(this.#values), ...this.builtInValues };
  }

  /** Custom variables alone: what a script sees. */
  custom(): Record<string, string> {
    return Object.fromEntries([...this.#values].filter(([name]) => !name.includes('.')));
  }

  shown(): Record<string, string> {
    return shownTexts(this.#values);
  }
}
