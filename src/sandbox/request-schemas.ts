/** The requests of the task API, written from CONTRACT sections 2 and 3. An unknown key is an error. */
const text = { type: 'string', minLength: 1, maxLength: 200 } as const;

const object = (properties: Record<string, object>, required = Object.keys(properties)) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

const callbackUrl = {
  type: 'string',
  pattern: '^https?://(127\\.0\\.0\\.1|localhost|\\[::1\\])(:[0-9]+)?/',
} as const;
const mediaType = { enum: ['chat', 'email', 'social'] } as const;

export const queueTask = object(
  {
    id: text,
    orgid: text,
    queueid: text,
    conversationid: text,
    mediatype: mediaType,
    skillRequirements: { type: 'string', minLength: 2 },
    contactPriority: { type: 'string', pattern: '^([1-9]|10|)$' },
    webhook: callbackUrl,
  },
  ['id', 'orgid', 'queueid', 'conversationid', 'mediatype', 'skillRequirements', 'webhook'],
);

/** The JSON text inside `skillRequirements`. */
export const skillRequirementsKeys = ['relaxationToggle', 'relaxations', 'requirements'];

export const setVariables = object({
  id: text,
  orgId: text,
  vrbls: {
    type: 'array',
    minItems: 1,
    maxItems: 30,
    items: object({
      name: { type: 'string', pattern: '^[A-Za-z0-9_]{1,80}$' },
      type: { enum: ['String', 'Boolean', 'Integer', 'Decimal', 'DateTime'] },
      value: { type: 'string', maxLength: 256 },
      agentViewable: { type: 'boolean' },
      desktopLabel: { type: 'string', maxLength: 80 },
      agentEditable: { type: 'boolean' },
      global: { type: 'boolean' },
      reportable: { type: 'boolean' },
    }),
  },
  callbackURL: callbackUrl,
});
