/* Written by `npm run typegen` from the schemas beside it. Do not edit. */

export interface Inputs {
  'v1.1/routed-accepted': {
    /** The task at Webex Contact Center, as Create Task or Resolve Conversation gave it. */
    taskId: string;
    /** The task in the path of the call; the Task ID when left out. */
    id?: string;
    /** The agent, as the event names it. */
    agentId: string;
    /** The id of the queue, as Control Hub shows it. */
    queueId: string;
    /** The conversation, as the event's variables name it (mediaResourceId). */
    mediaResourceId: string;
    mediaType: MediaType;
  };
  'v1.1/routed-rejected': {
    /** The task at Webex Contact Center, as Create Task or Resolve Conversation gave it. */
    taskId: string;
    /** The task in the path of the call; the Task ID when left out. */
    id?: string;
    /** The agent, as the event names it. */
    agentId: string;
    /** The id of the queue, as Control Hub shows it. */
    queueId: string;
    /** The conversation, as the event's variables name it (mediaResourceId). */
    mediaResourceId: string;
    mediaType: MediaType;
    /** Why, for the people who read the logs. */
    reason: string;
    /** The code of the failure, for example 4547. */
    reasonCode: string;
  };
}

/** The kind of conversation. */
type MediaType = 'chat' | 'email' | 'social';

export interface Outputs {
  /** The method gives no output variables. */
  'v1.1/routed-accepted': {};
  /** The method gives no output variables. */
  'v1.1/routed-rejected': {};
}
