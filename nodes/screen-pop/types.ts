/* Written by `npm run typegen` from the schemas beside it. Do not edit. */

export interface Inputs {
  'v1.1/screen-pop': {
    /** The task at Webex Contact Center, as Create Task or Resolve Conversation gave it. */
    taskId: string;
    /** The agent, as the event names it. */
    agentId: string;
    /** A web address; http:// or https:// may be missing. At most 2000 characters (assumed). */
    screenPopUrl: string;
    /** Where the page opens. Only sameBrowserTab was seen on the wire. */
    loadingBehavior: 'insideDesktop' | 'newBrowserTab' | 'sameBrowserTab';
    /** Appended to the address; entries without a key are left out. */
    queryParameters?: {
      [k: string]: string;
    };
  };
}

export interface Outputs {
  /** The method gives no output variables. */
  'v1.1/screen-pop': {};
}
