import type { Node } from 'acorn';

/** A node of a syntax tree whose members nobody has typed. */
export type SyntaxNode = Node & Record<string, unknown>;

export const isNode = (value: unknown): value is SyntaxNode =>
  value !== null && typeof value === 'object' && typeof (value as SyntaxNode).type === 'string';
