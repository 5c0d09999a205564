/* Written by `npm run typegen` from the schemas beside it. Do not edit. */

export interface Inputs {
  'v1.0/queue-task': Media & {
    /** The task at Webex Contact Center, as Create Task or Resolve Conversation gave it. */
    taskId: string;
    /** The conversation that the task belongs to. */
    conversationId: string;
    /** The queue to wait in; the value is the queue's id. */
    queueId: string;
    skillRequirements?: SkillRequirements;
  };
  'v1.1/queue-task': Inputs['v1.0/queue-task'];
  'v1.2/queue-task': Inputs['v1.0/queue-task'];
  'v1.3/queue-task': Media & {
    /** The task at Webex Contact Center, as Create Task or Resolve Conversation gave it. */
    taskId: string;
    /** The conversation that the task belongs to. */
    conversationId: string;
    /** The queue to wait in; the value is the queue's id. */
    queueId: string;
    /** 1 is the highest, 9 the lowest; 10 or nothing means no priority. Can only be set while queuing. */
    contactPriority?: number;
    skillRequirements?: SkillRequirements;
  };
  'v1.5/queue-task': Media &
    QueueChoice & {
      /** The task at Webex Contact Center, as Create Task or Resolve Conversation gave it. */
      taskId: string;
      /** The conversation that the task belongs to. */
      conversationId: string;
      /** 1 is the highest, 9 the lowest; 10 or nothing means no priority. Can only be set while queuing. */
      contactPriority?: number;
      skillRequirements?: SkillRequirements;
    };
}

/** The media type and a channel that fits it. */
type Media = {
  /** The kind of conversation. */
  mediaType: string;
} & (
  | {
      mediaType: 'chat';
      /** The channel of a chat. */
      mediaChannel: 'web';
    }
  | {
      mediaType: 'email';
      /** The channel of an e-mail. */
      mediaChannel: 'email';
    }
  | {
      mediaType: 'social';
      /** The social channel; nobody publishes the whole list, so another one is sent with a warning. */
      mediaChannel: ('sms' | 'whatsapp' | 'facebook' | 'apple') & string;
    }
);

/** The skills that an agent must have, and how to relax them over time. Only for queues routed by skill. */
interface SkillRequirements {
  /** All must be met. At most 50. */
  requirements?: SkillRequirement[];
  /** Requirements that replace the former ones after a time. At most 10. */
  relaxations?: SkillRelaxation[];
  /** Whether the relaxations are used. */
  relaxationToggle?: boolean;
}

/** One required skill. */
interface SkillRequirement {
  /** The skill's id. */
  skill: string;
  /** For people. */
  skillName?: string;
  /** The kind of skill. */
  type: 'proficiency' | 'boolean' | 'text' | 'enum';
  /** How the agent's skill is compared, for example eq or gte. */
  condition: string;
  /** What it is compared with; a number or true and false may be given as such. */
  value: string | number | boolean;
  /** How much it counts. */
  weight?: number;
}

/** Weaker requirements after a time. */
interface SkillRelaxation {
  /** Seconds. */
  timeout: number;
  /** What is required from then on. At most 50. */
  requirements: SkillRequirement[];
}

/** A fixed queue, or one that the flow computes. */
type QueueChoice = {
  /** Single: a fixed queue. Dynamic: the flow computes it. */
  queueType: string;
} & (
  | {
      queueType: 'single';
      /** The queue to wait in; the value is the queue's id. */
      queueId: string;
    }
  | {
      queueType: 'dynamic';
      /** The id of the queue, usually from a variable. */
      dynamicQueueId: string;
    }
);

export interface Outputs {
  /** What the flow can read afterwards. */
  'v1.0/queue-task': {
    /** The queued task. */
    taskId: string;
    /** The agent, when one was free at once; may be empty. */
    agentId?: string;
  };
  'v1.1/queue-task': Outputs['v1.0/queue-task'];
  'v1.2/queue-task': Outputs['v1.0/queue-task'];
  /** What the flow can read afterwards. */
  'v1.3/queue-task': {
    /** The queued task. */
    taskId: string;
    /** The agent, when one was free at once; may be empty. */
    agentId?: string;
  };
  /** What the flow can read afterwards. */
  'v1.5/queue-task': {
    /** The queued task. */
    taskId: string;
    /** The agent, when one was free at once; may be empty. */
    agentId?: string;
  };
}
