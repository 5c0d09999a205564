/** How often a door of one person has refused what: it has neither metrics nor a log. */
export class Refusals {
  readonly #counts = new Map<number, number>();

  readonly take = (status: number): void => {
    this.#counts.set(status, (this.#counts.get(status) ?? 0) + 1);
  };

  /** For people: `3 requests or connections were refused (2 with 403, 1 with 503).` Undefined where none was. */
  get text(): string | undefined {
    const counts = [...this.#counts].sort(([one], [other]) => one - other);
    if (counts.length === 0) return undefined;
    const all = counts.reduce((sum, [, count]) => sum + count, 0);
    const each = counts.map(([status, count]) => `${count} with ${status}`).join(', ');
    return `${all} ${all === 1 ? 'request or connection was' : 'requests or connections were'} refused (${each}).`;
  }
}
