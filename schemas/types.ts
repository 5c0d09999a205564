/* Written by `npm run typegen` from the schemas beside it. Do not edit. */

/**
 * nodes/<node>/auth.json: the authorization that a node needs.
 */
export type AuthBinding =
  | {
      /**
       * The node calls without authorization.
       */
      type: 'none';
    }
  | {
      /**
       * An OAuth 2.0 authorization.
       */
      type: 'oauth2';
      /**
       * A node or method id: lower-case words joined by hyphens.
       */
      integration: string;
      /**
       * The OAuth scopes that the node's calls need.
       *
       * @minItems 1
       *
       * Items: A scope as the provider spells it.
       */
      scopes: string[];
      /**
       * Where a contract fact comes from: the user's list, a Cisco page, a real flow, or our choice because nobody outside Cisco knows.
       */
      source: 'seed' | 'documented' | 'observed' | 'assumed';
      /**
       * Why these scopes.
       */
      reference?: string;
    };

/**
 * dist/manifest.json: the pack with every package's digest and size. Packages with these digests are trusted by import.
 */
export interface BuiltPack {
  /**
   * A node or method id: lower-case words joined by hyphens.
   */
  id: string;
  /**
   * The pack's name.
   */
  name: string;
  /**
   * The version of the pack, semver without build metadata.
   */
  version: string;
  /**
   * Who publishes it.
   */
  vendor: string;
  /**
   * The integration whose authorizations the nodes use, with its OAuth facts.
   */
  integration: {
    /**
     * A node or method id: lower-case words joined by hyphens.
     */
    id: string;
    /**
     * As Webex Connect lists it.
     */
    name: string;
    /**
     * Where and how to authorize.
     */
    oauth: {
      /**
       * The OAuth grant.
       */
      grant: 'authorization_code';
      /**
       * The authorization endpoint.
       */
      authorize: string;
      /**
       * The token endpoint.
       */
      token: string;
      /**
       * Life of an access token, days.
       */
      accessTokenDays: number;
      /**
       * Life of a refresh token, days, renewed by use.
       */
      refreshTokenDays: number;
      /**
       * Where a contract fact comes from: the user's list, a Cisco page, a real flow, or our choice because nobody outside Cisco knows.
       */
      source: 'seed' | 'documented' | 'observed' | 'assumed';
      /**
       * Where that is written.
       */
      reference?: string;
    };
  };
  /**
   * The packages, by node id.
   */
  packages: {
    /**
     * A node or method id: lower-case words joined by hyphens.
     */
    node: string;
    /**
     * Relative to this file.
     */
    file: string;
    /**
     * Size of the zip.
     */
    bytes: number;
    /**
     * sha256: and 64 hexadecimal digits.
     */
    digest: string;
  }[];
}

/**
 * $WXCC_NODES_HOME/catalog/catalog.json: the imported packages. The zips lie beside it, named by digest.
 */
export interface Catalog {
  /**
   * The version of this format.
   */
  format: 1;
  /**
   * The packages, by node id and pack version.
   */
  packages: {
    /**
     * A node or method id: lower-case words joined by hyphens.
     */
    node: string;
    /**
     * The version of the pack, semver without build metadata.
     */
    version: string;
    /**
     * sha256: and 64 hexadecimal digits.
     */
    digest: string;
    /**
     * ISO 8601, UTC.
     */
    importedAt: string;
  }[];
}

/**
 * $WXCC_NODES_HOME/connections/<name>.json, or any file: the organization, hosts and endpoints that calls go to.
 */
export interface Connection {
  /**
   * The organization; sent as X-ORGANIZATION-ID.
   */
  orgId: string;
  /**
   * The data centre's internal name, for endpoints whose path has {domain}, for example produs1.
   */
  domain?: string;
  /**
   * Where the digital task API is.
   */
  taskApi: string;
  /**
   * Where the configuration API is.
   */
  configApi?: string;
  /**
   * The authorization server.
   */
  oauth?: {
    authorize: string;
    token: string;
  };
  /**
   * Where the platform reaches the callback listener. Needed when taskApi is not on this machine.
   */
  callbackBase?: string;
  /**
   * The local port of the callback listener behind callbackBase; 0 takes a free one.
   */
  callbackPort?: number;
  /**
   * The time for one invocation, milliseconds. Webex Connect waits 20 s at most.
   */
  deadlineMs?: number;
  /**
   * Method id and the endpoint that replaces the assumed one.
   */
  endpoints?: {
    [k: string]: {
      /**
       * The HTTP verb.
       */
      verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
      /**
       * Below taskApi; {names} as in the method's own path, and {domain}, {orgId}.
       */
      path: string;
    };
  };
  /**
   * Who vouches that the endpoints are right, and since when. Calls to assumed endpoints on other machines are refused without it.
   */
  confirmed?: {
    /**
     * A person.
     */
    by: string;
    /**
     * The day, YYYY-MM-DD.
     */
    at: string;
  };
}

/**
 * docs/contradictions.json: where the platform's own sources disagree, and what the pack chose.
 */
export interface Contradictions {
  /**
   * One entry for each.
   *
   * Items: A disagreement between sources, or a fact that they leave open.
   */
  contradictions: {
    /**
     * Stays the same for good, so that others can refer to it.
     */
    id: string;
    /**
     * What says what.
     */
    disagreement: string;
    /**
     * What the pack does.
     */
    choice: string;
    /**
     * The node, method or module that it shows in.
     */
    where: string;
  }[];
}

/**
 * A flow file, *.flow.json: where it starts, its steps, and where each outcome of a step leads.
 */
