/* Written by `npm run typegen` from the schemas beside it. Do not edit. */

export interface Inputs {
  'v1.7/set-flow-variable': {
    /** The task at Webex Contact Center, as Create Task or Resolve Conversation gave it. */
    taskId: string;
    /** Up to 30 variables, each name once. 1 to 30. */
    variables: (TypedValue & {
      /** 1 to 80 letters, digits and underscores; unique in the list. */
      name: string;
      /** Whether the agent's desktop shows it. */
      agentViewable?: boolean;
      /** How the desktop names it; needed when agent viewable. */
      desktopLabel?: string;
      /** Whether the agent may change it. */
      agentEditable?: boolean;
      /** For the author of the flow; not sent. */
      description?: string;
    })[];
  };
  'v1.7/set-global-variable': {
    /** The task at Webex Contact Center, as Create Task or Resolve Conversation gave it. */
    taskId: string;
    /** Up to 30 variables, each name once. 1 to 30. */
    variables: (TypedValue & {
      /** 1 to 80 letters, digits and underscores; unique in the list. */
      name: string;
    })[];
  };
}

/** The value must fit the type; on the wire it is always text. */
type TypedValue = {
  /** The kind of value. */
  type: string;
} & (
  | {
      type: 'String';
      /** At most 256 characters. */
      value: string;
    }
  | {
      type: 'Boolean';
      /** true or false. */
      value: boolean;
    }
  | {
      type: 'Integer';
      /** A whole number. */
      value: number;
    }
  | {
      type: 'Decimal';
      /** A decimal number. */
      value: number;
    }
  | {
      type: 'DateTime';
      /** Seconds since 1970-01-01T00:00Z. */
      value: number;
    }
);

export interface Outputs {
  /** What the flow can read afterwards. */
  'v1.7/set-flow-variable': {
    /** The task. */
    'Task ID': string;
    /** The whole answer. */
    responsePayload?: {};
  };
  /** What the flow can read afterwards. */
  'v1.7/set-global-variable': {
    /** The task. */
    'Task ID': string;
    /** The whole answer. */
    responsePayload?: {};
  };
}
