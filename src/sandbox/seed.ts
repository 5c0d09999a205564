/** What a scenario file holds; see schemas/scenario.schema.json. */
export interface Scenario {
  organizations: OrganizationSeed[];
}

export interface OrganizationSeed {
  orgId: string;
  queues: QueueSeed[];
  agents: AgentSeed[];
  /** The business addresses that messages may come in at: app ids, service numbers, mailboxes. */
  entryPoints: string[];
  globalVariables: GlobalVariableSeed[];
  skills?: SkillSeed[];
}

/** What the configuration API tells of a global variable; what is left out has the API's usual value. */
export interface GlobalVariableSeed {
  name: string;
  type: string;
  /** One made from organization and name when left out. */
  id?: string;
  description?: string;
  defaultValue?: string;
  active?: boolean;
  agentEditable?: boolean;
  agentViewable?: boolean;
  desktopLabel?: string;
  reportable?: boolean;
  sensitive?: boolean;
}

export interface SkillSeed {
  id: string;
  name: string;
  /** `proficiency`, `boolean`, `text` or `enum`. */
  type: string;
  description?: string;
  active?: boolean;
  /** Seconds. */
  serviceLevelThreshold?: number;
}

export interface QueueSeed {
  id: string;
  name: string;
  /** The media type that the queue takes. */
  mediaType: string;
  description?: string;
  active?: boolean;
  /** How long one place in the queue takes, for contacts that agents answer all day long: at any time each was answered so many minutes ago. */
  served?: { minutesAgo: number; millisecondsPerPlace: number }[];
}

export interface AgentSeed {
  id: string;
  name: string;
  /** Ids of the queues that the agent answers. */
  queues: string[];
  /** How long a contact rings before the agent accepts it; without it the agent waits for the admin endpoint. */
  answersAfterMs?: number;
  /** How long the agent talks before closing; without it the agent waits for the admin endpoint. */
  closesAfterMs?: number;
}

/** The organization that the sandbox starts with when no scenario is given. */
export const defaultScenario = (): Scenario => ({
  organizations: [
    {
      orgId: '5a4dbd01-0000-4000-8000-000000000001',
      queues: [
        {
          id: 'c0ffee00-0000-4000-8000-00000000000a',
          name: 'Live chat',
          mediaType: 'chat',
          served: [1, 2, 3, 4].map((minutesAgo) => ({
            minutesAgo,
            millisecondsPerPlace: 15_000 + minutesAgo * 1000,
          })),
        },
        { id: 'c0ffee00-0000-4000-8000-00000000000b', name: 'New chat queue', mediaType: 'chat' },
        {
          id: 'c0ffee00-0000-4000-8000-00000000000c',
          name: 'Messaging',
          mediaType: 'social',
          served: [{ minutesAgo: 2, millisecondsPerPlace: 20_000 }],
        },
        {
          id: 'c0ffee00-0000-4000-8000-00000000000d',
          name: 'E-mail',
          mediaType: 'email',
          served: [{ minutesAgo: 3, millisecondsPerPlace: 600_000 }],
        },
      ],
      agents: [
        {
          id: 'a9e27000-0000-4000-8000-000000000001',
          name: 'Alex',
          queues: ['c0ffee00-0000-4000-8000-00000000000a', 'c0ffee00-0000-4000-8000-00000000000c'],
        },
        {
          id: 'a9e27000-0000-4000-8000-000000000002',
          name: 'Blake',
          queues: ['c0ffee00-0000-4000-8000-00000000000a', 'c0ffee00-0000-4000-8000-00000000000d'],
        },
      ],
      entryPoints: ['OR06143228', '+12065550100', 'support@example.org', 'FB-APP', 'WA-APP', 'ABC-APP'],
      globalVariables: [
        {
          name: 'accountTier',
          type: 'String',
          description: 'Customer tier',
          defaultValue: 'silver',
          agentViewable: true,
          agentEditable: true,
          desktopLabel: 'Account tier',
        },
        { name: 'vip', type: 'Boolean' },
        { name: 'openCases', type: 'Integer' },
      ],
      skills: [{ id: '80468aea-0000-4000-8000-000000000001', name: 'Spanish', type: 'proficiency' }],
    },
  ],
});