export interface Flow {
  /**
   * The flow's id.
   */
  id: string;
  /**
   * For people.
   */
  name: string;
  /**
   * The Webex Connect service that the flow belongs to.
   */
  service: string;
  /**
   * What the flow does.
   */
  description?: string;
  /**
   * Custom variables and their values at the start. Values are text; an object is JSON text. Read as $(name).
   */
  variables?: {
    [k: string]: string;
  };
  /**
   * What starts the flow. The start is step n2: its outputs are $(n2.<name>).
   */
  start:
    | {
        kind: 'channelMessage';
        /**
         * The channel, by the prefix of its outputs (apple is assumed).
         */
        channel: 'sms' | 'inappmessaging' | 'email' | 'messenger' | 'whatsapp' | 'apple';
        /**
         * Groups that must all hold, or of which one must.
         */
        conditions?:
          | {
              /**
               * Each group must hold.
               *
               * @minItems 1
               * @maxItems 100
               *
               * Items: Comparisons that must all hold, or of which one must.
               */
              allGroups: (
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    all: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    any: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
              )[];
            }
          | {
              /**
               * One of the groups must hold.
               *
               * @minItems 1
               * @maxItems 100
               *
               * Items: Comparisons that must all hold, or of which one must.
               */
              anyGroup: (
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    all: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    any: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
              )[];
            }
          | (
              | {
                  /**
                   * The comparisons of a group.
                   *
                   * @minItems 1
                   * @maxItems 100
                   *
                   * Items: One comparison of two texts.
                   */
                  all: {
                    /**
                     * The text to look at, usually one $(name).
                     */
                    variable: string;
                    /**
                     * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                     */
                    operator:
                      | '=='
                      | '!='
                      | 'equals'
                      | 'notequals'
                      | 'in'
                      | 'notin'
                      | 'contains'
                      | 'equalsignorecase'
                      | 'containsignorecase'
                      | 'startswith'
                      | 'endswith'
                      | 'regex';
                    /**
                     * What to compare with; $(name) is filled in.
                     */
                    value: string;
                  }[];
                }
              | {
                  /**
                   * The comparisons of a group.
                   *
                   * @minItems 1
                   * @maxItems 100
                   *
                   * Items: One comparison of two texts.
                   */
                  any: {
                    /**
                     * The text to look at, usually one $(name).
                     */
                    variable: string;
                    /**
                     * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                     */
                    operator:
                      | '=='
                      | '!='
                      | 'equals'
                      | 'notequals'
                      | 'in'
                      | 'notin'
                      | 'contains'
                      | 'equalsignorecase'
                      | 'containsignorecase'
                      | 'startswith'
                      | 'endswith'
                      | 'regex';
                    /**
                     * What to compare with; $(name) is filled in.
                     */
                    value: string;
                  }[];
                }
            );
        /**
         * Transition actions when the start is left.
         *
         * @maxItems 100
         *
         * Items: Sets a custom variable when the step is entered or left.
         */
        actions?: {
          /**
           * Before or after the step's own work.
           */
          when: 'enter' | 'leave';
          /**
           * A custom variable: a letter or _, then letters, digits and _.
           */
          set: string;
          /**
           * The value; $(name) is filled in.
           */
          value: string;
        }[];
        /**
         * The first step: its name or id.
         */
        to: string;
      }
    | {
        kind: 'webhook';
        /**
         * The names that the body brings.
         *
         * @maxItems 200
         */
        outputs: string[];
        /**
         * Groups that must all hold, or of which one must.
         */
        conditions?:
          | {
              /**
               * Each group must hold.
               *
               * @minItems 1
               * @maxItems 100
               *
               * Items: Comparisons that must all hold, or of which one must.
               */
              allGroups: (
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    all: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    any: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
              )[];
            }
          | {
              /**
               * One of the groups must hold.
               *
               * @minItems 1
               * @maxItems 100
               *
               * Items: Comparisons that must all hold, or of which one must.
               */
              anyGroup: (
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    all: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    any: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
              )[];
            }
          | (
              | {
                  /**
                   * The comparisons of a group.
                   *
                   * @minItems 1
                   * @maxItems 100
                   *
                   * Items: One comparison of two texts.
                   */
                  all: {
                    /**
                     * The text to look at, usually one $(name).
                     */
                    variable: string;
                    /**
                     * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                     */
                    operator:
                      | '=='
                      | '!='
                      | 'equals'
                      | 'notequals'
                      | 'in'
                      | 'notin'
                      | 'contains'
                      | 'equalsignorecase'
                      | 'containsignorecase'
                      | 'startswith'
                      | 'endswith'
                      | 'regex';
                    /**
                     * What to compare with; $(name) is filled in.
                     */
                    value: string;
                  }[];
                }
              | {
                  /**
                   * The comparisons of a group.
                   *
                   * @minItems 1
                   * @maxItems 100
                   *
                   * Items: One comparison of two texts.
                   */
                  any: {
                    /**
                     * The text to look at, usually one $(name).
                     */
                    variable: string;
                    /**
                     * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                     */
                    operator:
                      | '=='
                      | '!='
                      | 'equals'
                      | 'notequals'
                      | 'in'
                      | 'notin'
                      | 'contains'
                      | 'equalsignorecase'
                      | 'containsignorecase'
                      | 'startswith'
                      | 'endswith'
                      | 'regex';
                    /**
                     * What to compare with; $(name) is filled in.
                     */
                    value: string;
                  }[];
                }
            );
        /**
         * Transition actions when the start is left.
         *
         * @maxItems 100
         *
         * Items: Sets a custom variable when the step is entered or left.
         */
        actions?: {
          /**
           * Before or after the step's own work.
           */
          when: 'enter' | 'leave';
          /**
           * A custom variable: a letter or _, then letters, digits and _.
           */
          set: string;
          /**
           * The value; $(name) is filled in.
           */
          value: string;
        }[];
        /**
         * The first step: its name or id.
         */
        to: string;
      }
    | {
        kind: 'taskEvent';
        /**
         * The event. Routed and Modified give webex.ID, webex.Type, webex.agentId; Closed gives webex.taskId, webex.type, webex.owner.
         */
        event: 'Task Routed' | 'Task Modified' | 'Task Closed';
        /**
         * Groups that must all hold, or of which one must.
         */
        conditions?:
          | {
              /**
               * Each group must hold.
               *
               * @minItems 1
               * @maxItems 100
               *
               * Items: Comparisons that must all hold, or of which one must.
               */
              allGroups: (
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    all: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    any: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
              )[];
            }
          | {
              /**
               * One of the groups must hold.
               *
               * @minItems 1
               * @maxItems 100
               *
               * Items: Comparisons that must all hold, or of which one must.
               */
              anyGroup: (
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    all: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    any: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
              )[];
            }
          | (
              | {
                  /**
                   * The comparisons of a group.
                   *
                   * @minItems 1
                   * @maxItems 100
                   *
                   * Items: One comparison of two texts.
                   */
                  all: {
                    /**
                     * The text to look at, usually one $(name).
                     */
                    variable: string;
                    /**
                     * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                     */
                    operator:
                      | '=='
                      | '!='
                      | 'equals'
                      | 'notequals'
                      | 'in'
                      | 'notin'
                      | 'contains'
                      | 'equalsignorecase'
                      | 'containsignorecase'
                      | 'startswith'
                      | 'endswith'
                      | 'regex';
                    /**
                     * What to compare with; $(name) is filled in.
                     */
                    value: string;
                  }[];
                }
              | {
                  /**
                   * The comparisons of a group.
                   *
                   * @minItems 1
                   * @maxItems 100
                   *
                   * Items: One comparison of two texts.
                   */
                  any: {
                    /**
                     * The text to look at, usually one $(name).
                     */
                    variable: string;
                    /**
                     * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                     */
                    operator:
                      | '=='
                      | '!='
                      | 'equals'
                      | 'notequals'
                      | 'in'
                      | 'notin'
                      | 'contains'
                      | 'equalsignorecase'
                      | 'containsignorecase'
                      | 'startswith'
                      | 'endswith'
                      | 'regex';
                    /**
                     * What to compare with; $(name) is filled in.
                     */
                    value: string;
                  }[];
                }
            );
        /**
         * Transition actions when the start is left.
         *
         * @maxItems 100
         *
         * Items: Sets a custom variable when the step is entered or left.
         */
        actions?: {
          /**
           * Before or after the step's own work.
           */
          when: 'enter' | 'leave';
          /**
           * A custom variable: a letter or _, then letters, digits and _.
           */
          set: string;
          /**
           * The value; $(name) is filled in.
           */
          value: string;
        }[];
        /**
         * The first step: its name or id.
         */
        to: string;
      };
  /**
   * The steps, in any order.
   *
   * @minItems 1
   * @maxItems 20000
   */
  steps: (
    | {
        kind: 'node';
        /**
         * n and a number; n2 is the start. Outputs are read as $(n<number>.<output>).
         */
        id: string;
        /**
         * A name that no other step has; without comma and equals sign, and not like an id.
         */
        name: string;
        /**
         * Why the step is there, for people.
         */
        description?: string;
        /**
         * The node, for example queue-task.
         */
        node: string;
        /**
         * The node version that runs, for example v1.3.
         */
        version: string;
        /**
         * The method, for example queue-task.
         */
        method: string;
        /**
         * Node Runtime Authorization: the name of an authorization; the default one when left out.
         */
        authorization?: string;
        /**
         * The method's inputs; $(name) is filled in wherever a value is text.
         */
        input: {};
        /**
         * Transition actions, done in this order.
         *
         * @maxItems 100
         *
         * Items: Sets a custom variable when the step is entered or left.
         */
        actions?: {
          /**
           * Before or after the step's own work.
           */
          when: 'enter' | 'leave';
          /**
           * A custom variable: a letter or _, then letters, digits and _.
           */
          set: string;
          /**
           * The value; $(name) is filled in.
           */
          value: string;
        }[];
        /**
         * Outcome and where it leads. Every outcome must lead somewhere; the built-in ones may be in lower case.
         */
        transitions: {
          /**
           * Where an outcome leads: to a step, or to an End.
           */
          [k: string]:
            | {
                /**
                 * The name or the id of a step.
                 */
                to: string;
              }
            | {
                /**
                 * The branch ends here; the flow too, unless the outcome is an intermediate one.
                 */
                end: {
                  /**
                   * How the flow ended: 100 as the last step did, 101 successfully, 102 with an error, 103 interrupted. Unset when left out.
                   */
                  exitResult?: 100 | 101 | 102 | 103;
                };
              };
        };
      }
    | {
        kind: 'evaluate';
        /**
         * n and a number; n2 is the start. Outputs are read as $(n<number>.<output>).
         */
        id: string;
        /**
         * A name that no other step has; without comma and equals sign, and not like an id.
         */
        name: string;
        /**
         * Why the step is there, for people.
         */
        description?: string;
        /**
         * The script: a text, or a list of lines.
         */
        script: string | string[];
        /**
         * Transition actions, done in this order.
         *
         * @maxItems 100
         *
         * Items: Sets a custom variable when the step is entered or left.
         */
        actions?: {
          /**
           * Before or after the step's own work.
           */
          when: 'enter' | 'leave';
          /**
           * A custom variable: a letter or _, then letters, digits and _.
           */
          set: string;
          /**
           * The value; $(name) is filled in.
           */
          value: string;
        }[];
        /**
         * Outcome and where it leads. Every outcome must lead somewhere; the built-in ones may be in lower case.
         */
        transitions: {
          /**
           * Where an outcome leads: to a step, or to an End.
           */
          [k: string]:
            | {
                /**
                 * The name or the id of a step.
                 */
                to: string;
              }
            | {
                /**
                 * The branch ends here; the flow too, unless the outcome is an intermediate one.
                 */
                end: {
                  /**
                   * How the flow ended: 100 as the last step did, 101 successfully, 102 with an error, 103 interrupted. Unset when left out.
                   */
                  exitResult?: 100 | 101 | 102 | 103;
                };
              };
        };
      }
    | {
        kind: 'branch';
        /**
         * n and a number; n2 is the start. Outputs are read as $(n<number>.<output>).
         */
        id: string;
        /**
         * A name that no other step has; without comma and equals sign, and not like an id.
         */
        name: string;
        /**
         * Why the step is there, for people.
         */
        description?: string;
        /**
         * Tried in this order.
         *
         * @minItems 1
         * @maxItems 100
         */
        branches: {
          /**
           * The outcome when the conditions hold.
           */
          outcome: string;
          /**
           * Groups that must all hold, or of which one must.
           */
          when:
            | {
                /**
                 * Each group must hold.
                 *
                 * @minItems 1
                 * @maxItems 100
                 *
                 * Items: Comparisons that must all hold, or of which one must.
                 */
                allGroups: (
                  | {
                      /**
                       * The comparisons of a group.
                       *
                       * @minItems 1
                       * @maxItems 100
                       *
                       * Items: One comparison of two texts.
                       */
                      all: {
                        /**
                         * The text to look at, usually one $(name).
                         */
                        variable: string;
                        /**
                         * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                         */
                        operator:
                          | '=='
                          | '!='
                          | 'equals'
                          | 'notequals'
                          | 'in'
                          | 'notin'
                          | 'contains'
                          | 'equalsignorecase'
                          | 'containsignorecase'
                          | 'startswith'
                          | 'endswith'
                          | 'regex';
                        /**
                         * What to compare with; $(name) is filled in.
                         */
                        value: string;
                      }[];
                    }
                  | {
                      /**
                       * The comparisons of a group.
                       *
                       * @minItems 1
                       * @maxItems 100
                       *
                       * Items: One comparison of two texts.
                       */
                      any: {
                        /**
                         * The text to look at, usually one $(name).
                         */
                        variable: string;
                        /**
                         * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                         */
                        operator:
                          | '=='
                          | '!='
                          | 'equals'
                          | 'notequals'
                          | 'in'
                          | 'notin'
                          | 'contains'
                          | 'equalsignorecase'
                          | 'containsignorecase'
                          | 'startswith'
                          | 'endswith'
                          | 'regex';
                        /**
                         * What to compare with; $(name) is filled in.
                         */
                        value: string;
                      }[];
                    }
                )[];
              }
            | {
                /**
                 * One of the groups must hold.
                 *
                 * @minItems 1
                 * @maxItems 100
                 *
                 * Items: Comparisons that must all hold, or of which one must.
                 */
                anyGroup: (
                  | {
                      /**
                       * The comparisons of a group.
                       *
                       * @minItems 1
                       * @maxItems 100
                       *
                       * Items: One comparison of two texts.
                       */
                      all: {
                        /**
                         * The text to look at, usually one $(name).
                         */
                        variable: string;
                        /**
                         * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                         */
                        operator:
                          | '=='
                          | '!='
                          | 'equals'
                          | 'notequals'
                          | 'in'
                          | 'notin'
                          | 'contains'
                          | 'equalsignorecase'
                          | 'containsignorecase'
                          | 'startswith'
                          | 'endswith'
                          | 'regex';
                        /**
                         * What to compare with; $(name) is filled in.
                         */
                        value: string;
                      }[];
                    }
                  | {
                      /**
                       * The comparisons of a group.
                       *
                       * @minItems 1
                       * @maxItems 100
                       *
                       * Items: One comparison of two texts.
                       */
                      any: {
                        /**
                         * The text to look at, usually one $(name).
                         */
                        variable: string;
                        /**
                         * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                         */
                        operator:
                          | '=='
                          | '!='
                          | 'equals'
                          | 'notequals'
                          | 'in'
                          | 'notin'
                          | 'contains'
                          | 'equalsignorecase'
                          | 'containsignorecase'
                          | 'startswith'
                          | 'endswith'
                          | 'regex';
                        /**
                         * What to compare with; $(name) is filled in.
                         */
                        value: string;
                      }[];
                    }
                )[];
              }
            | (
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    all: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
                | {
                    /**
                     * The comparisons of a group.
                     *
                     * @minItems 1
                     * @maxItems 100
                     *
                     * Items: One comparison of two texts.
                     */
                    any: {
                      /**
                       * The text to look at, usually one $(name).
                       */
                      variable: string;
                      /**
                       * == and != were seen on Branch, the other words on starts; either kind serves in both (assumed). in and notin take a list with commas; regex is RE2 and need not match the whole.
                       */
                      operator:
                        | '=='
                        | '!='
                        | 'equals'
                        | 'notequals'
                        | 'in'
                        | 'notin'
                        | 'contains'
                        | 'equalsignorecase'
                        | 'containsignorecase'
                        | 'startswith'
                        | 'endswith'
                        | 'regex';
                      /**
                       * What to compare with; $(name) is filled in.
                       */
                      value: string;
                    }[];
                  }
              );
        }[];
        /**
         * Transition actions, done in this order.
         *
         * @maxItems 100
         *
         * Items: Sets a custom variable when the step is entered or left.
         */
        actions?: {
          /**
           * Before or after the step's own work.
           */
          when: 'enter' | 'leave';
          /**
           * A custom variable: a letter or _, then letters, digits and _.
           */
          set: string;
          /**
           * The value; $(name) is filled in.
           */
          value: string;
        }[];
        /**
         * Outcome and where it leads. Every outcome must lead somewhere; the built-in ones may be in lower case.
         */
        transitions: {
          /**
           * Where an outcome leads: to a step, or to an End.
           */
          [k: string]:
            | {
                /**
                 * The name or the id of a step.
                 */
                to: string;
              }
            | {
                /**
                 * The branch ends here; the flow too, unless the outcome is an intermediate one.
                 */
                end: {
                  /**
                   * How the flow ended: 100 as the last step did, 101 successfully, 102 with an error, 103 interrupted. Unset when left out.
                   */
                  exitResult?: 100 | 101 | 102 | 103;
                };
              };
        };
      }
    | {
        kind: 'delay';
        /**
         * n and a number; n2 is the start. Outputs are read as $(n<number>.<output>).
         */
        id: string;
        /**
         * A name that no other step has; without comma and equals sign, and not like an id.
         */
        name: string;
        /**
         * Why the step is there, for people.
         */
        description?: string;
        /**
         * How long.
         */
        seconds: number;
        /**
         * Transition actions, done in this order.
         *
         * @maxItems 100
         *
         * Items: Sets a custom variable when the step is entered or left.
         */
        actions?: {
          /**
           * Before or after the step's own work.
           */
          when: 'enter' | 'leave';
          /**
           * A custom variable: a letter or _, then letters, digits and _.
           */
          set: string;
          /**
           * The value; $(name) is filled in.
           */
          value: string;
        }[];
        /**
         * Outcome and where it leads. Every outcome must lead somewhere; the built-in ones may be in lower case.
         */
        transitions: {
          /**
           * Where an outcome leads: to a step, or to an End.
           */
          [k: string]:
            | {
                /**
                 * The name or the id of a step.
                 */
                to: string;
              }
            | {
                /**
                 * The branch ends here; the flow too, unless the outcome is an intermediate one.
                 */
                end: {
                  /**
                   * How the flow ended: 100 as the last step did, 101 successfully, 102 with an error, 103 interrupted. Unset when left out.
                   */
                  exitResult?: 100 | 101 | 102 | 103;
                };
              };
        };
      }
    | {
        kind: 'receive';
        /**
         * n and a number; n2 is the start. Outputs are read as $(n<number>.<output>).
         */
        id: string;
        /**
         * A name that no other step has; without comma and equals sign, and not like an id.
         */
        name: string;
        /**
         * Why the step is there, for people.
         */
        description?: string;
        /**
         * The channel, by the prefix of its outputs (apple is assumed).
         */
        channel: 'sms' | 'inappmessaging' | 'email' | 'messenger' | 'whatsapp' | 'apple';
        /**
         * How long to wait at most.
         */
        seconds: number;
        /**
         * Transition actions, done in this order.
         *
         * @maxItems 100
         *
         * Items: Sets a custom variable when the step is entered or left.
         */
        actions?: {
          /**
           * Before or after the step's own work.
           */
          when: 'enter' | 'leave';
          /**
           * A custom variable: a letter or _, then letters, digits and _.
           */
          set: string;
          /**
           * The value; $(name) is filled in.
           */
          value: string;
        }[];
        /**
         * Outcome and where it leads. Every outcome must lead somewhere; the built-in ones may be in lower case.
         */
        transitions: {
          /**
           * Where an outcome leads: to a step, or to an End.
           */
          [k: string]:
            | {
                /**
                 * The name or the id of a step.
                 */
                to: string;
              }
            | {
                /**
                 * The branch ends here; the flow too, unless the outcome is an intermediate one.
                 */
                end: {
                  /**
                   * How the flow ended: 100 as the last step did, 101 successfully, 102 with an error, 103 interrupted. Unset when left out.
                   */
                  exitResult?: 100 | 101 | 102 | 103;
                };
              };
        };
      }
    | {
        kind: 'send';
        /**
         * n and a number; n2 is the start. Outputs are read as $(n<number>.<output>).
         */
        id: string;
        /**
         * A name that no other step has; without comma and equals sign, and not like an id.
         */
        name: string;
        /**
         * Why the step is there, for people.
         */
        description?: string;
        /**
         * The channel, by the prefix of its outputs (apple is assumed).
         */
        channel: 'sms' | 'inappmessaging' | 'email' | 'messenger' | 'whatsapp' | 'apple';
        /**
         * The customer's address on the channel; $(name) is filled in.
         */
        recipient: string;
        /**
         * The text; $(name) is filled in.
         */
        message: string;
        /**
         * Transition actions, done in this order.
         *
         * @maxItems 100
         *
         * Items: Sets a custom variable when the step is entered or left.
         */
        actions?: {
          /**
           * Before or after the step's own work.
           */
          when: 'enter' | 'leave';
          /**
           * A custom variable: a letter or _, then letters, digits and _.
           */
          set: string;
          /**
           * The value; $(name) is filled in.
           */
          value: string;
        }[];
        /**
         * Outcome and where it leads. Every outcome must lead somewhere; the built-in ones may be in lower case.
         */
        transitions: {
          /**
           * Where an outcome leads: to a step, or to an End.
           */
          [k: string]:
            | {
                /**
                 * The name or the id of a step.
                 */
                to: string;
              }
            | {
                /**
                 * The branch ends here; the flow too, unless the outcome is an intermediate one.
                 */
                end: {
                  /**
                   * How the flow ended: 100 as the last step did, 101 successfully, 102 with an error, 103 interrupted. Unset when left out.
                   */
                  exitResult?: 100 | 101 | 102 | 103;
                };
              };
        };
      }
    | {
        kind: 'call';
        /**
         * n and a number; n2 is the start. Outputs are read as $(n<number>.<output>).
         */
        id: string;
        /**
         * A name that no other step has; without comma and equals sign, and not like an id.
         */
        name: string;
        /**
         * Why the step is there, for people.
         */
        description?: string;
        /**
         * The file of the called flow, in the same folder.
         */
        flow: string;
        /**
         * Custom variables of the called flow and their values; $(name) is filled in.
         */
        variables?: {
          [k: string]: string;
        };
        /**
         * Transition actions, done in this order.
         *
         * @maxItems 100
         *
         * Items: Sets a custom variable when the step is entered or left.
         */
        actions?: {
          /**
           * Before or after the step's own work.
           */
          when: 'enter' | 'leave';
          /**
           * A custom variable: a letter or _, then letters, digits and _.
           */
          set: string;
          /**
           * The value; $(name) is filled in.
           */
          value: string;
        }[];
        /**
         * Outcome and where it leads. Every outcome must lead somewhere; the built-in ones may be in lower case.
         */
        transitions: {
          /**
           * Where an outcome leads: to a step, or to an End.
           */
          [k: string]:
            | {
                /**
                 * The name or the id of a step.
                 */
                to: string;
              }
            | {
                /**
                 * The branch ends here; the flow too, unless the outcome is an intermediate one.
                 */
                end: {
                  /**
                   * How the flow ended: 100 as the last step did, 101 successfully, 102 with an error, 103 interrupted. Unset when left out.
                   */
                  exitResult?: 100 | 101 | 102 | 103;
                };
              };
        };
      }
    | {
        kind: 'end';
        /**
         * n and a number; n2 is the start. Outputs are read as $(n<number>.<output>).
         */
        id: string;
        /**
         * A name that no other step has; without comma and equals sign, and not like an id.
         */
        name: string;
        /**
         * Why the step is there, for people.
         */
        description?: string;
        /**
         * How the flow ended: 100 as the last step did, 101 successfully, 102 with an error, 103 interrupted. Unset when left out.
         */
        exitResult?: 100 | 101 | 102 | 103;
        /**
         * Transition actions, done in this order.
         *
         * @maxItems 100
         *
         * Items: Sets a custom variable when the step is entered or left.
         */
        actions?: {
          /**
           * Before or after the step's own work.
           */
          when: 'enter' | 'leave';
          /**
           * A custom variable: a letter or _, then letters, digits and _.
           */
          set: string;
          /**
           * The value; $(name) is filled in.
           */
          value: string;
        }[];
      }
  )[];
}

