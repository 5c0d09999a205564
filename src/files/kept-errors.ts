import { storeErrorOf } from '../ground/told-error.js';

/** Of what is kept, in a file or elsewhere. */
export const broken = storeErrorOf('broken', 'What is kept is damaged.');
export const newer = storeErrorOf('newer', 'What is kept was written by a newer program.');
