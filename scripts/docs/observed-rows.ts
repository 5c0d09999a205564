import type { ObservedFact } from '../../src/package/method.js';
import { provenanceText } from '../../src/package/node-views.js';
import { code } from './markdown.js';

export const observedHead = ['fact', 'where, when, and by which program'];

/** What evidence confirms of a method, with its provenance. */
export const observedRows = (observed: ObservedFact[]): string[][] =>
  observed.map((fact) => [`${fact.kind} ${code(fact.name)}`, provenanceText(fact)]);