/**
 * nodes/<node>/manifest.json: what a node is and which versions it has. Methods are found in the version folders.
 */
export interface NodeManifest {
  /**
   * A node or method id: lower-case words joined by hyphens.
   */
  id: string;
  /**
   * As the node designer shows it.
   */
  name: string;
  /**
   * What the node does.
   */
  description: string;
  /**
   * When a flow needs it.
   */
  whenToUse: string;
  /**
   * The node category.
   */
  category: string;
  /**
   * The icon beside this file.
   */
  icon: 'icon.svg';
  /**
   * A node version: v<major>.<minor>, ordered as integers.
   */
  default: string;
  /**
   * Each version with its facts; one folder for each.
   */
  versions: {
    [k: string]: {
      /**
       * Whether the seed lists the version as recommended.
       */
      recommended: boolean;
      /**
       * Where a contract fact comes from: the user's list, a Cisco page, a real flow, or our choice because nobody outside Cisco knows.
       */
      source: 'seed' | 'documented' | 'observed' | 'assumed';
      /**
       * The differences from the version before; empty for the first one.
       *
       * Items: One difference from the version before; text "unknown" where nobody documents it.
       */
      changes: {
        /**
         * What changed.
         */
        text: string;
        /**
         * Where a contract fact comes from: the user's list, a Cisco page, a real flow, or our choice because nobody outside Cisco knows.
         */
        source: 'seed' | 'documented' | 'observed' | 'assumed';
        /**
         * The page or capture that says so.
         */
        reference?: string;
      }[];
      /**
       * Why a version should no longer be used, and what replaces it.
       */
      deprecation?: {
        /**
         * The reason.
         */
        message: string;
        /**
         * A node version: v<major>.<minor>, ordered as integers.
         */
        replacement: string;
        /**
         * The last day of use, YYYY-MM-DD.
         */
        sunset?: string;
      };
    };
  };
}

