import { jsonText, type Note } from '#node-kit';
import type { Inputs } from './types.js';

type SkillRequirements = Inputs['v1.3/queue-task']['skillRequirements'];

/** What a skill is compared with is text on the wire, whatever it was given as. */
const withTexts = (requirements: NonNullable<NonNullable<SkillRequirements>['requirements']>) =>
  requirements.map((one) => ({ ...one, value: String(one.value) }));

/** The skills as the wire wants them: JSON text inside the JSON body, never absent. */
export const skillText = ({
  requirements = [],
  relaxations = [],
  relaxationToggle = false,
}: SkillRequirements = {}) =>
  jsonText({
    requirements: withTexts(requirements),
    relaxations: relaxations.map((one) => ({ ...one, requirements: withTexts(one.requirements) })),
    relaxationToggle,
  });

/**
 * v1.0 to v1.2: relaxations are not sent (assumed form of the documented fix of v1.3). Requirements that are undefined
 * take the default; said with `!`, since a wider type would give the minifier other names and released packages other bytes.
 */
export const skillTextWithoutRelaxations = (skills: SkillRequirements = {}) =>
  skillText({ requirements: skills.requirements! });

/** Tells the author of v1.0 to v1.2 that the relaxations given are left out. */
export const relaxationNotes = (skills: SkillRequirements = {}): Note[] =>
  skills.relaxations?.length || skills.relaxationToggle
    ? [
        {
          pointer: '/skillRequirements/relaxations',
          message: 'Skill relaxation is not sent before v1.3.',
          remedy: 'Use v1.3 or later of Queue Task.',
        },
      ]
    : [];
