/** What the sources of facts mean; said wherever they stand. */
export const sourceLegend =
  'Sources: seed (the list of nodes and versions that the pack was asked for), documented (a Cisco page), observed (a captured flow, or evidence of calls), assumed (our choice, because nobody outside Cisco knows).';