/**
 * manifest.json at the top: the pack as a whole. The nodes are the folders under nodes/.
 */
export interface PackManifest {
  /**
   * A node or method id: lower-case words joined by hyphens.
   */
  id: string;
  /**
   * The pack's name.
   */
  name: string;
  /**
   * The version of the pack, semver without build metadata.
   */
  version: string;
  /**
   * Who publishes it.
   */
  vendor: string;
  /**
   * The integration whose authorizations the nodes use, with its OAuth facts.
   */
  integration: {
    /**
     * A node or method id: lower-case words joined by hyphens.
     */
    id: string;
    /**
     * As Webex Connect lists it.
     */
    name: string;
    /**
     * Where and how to authorize.
     */
    oauth: {
      /**
       * The OAuth grant.
       */
      grant: 'authorization_code';
      /**
       * The authorization endpoint.
       */
      authorize: string;
      /**
       * The token endpoint.
       */
      token: string;
      /**
       * Life of an access token, days.
       */
      accessTokenDays: number;
      /**
       * Life of a refresh token, days, renewed by use.
       */
      refreshTokenDays: number;
      /**
       * Where a contract fact comes from: the user's list, a Cisco page, a real flow, or our choice because nobody outside Cisco knows.
       */
      source: 'seed' | 'documented' | 'observed' | 'assumed';
      /**
       * Where that is written.
       */
      reference?: string;
    };
  };
}

