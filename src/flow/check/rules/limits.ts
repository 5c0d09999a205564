import { type Draft, pointerOf, type Rule, stepsOf } from '../rule.js';

/** Above this the platform's authors advise to split a flow (documented). */
const manySteps = 150;
/** More Set Variable steps can keep a flow from being saved (documented). */
const maxSetVariableSteps = 25;
/** In one Set Variable step (documented). */
const maxVariables = 30;

/** The platform's limits that show in the file; its size and its executions are seen elsewhere. */
export const limits: Rule = ({ flow }) => {
  const setVariables = stepsOf(flow, 'node').filter(({ step }) => step.node === 'set-variable');
  const drafts: Draft[] = [];
  if (flow.steps.length > manySteps)
    drafts.push({
      severity: 'warning',
      rule: 'limit.steps',
      pointer: '/steps',
      message: `${flow.steps.length} steps; the platform advises to stay below ${manySteps}.`,
      remedy: 'Move a part into a flow of its own and call it (Call Workflow).',
    });
  if (setVariables.length > maxSetVariableSteps)
    drafts.push({
      rule: 'limit.set-variable-steps',
      pointer: pointerOf(setVariables[maxSetVariableSteps]!.place),
      message: `${setVariables.length} Set Variable steps; with more than ${maxSetVariableSteps} a flow may not be saved.`,
      remedy: 'Set several variables in one step, or move steps into a flow of their own.',
    });
  for (const { place, step } of stepsOf(flow, 'delay'))
    if ((step.seconds === undefined) === (step.until === undefined))
      drafts.push({
        rule: 'delay.time',
        pointer: pointerOf(place),
        message: `The Delay ${step.name} has ${step.until === undefined ? 'neither seconds nor until' : 'both seconds and until'}.`,
        remedy: 'Give one of the two.',
      });
  for (const { place, step } of setVariables) {
    const { variables } = step.input;
    if (Array.isArray(variables) && variables.length > maxVariables)
      drafts.push({
        rule: 'limit.variables',
        pointer: `${pointerOf(place)}/input/variables`,
        message: `${variables.length} variables in one step; ${maxVariables} are the most.`,
        remedy: 'Divide them among two steps.',
      });
  }
  return drafts;
};
