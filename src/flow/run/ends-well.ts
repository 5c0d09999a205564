import type { FlowReport } from '../../../schemas/types.js';

/** Whether a run came to an end that is no failure. */
export const endsWell = ({ reason, status }: FlowReport['end']): boolean =>
  reason === 'until' || (reason === 'end' && (status === 'success' || status === 'unset'));
