import type { Upgrade } from '#node-kit';

/**
 * Has Attachments was text (in any case, as v1.0 took it) and is true or false now. A reference stays: what it stands
 * for is read as true or false when the step runs.
 */
const upgrade: Upgrade = (configuration) => {
  const { hasAttachments } = configuration;
  if (typeof hasAttachments !== 'string' || !/^(true|false)$/i.test(hasAttachments))
    return { configuration, notes: [] };
  return {
    configuration: { ...configuration, hasAttachments: hasAttachments.toLowerCase() === 'true' },
    notes: [
      {
        pointer: '/hasAttachments',
        message: `Has Attachments was the text "${hasAttachments}"; it is ${hasAttachments.toLowerCase()} now.`,
        remedy: 'Nothing to do.',
      },
    ],
  };
};

export default upgrade;
