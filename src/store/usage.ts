/** How much is kept, and for whom. */
export interface Used {
  calls: number;
  bytes: number;
}

/** Counts what is kept, by owner; each record under its id. */
export class Usage {
  readonly #records = new Map<string, { owner: string; bytes: number }>();
  readonly #owners = new Map<string, Used>();
  readonly #all: Used = { calls: 0, bytes: 0 };

  /** Of one owner, or of all. */
  of(owner?: string): Used {
    return owner === undefined ? this.#all : (this.#owners.get(owner) ?? { calls: 0, bytes: 0 });
  }

  ids(): Set<string> {
    return new Set(this.#records.keys());
  }

  set(id: string, owner: string, bytes: number): void {
    this.delete(id);
    this.#records.set(id, { owner, bytes });
    this.#add(owner, 1, bytes);
  }

  delete(id: string): void {
    const record = this.#records.get(id);
    if (!record) return;
    this.#records.delete(id);
    this.#add(record.owner, -1, -record.bytes);
  }

  #add(owner: string, calls: number, bytes: number): void {
    const own = this.#owners.get(owner) ?? { calls: 0, bytes: 0 };
    for (const used of [this.#all, own]) {
      used.calls += calls;
      used.bytes += bytes;
    }
    if (own.calls > 0) this.#owners.set(owner, own);
    else this.#owners.delete(owner);
  }
}