/**
 * manifest.json inside a node package: what the package holds. Written by the build.
 */
export interface PackageManifest {
  /**
   * The version of this format.
   */
  format: 1;
  /**
   * The pack that the package belongs to.
   */
  pack: {
    /**
     * A node or method id: lower-case words joined by hyphens.
     */
    id: string;
    /**
     * The pack's name.
     */
    name: string;
    /**
     * The version of the pack, semver without build metadata.
     */
    version: string;
    /**
     * Who publishes it.
     */
    vendor: string;
  };
  /**
   * The node.
   */
  node: {
    /**
     * A node or method id: lower-case words joined by hyphens.
     */
    id: string;
    /**
     * As the node designer shows it.
     */
    name: string;
    /**
     * What the node does.
     */
    description: string;
    /**
     * When a flow needs it.
     */
    whenToUse: string;
    /**
     * The node category.
     */
    category: string;
  };
  /**
   * The integration whose authorizations the nodes use, with its OAuth facts.
   */
  integration: {
    /**
     * A node or method id: lower-case words joined by hyphens.
     */
    id: string;
    /**
     * As Webex Connect lists it.
     */
    name: string;
    /**
     * Where and how to authorize.
     */
    oauth: {
      /**
       * The OAuth grant.
       */
      grant: 'authorization_code';
      /**
       * The authorization endpoint.
       */
      authorize: string;
      /**
       * The token endpoint.
       */
      token: string;
      /**
       * Life of an access token, days.
       */
      accessTokenDays: number;
      /**
       * Life of a refresh token, days, renewed by use.
       */
      refreshTokenDays: number;
      /**
       * Where a contract fact comes from: the user's list, a Cisco page, a real flow, or our choice because nobody outside Cisco knows.
       */
      source: 'seed' | 'documented' | 'observed' | 'assumed';
      /**
       * Where that is written.
       */
      reference?: string;
    };
  };
  /**
   * The auth binding's file.
   */
  auth: 'auth.json';
  /**
   * The icon's file.
   */
  icon: 'icon.svg';
  /**
   * A node version: v<major>.<minor>, ordered as integers.
   */
  default: string;
  /**
   * The versions, oldest first.
   *
   * @minItems 1
   * @maxItems 100
   */
  versions: ({
    /**
     * Whether the seed lists the version as recommended.
     */
    recommended: boolean;
    /**
     * Where a contract fact comes from: the user's list, a Cisco page, a real flow, or our choice because nobody outside Cisco knows.
     */
    source: 'seed' | 'documented' | 'observed' | 'assumed';
    /**
     * The differences from the version before; empty for the first one.
     *
     * Items: One difference from the version before; text "unknown" where nobody documents it.
     */
    changes: {
      /**
       * What changed.
       */
      text: string;
      /**
       * Where a contract fact comes from: the user's list, a Cisco page, a real flow, or our choice because nobody outside Cisco knows.
       */
      source: 'seed' | 'documented' | 'observed' | 'assumed';
      /**
       * The page or capture that says so.
       */
      reference?: string;
    }[];
    /**
     * Why a version should no longer be used, and what replaces it.
     */
    deprecation?: {
      /**
       * The reason.
       */
      message: string;
      /**
       * A node version: v<major>.<minor>, ordered as integers.
       */
      replacement: string;
      /**
       * The last day of use, YYYY-MM-DD.
       */
      sunset?: string;
    };
  } & {
    /**
     * A node version: v<major>.<minor>, ordered as integers.
     */
    version: string;
    /**
     * The methods, by id.
     *
     * @minItems 1
     * @maxItems 25
     *
     * Items: A method of a version: what its handler declares.
     */
    methods: {
      /**
       * A node or method id: lower-case words joined by hyphens.
       */
      id: string;
      /**
       * As the node designer shows it.
       */
      name: string;
      /**
       * Where a contract fact comes from: the user's list, a Cisco page, a real flow, or our choice because nobody outside Cisco knows.
       */
      source: 'seed' | 'documented' | 'observed' | 'assumed';
      /**
       * The call; the source covers the statuses and callback words too.
       */
      request: {
        /**
         * The HTTP verb.
         */
        verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
        /**
         * Below the connection's taskApi; {names} are filled.
         */
        path: string;
        /**
         * Where a contract fact comes from: the user's list, a Cisco page, a real flow, or our choice because nobody outside Cisco knows.
         */
        source: 'seed' | 'documented' | 'observed' | 'assumed';
      };
      /**
       * Status, class of statuses or "other" and what follows: an outcome, "(callback)", "(callback) after <outcome>" or "(from the body)".
       */
      answers: {
        [k: string]: string;
      };
      /**
       * The callback's status word and what follows: an outcome or "(from the body)".
       */
      callback?: {
        [k: string]: string;
      };
      /**
       * The method's own outcomes; the built-in ones are not listed.
       *
       * @minItems 1
       */
      outcomes: {
        /**
         * To the letter.
         */
        name: string;
        /**
         * Its edge.
         */
        type: 'success' | 'error';
      }[];
      /**
       * Output variable and the path of its value.
       */
      outputs: {
        [k: string]: string;
      };
      /**
       * The method's files.
       */
      files: {
        /**
         * Input and output, references inlined.
         */
        schema: string;
        /**
         * CommonJS, exports.default is the method.
         */
        handler: string;
        /**
         * CommonJS, exports.input and exports.output.
         */
        validators: string;
        /**
         * CommonJS, exports.default takes a configuration of the version before and gives one of this version. Absent: it stays as it is.
         */
        upgrade?: string;
      };
    }[];
  })[];
  /**
   * Every file of the package but this one, by path.
   *
   * @minItems 1
   * @maxItems 1000
   */
  files: {
    /**
     * Inside the package, with /.
     */
    path: string;
    /**
     * The unpacked size.
     */
    bytes: number;
    /**
     * sha256: and 64 hexadecimal digits.
     */
    sha256: string;
  }[];
}

