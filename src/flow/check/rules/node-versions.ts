import { foundMethod, nameOf, pointerOf, type Rule, stepsOf } from '../rule.js';

/** Node, version and method of a step exist. */
export const knownNodes: Rule = ({ flow, methods }) =>
  stepsOf(flow, 'node').flatMap(({ place }) => {
    const method = methods.get(place);
    if (method?.problem === undefined) return [];
    const { problem, message, remedy } = method;
    return [{ rule: `node.${problem}-unknown`, pointer: `${pointerOf(place)}/${problem}`, message, remedy }];
  });

/** Versions that the pack does not recommend, or that are past their last day. */
export const versionStatus: Rule = (subject) =>
  stepsOf(subject.flow, 'node').flatMap(({ place, step }) => {
    const method = subject.methods.get(place);
    if (!foundMethod(subject, place) || method?.problem !== undefined) return [];
    const { facts, package: from } = method!.version;
    const { versions, default: newest } = from.manifest;
    const pointer = `${pointerOf(place)}/version`;
    const what = `${step.node} ${step.version} of the step ${nameOf(step)}`;
    if (facts.deprecation) {
      const { message, replacement, sunset } = facts.deprecation;
      const isOver = sunset !== undefined && sunset < subject.today;
      return [
        {
          severity: isOver ? 'error' : 'warning',
          rule: isOver ? 'version.sunset' : 'version.deprecated',
          pointer,
          message: `${what} ${isOver ? `ended on ${sunset}` : `is deprecated${sunset ? ` and ends on ${sunset}` : ''}`}: ${message}`,
          remedy: `Move to ${replacement}: wxcc-nodes flow upgrade.`,
        },
      ];
    }
    if (facts.recommended) return [];
    return [
      {
        severity: 'warning',
        rule: 'version.not-recommended',
        pointer,
        message: `${what} is not among the recommended versions.`,
        remedy: `Recommended: ${versions
          .filter(({ recommended }) => recommended)
          .map(({ version }) => version)
          .join(', ')} (default ${newest}).`,
      },
    ];
  });
