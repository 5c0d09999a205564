import type { PictureStep } from './picture.js';

/** A sign for each kind of step that runs no node, drawn in lines, 24 by 24. */
export const glyphs: Partial<Record<PictureStep['kind'], string>> = {
  evaluate: 'M8 6l-5 6 5 6M16 6l5 6-5 6',
  branch: 'M12 3v6M12 9l-7 7v5M12 9l7 7v5',
  dataParser: 'M9 4H7v6l-3 2 3 2v6h2M15 4h2v6l3 2-3 2v6h-2',
  delay: 'M12 3a9 9 0 1 0 .01 0M12 7v5l4 2',
  receive: 'M12 3v11M7 9l5 5 5-5M4 16v5h16v-5',
  businessHours: 'M4 6h16v15H4zM4 11h16M8 3v4M16 3v4',
  send: 'M3 11l18-8-6 18-4-8zM11 13l10-10',
  appendConversation: 'M4 4h16v12h-9l-5 5v-5H4zM12 7v6M9 10h6',
  searchConversation: 'M10 4a6 6 0 1 0 .01 0M15 15l6 6',
  aiAgent: 'M12 3l2 7 7 2-7 2-2 7-2-7-7-2 7-2z',
  form: 'M5 3h14v18H5zM8 8h8M8 12h8M8 16h5',
  http: 'M12 3a9 9 0 1 0 .01 0M3 12h18M12 3c-5 5-5 13 0 18M12 3c5 5 5 13 0 18',
  call: 'M4 4h9v6H4zM11 14h9v6h-9zM8 10v7h3',
};