/**
 * What one invocation of a method gives. The command line, the flow runner and the service return this and nothing else.
 */
export interface Result {
  /**
   * Names the invocation in logs and at the API (trackingId).
   */
  invocationId: string;
  /**
   * A node or method id: lower-case words joined by hyphens.
   */
  node: string;
  /**
   * A node version: v<major>.<minor>, ordered as integers.
   */
  version: string;
  /**
   * A node or method id: lower-case words joined by hyphens.
   */
  method: string;
  /**
   * The package that answered.
   */
  package: {
    /**
     * A node or method id: lower-case words joined by hyphens.
     */
    name: string;
    /**
     * The version of the pack, semver without build metadata.
     */
    version: string;
    /**
     * sha256: and 64 hexadecimal digits.
     */
    digest: string;
    /**
     * Where it was taken from.
     */
    origin: 'file' | 'catalog' | 'pack';
  };
  /**
   * One of the method's outcomes or a built-in one.
   */
  outcome: string;
  /**
   * The outcome's edge.
   */
  type: 'success' | 'error' | 'timeout';
  /**
   * The output variables.
   */
  outputs: {};
  /**
   * Outcomes that were reached on the way.
   */
  intermediate: {
    /**
     * The outcome.
     */
    outcome: string;
    /**
     * Milliseconds after the start.
     */
    at: number;
  }[];
  /**
   * What was wrong or worth knowing, where, and what to do.
   */
  diagnostics: {
    /**
     * An error decided the outcome; a warning did not.
     */
    severity: 'error' | 'warning';
    /**
     * For programs.
     */
    code: string;
    /**
     * JSON pointer into the input; empty for the whole call.
     */
    pointer: string;
    /**
     * What would have been right.
     */
    expected?: string;
    /**
     * What was there.
     */
    received?: string;
    /**
     * For people.
     */
    message: string;
    /**
     * What to do.
     */
    remedy: string;
  }[];
  /**
   * Milliseconds.
   */
  timings: {
    /**
     * Until a token was at hand.
     */
    token: number;
    /**
     * From the request to the answer.
     */
    send: number;
    /**
     * From the answer to the callback.
     */
    wait: number;
    /**
     * All of it.
     */
    total: number;
  };
}

