import { createHash } from 'node:crypto';
import type { GlobalVariableSeed, QueueSeed, SkillSeed } from '../seed.js';
import type { World } from '../world.js';

/** A record of the configuration API, with the field names of Cisco's OpenAPI document. */
export type ConfigRecord = Record<string, string | number | boolean>;

/** The same UUID for the same text, so that ids survive a restart. */
const stableId = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
};

const common = ({ orgId, startedAt }: World) => ({
  organizationId: orgId,
  version: 0,
  createdTime: startedAt,
  lastUpdatedTime: startedAt,
});

const emptyValues: Record<string, string> = {
  String: '',
  Boolean: 'false',
  Integer: '0',
  Decimal: '0.0',
  DateTime: '0',
};

const variableRecord = (world: World, variable: GlobalVariableSeed): ConfigRecord => {
  const { name, type, agentViewable = false } = variable;
  return {
    ...common(world),
    id: variable.id ?? stableId(`${world.orgId}/${name}`),
    name,
    description: variable.description ?? '',
    variableType: type,
    defaultValue: variable.defaultValue ?? emptyValues[type] ?? '',
    active: variable.active ?? true,
    agentEditable: variable.agentEditable ?? false,
    agentViewable,
    ...(agentViewable && { desktopLabel: variable.desktopLabel ?? name.slice(0, 50) }),
    reportable: variable.reportable ?? false,
    sensitive: variable.sensitive ?? false,
    systemDefault: false,
  };
};

const channelTypes: Record<string, string> = { chat: 'CHAT', email: 'EMAIL', social: 'SOCIAL_CHANNEL' };

/** Without its arrays, as the list has it (documented). */
const queueRecord = (
  world: World,
  { id, name, mediaType, description, active }: QueueSeed,
): ConfigRecord => ({
  ...common(world),
  id,
  name,
  description: description ?? '',
  queueType: 'INBOUND',
  checkAgentAvailability: false,
  channelType: channelTypes[mediaType] ?? 'OTHERS',
  serviceLevelThreshold: 60,
  maxActiveContacts: 10,
  maxTimeInQueue: 3600,
  active: active ?? true,
  routingType: 'LONGEST_AVAILABLE_AGENT',
  queueRoutingType: 'AGENT_BASED',
  manuallyAssignable: false,
  systemDefault: false,
});

const skillTypes: Record<string, string> = {
  proficiency: 'Proficiency',
  boolean: 'Boolean',
  text: 'Text',
  enum: 'enum',
};

const skillRecord = (world: World, skill: SkillSeed): ConfigRecord => ({
  ...common(world),
  id: skill.id,
  name: skill.name,
  description: skill.description ?? '',
  serviceLevelThreshold: skill.serviceLevelThreshold ?? 0,
  active: skill.active ?? true,
  dynamicSkill: false,
  skillType: skillTypes[skill.type] ?? 'Text',
});

export interface ConfigList {
  /** Below /organization/{orgid}. */
  path: string;
  /** What an order of faults names. */
  route: string;
  /** What `search` looks at (documented). */
  searched: string[];
  records: (world: World) => ConfigRecord[];
}

/** The lists that the nodes' pickers need. */
export const configLists: ConfigList[] = [
  {
    path: '/v2/cad-variable',
    route: 'config-variables',
    searched: ['name'],
    records: (world) => [...world.globalVariables.values()].map((one) => variableRecord(world, one)),
  },
  {
    path: '/v2/contact-service-queue',
    route: 'config-queues',
    searched: ['name', 'description'],
    records: (world) => world.queueSeeds.map((one) => queueRecord(world, one)),
  },
  {
    path: '/v2/skill',
    route: 'config-skills',
    searched: ['name'],
    records: (world) => world.skills.map((one) => skillRecord(world, one)),
  },
];
