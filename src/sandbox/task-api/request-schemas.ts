/** The requests of the task API, written from CONTRACT sections 2 and 3. An unknown key is an error. */
const text = { type: 'string', minLength: 1, maxLength: 200 } as const;
const longText = { type: 'string', maxLength: 4000 } as const;

const object = (properties: Record<string, object>, optional: string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required: Object.keys(properties).filter((name) => !optional.includes(name)),
});

const callbackUrl = {
  type: 'string',
  pattern: '^https?://(127\\.0\\.0\\.1|localhost|\\[::1\\])(:[0-9]+)?/',
} as const;
const mediaType = { enum: ['chat', 'email', 'social'] } as const;
/** Nobody publishes the whole list. */
const mediaChannel = { type: 'string', minLength: 1, maxLength: 80 } as const;

export const createTask = object(
  {
    id: { type: 'string', minLength: 1, maxLength: 200 },
    orgId: text,
    mediaResourceId: text,
    destination: text,
    mediaType,
    mediaChannel,
    origin: text,
    customerName: text,
    customerId: text,
    subject: longText,
    toRecipients: longText,
    ccRecipients: longText,
    hasAttachments: { anyOf: [{ type: 'boolean' }, { enum: ['true', 'false'] }] },
    chatType: { enum: ['regular', 'proactive'] },
    direction: { enum: ['inbound', 'outbound'] },
    sourceNumber: text,
    webhook: callbackUrl,
  },
  ['subject', 'toRecipients', 'ccRecipients', 'hasAttachments', 'chatType', 'direction', 'sourceNumber'],
);

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
  ['contactPriority'],
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

/** Routed and Modified. */
export const acceptAgent = object({
  id: text,
  orgid: text,
  agent: text,
  queueid: text,
  mediaResourceId: text,
  mediaType,
  href: callbackUrl,
});

export const rejectAgent = object({
  id: text,
  orgid: text,
  agent: text,
  queueid: text,
  mediaresource: text,
  mediaType,
  reason: { type: 'string', minLength: 1, maxLength: 1000 },
  reasoncode: text,
  href: callbackUrl,
});

export const closeTask = object({
  id: text,
  orgid: text,
  mediaResourceId: text,
  mediaType,
  href: callbackUrl,
});

export const acceptClose = object({
  id: text,
  orgid: text,
  queueid: text,
  mediaResourceId: text,
  mediaType,
  href: callbackUrl,
});

export const rejectClose = object({
  id: text,
  orgid: text,
  agent: text,
  mediaresource: text,
  mediaType,
  reason: { type: 'string', minLength: 1, maxLength: 1000 },
  reasoncode: text,
  href: callbackUrl,
});

export const screenPop = object({
  transid: text,
  agentId: text,
  screenPopUrl: { type: 'string', minLength: 1, maxLength: 2000 },
  target: { enum: ['insideDesktop', 'newBrowserTab', 'sameBrowserTab'] },
  queryParameters: { type: 'object', additionalProperties: { type: 'string' } },
});

export const resolveConversation = object(
  {
    transId: text,
    mediatype: mediaType,
    channel: mediaChannel,
    details: { type: 'string', minLength: 2 },
    orgid: text,
    href: callbackUrl,
    overrideDefaultClose: { type: 'boolean' },
  },
  ['overrideDefaultClose'],
);
