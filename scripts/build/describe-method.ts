import type { PackageManifest } from '../../schemas/types.js';
import type { AnswerRule, MethodDefinition, Reader } from '../../src/node-kit/method.js';

type ManifestMethod = PackageManifest['versions'][number]['methods'][number];

const ruleText = (rule: AnswerRule<string> | Reader<string>): string => {
  if (typeof rule === 'string') return rule;
  if (typeof rule === 'function') return '(from the body)';
  return rule.intermediate ? `(callback) after ${rule.intermediate}` : '(callback)';
};

const rulesText = (rules: object) =>
  Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, ruleText(rule)]));

/** A handler's declarations as the package's manifest has them, so that they are written once. */
export const describeMethod = (
  id: string,
  definition: MethodDefinition<unknown, Record<string, unknown>>,
  files: ManifestMethod['files'],
): ManifestMethod => ({
  id,
  name: definition.label,
  source: definition.source,
  request: { ...definition.request },
  answers: rulesText(definition.answers),
  ...(definition.callback && { callback: rulesText(definition.callback) }),
  outcomes: Object.entries(definition.outcomes).map(([name, type]) => ({ name, type })),
  outputs: { ...definition.outputs },
  files,
});
