/** The door of this room; the command line opens it only when it is asked to. */
export { assumedVerb, auditLogPath, fetchAuditLog, readAuditLog } from './audit-log.js';
export { buildSheetOf, timeoutSlackMs } from './build-sheet.js';
export { driftSince } from './drift.js';
export { exportFiles } from './export-files.js';
export { lintExport, readSheet } from './lint/lint-export.js';
export { outdatedExports, recordExport } from './recorded-exports.js';
export { serviceUrlOf } from './service-url.js';
export { diffSheets } from './sheet-diff.js';
export { writeFolder } from './write-folder.js';
