import { type Node, parseTree } from 'jsonc-parser';

export interface Position {
  /** From 1. */
  line: number;
  column: number;
}

/** Lines and columns of a text, for offsets and for JSON pointers. */
export class Positions {
  readonly #lineStarts: number[] = [0];
  #tree: Node | null | undefined;

  constructor(private readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
  }

  ofOffset(offset: number): Position {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#lineStarts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#lineStarts[low]! + 1 };
  }

  /** Read when a place is first asked for: most files have nothing to be told of. */
  get #root(): Node | undefined {
    this.#tree ??= parseTree(this.text) ?? null;
    return this.#tree ?? undefined;
  }

  /** Where a JSON pointer leads: at a property's key; for what is not there, the nearest value around it. */
  ofPointer(pointer: string): Position {
    let node = this.#root;
    let offset = node?.offset ?? 0;
    for (const part of pointer.split('/').slice(1)) {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      if (node?.type === 'array') {
        node = node.children?.[Number(key)];
        if (!node) break;
        offset = node.offset;
      } else {
        const property: Node | undefined = node?.children?.find(
          ({ children }) => children?.[0]?.value === key,
        );
        if (!property) break;
        offset = property.offset;
        node = property.children?.[1];
      }
    }
    return this.ofOffset(offset);
  }
}