/**
 * What the sandbox starts with: organizations with queues, agents and their habits, entry points and global variables.
 */
export interface Scenario {
  /**
   * At least one; the first is the default.
   *
   * @minItems 1
   * @maxItems 20
   */
  organizations: {
    /**
     * Sent as X-ORGANIZATION-ID.
     */
    orgId: string;
    /**
     * The queues.
     *
     * @maxItems 1000
     */
    queues: {
      /**
       * The queue's id.
       */
      id: string;
      /**
       * For people.
       */
      name: string;
      /**
       * What it takes.
       */
      mediaType: 'chat' | 'email' | 'social';
      /**
       * Contacts that agents have answered before; wait times are estimated from them.
       *
       * @maxItems 1000
       */
      served?: {
        /**
         * When.
         */
        minutesAgo: number;
        /**
         * How long one place in the queue took.
         */
        millisecondsPerPlace: number;
      }[];
    }[];
    /**
     * The agents.
     *
     * @maxItems 1000
     */
    agents: {
      /**
       * The agent's id.
       */
      id: string;
      /**
       * For people.
       */
      name: string;
      /**
       * Ids of the queues that the agent answers.
       */
      queues: string[];
      /**
       * How long a contact rings before the agent accepts it. Without it the agent waits for the admin endpoint.
       */
      answersAfterMs?: number;
      /**
       * How long the agent talks before closing. Without it the agent waits for the admin endpoint.
       */
      closesAfterMs?: number;
    }[];
    /**
     * Business addresses that messages may come in at: app ids, service numbers, mailboxes.
     */
    entryPoints: string[];
    /**
     * What Set Global Variable may set.
     */
    globalVariables: {
      /**
       * The name.
       */
      name: string;
      /**
       * The type.
       */
      type: 'String' | 'Boolean' | 'Integer' | 'Decimal' | 'DateTime';
    }[];
    /**
     * The skills that queues may ask for.
     */
    skills?: {
      /**
       * The skill's id.
       */
      id: string;
      /**
       * For people.
       */
      name: string;
      /**
       * The kind.
       */
      type: 'proficiency' | 'boolean' | 'text' | 'enum';
    }[];
  }[];
}
