import type { FastifySchemaValidationError } from 'fastify/types/schema.js';

/** Where a body is wrong, with the name that is unknown or the words that are allowed. */
export const bodyProblem = ({ instancePath, message, params }: FastifySchemaValidationError): string => {
  const { additionalProperty, allowedValues, tag, tagValue } = params;
  const place = `body${instancePath}`;
  if (additionalProperty !== undefined) return `${place} has no ${additionalProperty}`;
  if (tag !== undefined) return `${place} has an unknown ${tag}: ${JSON.stringify(tagValue)}`;
  return Array.isArray(allowedValues)
    ? `${place} ${message}: ${allowedValues.join(', ')}`
    : `${place} ${message}`;
};
