import type { ChildProcess } from 'node:child_process';
import type { Finding } from '../../src/ground/finding.js';

/** What each look at files says. */
interface Look {
  findings: Finding[];
}

export const errorsOf = ({ findings }: Look) => findings.filter(({ severity }) => severity === 'error');

/** The looks of a program that watches files and prints one as a line of JSON. */
export class Looks<Kind extends Look> {
  readonly #all: Kind[] = [];
  #told = () => {};

  constructor({ stdout }: Pick<ChildProcess, 'stdout'>) {
    let rest = '';
    stdout!.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      this.#all.push(...lines.map((line) => JSON.parse(line) as Kind));
      this.#told();
    });
  }

  get count(): number {
    return this.#all.length;
  }

  /** The first look that fits, of those that come after `from`. */
  async that(isIt: (look: Kind) => boolean, from = this.count): Promise<Kind> {
    for (let next = from; ; next += 1) {
      while (this.count <= next)
        await new Promise<void>((resolve) => {
          this.#told = resolve;
        });
      if (isIt(this.#all[next]!)) return this.#all[next]!;
    }
  }
}
