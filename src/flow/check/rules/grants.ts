import { grantDiagnostic } from '../../../engine/check-grant.js';
import { ToldError } from '../../../ground/told-error.js';
import { onWire, wireProblem } from '../../../runtime/wire.js';
import { type Draft, nameOf, pointerOf, type Rule, stepsOf } from '../rule.js';

/** The grant that each node would be called with does for its operation, as far as anybody knows. */
export const grants: Rule = async (subject) => {
  const { connection, grantOf, flow, methods } = subject;
  if (connection?.wire !== 'public' || !grantOf) return [];
  const drafts: Draft[] = [];
  for (const { place, step } of stepsOf(flow, 'node')) {
    const method = methods.get(place);
    if (method?.problem !== undefined || !method || wireProblem(connection, method.found)) continue;
    const pointer = pointerOf(place);
    try {
      const from = method.version.package;
      const grant = await grantOf(from, step.authorization);
      const told = grantDiagnostic(
        { method: await onWire(connection, method.found), auth: from.auth },
        grant,
      );
      if (!told) continue;
      const { severity, code: rule, message, remedy } = told;
      drafts.push({ rule, severity, pointer, message: `${nameOf(step)}: ${message}`, remedy });
    } catch (error) {
      if (!(error instanceof ToldError)) throw error;
      // Of a name in the step itself another rule tells.
      if (step.authorization !== undefined) continue;
      const { code: rule, message, remedy } = error;
      drafts.push({ rule, pointer, message: `${nameOf(step)}: ${message}`, remedy });
    }
  }
  return drafts;
};
