import type { Finding } from '../../ground/finding.js';

/** What a rule says; the file is added by who runs it. A note says what the service checks instead. */
export type SheetFinding = Omit<Finding, 'file' | 'line' | 'column'>;
