import type { RecordedExport } from '../store/stores.js';
import type { AuditEntry } from './audit-log.js';

/** What is changed by an action of the audit log (documented names; a method's removal has none). */
const changedBy: Record<string, 'node' | 'method' | 'authorization'> = {
  createCustomNode: 'node',
  updateCustomNode: 'node',
  deleteCustomNode: 'node',
  updateNodeStatus: 'node',
  createNodeMethod: 'method',
  updateNodeMethod: 'method',
  addPrebuiltAuthentication: 'authorization',
  updatePrebuiltAuthentication: 'authorization',
  deletePrebuiltAuthentication: 'authorization',
  makeDefaultPrebuiltAuthentication: 'authorization',
  prebuiltActivateInboundAuth: 'authorization',
};

/** A change that somebody made in the tenant. */
export interface Drift {
  what: 'node' | 'method' | 'authorization';
  action: string;
  /** ISO 8601; null where the log does not say. */
  at: string | null;
  /** The log's words, which name the thing. */
  description: string;
  /** The recorded exports whose node the words name, as node@version. */
  exports: string[];
}

const isNamed = ({ nodeName }: RecordedExport, description: string): boolean => {
  const plain = nodeName.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // Queue Task v1.1 is not Queue Task v1.10.
  return new RegExp(`(^|[^\\w.])${plain}($|[^\\w])`, 'i').test(description);
};

/**
 * The changes after a moment (milliseconds), else after the export that they name was recorded, or where they name none the
 * last one. What names a node that was exported again later was there before its last export, and is none. An entry without a
 * time counts: to leave it out would hide it.
 */
export const driftSince = (
  entries: AuditEntry[],
  since: number | undefined,
  recorded: RecordedExport[],
): Drift[] =>
  entries.flatMap(({ action, description, at, failed }) => {
    const what = Object.hasOwn(changedBy, action) ? changedBy[action] : undefined;
    if (!what || failed) return [];
    const named = recorded.filter((one) => isNamed(one, description));
    const last = (some: RecordedExport[]) => Math.max(...some.map((one) => Date.parse(one.at)));
    const from =
      since === undefined ? last(named.length > 0 ? named : recorded) : Math.max(since, last(named));
    if (at !== undefined && at <= from) return [];
    return [
      {
        ...{ what, action, description },
        at: at === undefined ? null : new Date(at).toISOString(),
        exports: named.map(({ node, version }) => `${node}@${version}`),
      },
    ];
  });
