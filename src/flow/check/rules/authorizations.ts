import { suggestion } from '../../../ground/nearest.js';
import { nameOf, pointerOf, type Rule, stepsOf } from '../rule.js';

/** Names that differ in case alone are one name. */
const alike = (name: string) => name.normalize('NFC').toLowerCase();

/** The authorization that a step is told to use exists. */
export const knownAuthorizations: Rule = ({ flow, authorizations }) => {
  if (!authorizations) return [];
  const known = new Set(authorizations.map(alike));
  return stepsOf(flow, 'node').flatMap(({ place, step }) =>
    step.authorization === undefined || known.has(alike(step.authorization))
      ? []
      : [
          {
            rule: 'authorization.unknown',
            pointer: `${pointerOf(place)}/authorization`,
            message: `There is no authorization ${JSON.stringify(step.authorization)}, which the step ${nameOf(step)} uses.`,
            remedy: `${suggestion(step.authorization, [...authorizations])} See wxcc-nodes auth list.`,
          },
        ],
  );
};
