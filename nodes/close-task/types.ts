/* Written by `npm run typegen` from the schemas beside it. Do not edit. */

export interface Inputs {
  'v1.0/close-task-accept': {
    /** The task at Webex Contact Center, as Create Task or Resolve Conversation gave it. */
    taskId: string;
    /** The task in the path of the call; the Task ID when left out. */
    id?: string;
    /** The conversation that the task belongs to. */
    conversationId: string;
    mediaType: MediaType;
    /** The id of the queue, as Control Hub shows it. */
    queueId: string;
  };
  'v1.0/close-task-reject': {
    /** The task at Webex Contact Center, as Create Task or Resolve Conversation gave it. */
    taskId: string;
    /** The task in the path of the call; the Task ID when left out. */
    id?: string;
    /** The agent, as the event names it. */
    agentId: string;
    /** The conversation that the task belongs to. */
    conversationId: string;
    mediaType: MediaType;
    /** Why, for the people who read the logs. */
    reason: string;
    /** The code of the failure, for example 4547. */
    reasonCode: string;
  };
  'v1.0/closed-task-on-wxcc': {
    /** The task at Webex Contact Center, as Create Task or Resolve Conversation gave it. */
    taskId: string;
    /** The task in the path of the call; the Task ID when left out. */
    id?: string;
    /** The conversation that the task belongs to. */
    conversationId: string;
    mediaType: MediaType;
  };
  'v1.1/close-task-accept': Inputs['v1.0/close-task-accept'];
  'v1.1/close-task-reject': Inputs['v1.0/close-task-reject'];
  'v1.1/closed-task-on-wxcc': Inputs['v1.0/closed-task-on-wxcc'];
}

/** The kind of conversation. */
type MediaType = 'chat' | 'email' | 'social';

export interface Outputs {
  /** The method gives no output variables. */
  'v1.0/close-task-accept': {};
  /** The method gives no output variables. */
  'v1.0/close-task-reject': {};
  /** The method gives no output variables. */
  'v1.0/closed-task-on-wxcc': {};
  'v1.1/close-task-accept': Outputs['v1.0/close-task-accept'];
  'v1.1/close-task-reject': Outputs['v1.0/close-task-reject'];
  'v1.1/closed-task-on-wxcc': Outputs['v1.0/closed-task-on-wxcc'];
}
