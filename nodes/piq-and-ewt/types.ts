/* Written by `npm run typegen` from the schemas beside it. Do not edit. */

export interface Inputs {
  'v1.1/piq-and-ewt': {
    /** The id of the queue, as Control Hub shows it. */
    queueId: string;
    /** The task at Webex Contact Center, as Create Task or Resolve Conversation gave it. */
    taskId: string;
    /** How far back wait times are averaged, minutes. */
    lookbackMinutes: number;
  };
}

export interface Outputs {
  'v1.1/piq-and-ewt': {
    /** 1 is next. -1: the contact went straight to an agent. */
    positionInQueue?: number;
    /** Milliseconds. -1: not enough data for an estimate. */
    estimatedWaitTime?: number;
    /** The service's own word. */
    status?: string;
    /** The service's code, when it gives one. */
    reasonCode?: string;
    /** The service's reason, when it gives one. */
    reason?: string;
  };
}
