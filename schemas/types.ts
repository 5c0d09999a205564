/* Written by `npm run typegen` from the schemas beside it. Do not edit. */

/** nodes/<node>/auth.json: the authorization that a node needs. */
export type AuthBinding =
  | {
      /** For editors. */
      $schema?: string;
      /** The node calls without authorization. */
      type: 'none';
    }
  | {
      /** For editors. */
      $schema?: string;
      /** An OAuth 2.0 authorization. */
      type: 'oauth2';
      /** A node or method id: lower-case words joined by hyphens. */
      integration: string;
      /** The OAuth scopes that the node's calls need. At least 1. Items: A scope as the provider spells it. */
      scopes: string[];
      source: Source;
      /** Why these scopes. */
      reference?: string;
      /** What the calls of a further wire need; scopes is for the wire task and for look-ups. */
      wires?: {
        /** Cisco's published APIs, by operation. 1 to 50. */
        public?: OperationScopes[];
      };
    };

/** Where a contract fact comes from: the user's list, a Cisco page, a real flow, or our choice because nobody outside Cisco knows. */
type Source = 'seed' | 'documented' | 'observed' | 'assumed';

/** An operation of the published APIs and the scopes that it needs. */
interface OperationScopes {
  /** Verb and path, as the API's document has them. */
  operation: string;
  /** One of them is enough; the first is the one to ask for. At least 1. Items: A scope as the provider spells it. */
  scopes: string[];
  /** The grant must be a Service App's, which no sign-in gives. */
  serviceApp?: boolean;
  source: Source;
  /** Why these scopes. */
  reference?: string;
}

/** $WXCC_NODES_HOME/authorizations.json: the vault. Secrets are encrypted one by one, the whole is sealed; both with keys derived from WXCC_NODES_KEY or authorizations.key. */
export interface Authorizations {
  /** The version of this format: 2 where there are publishers, subscriptions, grants of Service Apps or a count. */
  format: 1 | 2;
  /** Which key opens the vault: a fingerprint that tells nothing about it. */
  key: string;
  /** The authorizations, oldest first. At most 1000. */
  authorizations: AuthorizationsAuthorization[];
  /** In whose names packages are signed here, oldest first. 1 to 100. */
  publishers?: AuthorizationsPublisher[];
  /** Whose events of an organization come here, oldest first. 1 to 100. */
  subscriptions?: AuthorizationsSubscription[];
  /** How often the vault was changed since somebody counts (WXCC_NODES_COUNTER). */
  count?: number;
  /** HMAC-SHA256 over everything else, base64: no bit of the file changes unnoticed. */
  seal: string;
}

/** A named, stored grant. */
interface AuthorizationsAuthorization {
  /** Unique in any case. */
  name: string;
  /** A node or method id: lower-case words joined by hyphens. */
  integration: string;
  /** Changes with every update, so that a token of the old client is not stored for the new one. */
  revision: string;
  /** What the grant is worth. */
  state: 'Authorization Pending' | 'Authorized' | 'Re-authorization Required';
  /** Why the state is what it is, for people. */
  reason?: string;
  /** The grant is a Service App's: its tokens were brought from the provider's portal, and nobody signs in. */
  serviceApp?: true;
  /** Used by steps that name no authorization of the integration. */
  isDefault: boolean;
  /** The client id at the provider. */
  clientId: string;
  /** How the client id and secret travel. */
  clientAuthentication: 'client_secret_post' | 'client_secret_basic';
  /** The scopes that are asked for. 1 to 100. Items: A scope. */
  scopes: string[];
  /** The redirect address that is registered at the provider; empty for a Service App, which has none. */
  redirect: string;
  /** The connection that the hosts were taken from. */
  connection?: string;
  /** The authorization server. */
  oauth: {
    /** The authorization endpoint. */
    authorize: string;
    /** The token endpoint. */
    token: string;
  };
  /** When it was added. */
  createdAt: string;
  /** When somebody last signed in for it. */
  authorizedAt?: string;
  /** When a call last took its token, to the minute. */
  lastUsedAt?: string;
  /** Who signed in, where the provider says so. */
  grantedBy?: string;
  /** The scopes that were granted, where the provider says so. At most 500. Items: A scope. */
  grantedScopes?: string[];
  /** When the access token was given. */
  accessTokenAt?: string;
  /** When the access token ends; absent when the provider does not say. */
  accessTokenEndsAt?: string;
  /** When the refresh token was given. */
  refreshTokenAt?: string;
  /** When the refresh token ends; absent when the provider does not say. */
  refreshTokenEndsAt?: string;
  /** Encrypted, each with a nonce of its own, bound to the authorization's name and the field. */
  secrets: {
    clientSecret: AuthorizationsSecret;
    accessToken?: AuthorizationsSecret;
    refreshToken?: AuthorizationsSecret;
  };
}

/** AES-256-GCM, base64. */
interface AuthorizationsSecret {
  /** 12 bytes. */
  nonce: string;
  /** 16 bytes. */
  tag: string;
  /** The secret. */
  data: string;
}

/** A name with an Ed25519 key. */
interface AuthorizationsPublisher {
  /** Unique. */
  name: string;
  /** SubjectPublicKeyInfo (DER), base64. */
  publicKey: string;
  /** When it was made. */
  createdAt: string;
  /** PKCS #8 (DER), base64; bound to the name. */
  privateKey: AuthorizationsSecret;
}

/** A connection's webhook subscriptions, which share a secret. */
interface AuthorizationsSubscription {
  /** Unique. */
  connection: string;
  /** The organization. */
  orgId: string;
  /** Where the events are posted. */
  destination: string;
  /** The platform's ids of the subscriptions. At most 10. */
  ids: string[];
  /** When it was made. */
  createdAt: string;
  /** By which the events are signed; bound to the connection. */
  secret: AuthorizationsSecret;
}

/** What to type and paste into Webex Connect's node designer for one node version, screen by screen. Written by `wxcc-nodes connect export`; no file that the designer imports. */
export interface BuildSheet {
  /** The version of this format. */
  format: 1;
  /** The node version. */
  node: {
    /** A node or method id: lower-case words joined by hyphens. */
    id: string;
    /** A node version: v<major>.<minor>, ordered as integers. */
    version: string;
  };
  /** The package that the sheet is written from. */
  package: {
    /** The version of the pack, semver without build metadata. */
    version: string;
    /** sha256: and 64 hexadecimal digits. */
    digest: string;
  };
  /** The service that the node calls. */
  service: {
    url: string;
    /** What the service can reach behind itself. */
    reach: string;
  };
  /** The create dialog. */
  create: {
    nodeName: string;
    description: string;
    apiIntegrationType: 'REST';
    category: string;
    creationType: 'Create Blank Integration';
    icon: 'icon.svg';
  };
  /** At least 1. */
  methods: BuildSheetMethod[];
  /** What the SOAP node takes instead. */
  soap: {
    file: string;
    address: string;
    operations: string[];
  };
}

/** One request of the node, section by section. */
interface BuildSheetMethod {
  /** A node or method id: lower-case words joined by hyphens. */
  id: string;
  request: {
    name: string;
    requestTimeoutMs: number;
    connectionTimeoutMs: number;
    type: 'POST' | 'PUT' | 'GET' | 'DELETE' | 'PATCH';
    resourceUrl: string;
    parameters: BuildSheetRows;
  };
  /** Basic: the name of a key of the service, and the key, for which a marker stands. */
  authorization: {
    type: 'Basic';
    username: BuildSheetRow;
    password: BuildSheetRow;
  };
  headers: BuildSheetRows;
  urlParameters: BuildSheetRows;
  body: {
    format: 'form-data' | 'JSON';
    /** Why this format. */
    reason: string;
    /** With $(parameters); JSON only. */
    text?: string;
    parameters: BuildSheetRows;
  };
  response: {
    format: 'JSON';
    /** A Result, to import and parse. */
    sample: string;
    /** At least 1. */
    events: BuildSheetEvent[];
    outputs: BuildSheetOutput[];
  };
  ui: {
    informationText: string;
    groups: {
      name: string;
      /** At least 1. */
      fields: BuildSheetField[];
    }[];
  };
  /** What the method can end with; each needs a node event. At least 1. */
  outcomes: {
    name: string;
    type: 'success' | 'error' | 'timeout';
  }[];
  /** Rules of the node that a door of the designer cannot express; the service checks them. */
  limits: BuildSheetLimit[];
}

type BuildSheetRows = BuildSheetRow[];

/** A parameter row: a static value, or a dynamic one that becomes an input field of the node. */
type BuildSheetRow =
  | {
      parameter: string;
      type: 'Static';
      value: string;
    }
  | {
      parameter: string;
      type: 'Dynamic';
      fieldName: string;
    };

interface BuildSheetEvent {
  name: string;
  source: 'HTTP Status' | 'Body' | 'HTTP Header';
  path?: string;
  condition: 'equals' | 'not equals';
  value: string;
  edge: 'Success' | 'Error' | 'Timeout';
}

interface BuildSheetOutput {
  parameterName: string;
  source: 'Body' | 'HTTP Status' | 'HTTP Header';
  responsePath?: string;
}

interface BuildSheetField {
  fieldName: string;
  fieldType: 'Text box' | 'Selection box' | 'Date and time';
  mandatory: boolean;
  tooltip: string;
  /** Text box only. */
  regex?: string;
  /** Selection box only. At least 1. */
  options?: {
    displayName: string;
    value: string;
  }[];
  dateFormat?: string;
  separator?: string;
  timeFormat?: string;
}

interface BuildSheetLimit {
  door: 'SOAP' | 'form' | 'body';
  feature: string;
  /** Into the input; * stands for any item. */
  pointers: string[];
  message: string;
}

/** dist/manifest.json: the pack with every package's digest and size. Packages with these digests are trusted by import. */
export interface BuiltPack {
  /** For editors. */
  $schema?: string;
  /** A node or method id: lower-case words joined by hyphens. */
  id: string;
  /** The pack's name. */
  name: string;
  /** The version of the pack, semver without build metadata. */
  version: string;
  /** Who publishes it. */
  vendor: string;
  integration: Integration;
  /** The packages, by node id. */
  packages: {
    /** A node or method id: lower-case words joined by hyphens. */
    node: string;
    /** Relative to this file. */
    file: string;
    /** Size of the zip. */
    bytes: number;
    /** sha256: and 64 hexadecimal digits. */
    digest: string;
  }[];
}

/** The integration whose authorizations the nodes use, with its OAuth facts. */
interface Integration {
  /** A node or method id: lower-case words joined by hyphens. */
  id: string;
  /** As Webex Connect lists it. */
  name: string;
  /** Where and how to authorize. */
  oauth: {
    /** The OAuth grant. */
    grant: 'authorization_code';
    /** The authorization endpoint. */
    authorize: string;
    /** The token endpoint. */
    token: string;
    /** Life of an access token, days. */
    accessTokenDays: number;
    /** Life of a refresh token, days, renewed by use. */
    refreshTokenDays: number;
    source: Source;
    /** Where that is written. */
    reference?: string;
  };
}

/** $WXCC_NODES_HOME/catalog/catalog.json: the imported packages. The zips lie beside it, named by digest. */
export interface Catalog {
  /** The version of this format: 2 where a package is signed. */
  format: 1 | 2;
  /** The packages, by node id and pack version. */
  packages: {
    /** A node or method id: lower-case words joined by hyphens. */
    node: string;
    /** The pack version. One that is no version at all is named by `list` and passed over. */
    version: string;
    /** sha256: and 64 hexadecimal digits. */
    digest: string;
    /** ISO 8601, UTC. */
    importedAt: string;
    /** The id of the key whose signature was valid at an import. */
    signedBy?: string;
  }[];
}

/** $WXCC_NODES_HOME/connections/<name>.json, or any file: the organization, hosts and endpoints that calls go to. */
export interface Connection {
  /** For editors. */
  $schema?: string;
  /** The organization; sent as X-ORGANIZATION-ID. */
  orgId: string;
  /** The data centre's internal name, for endpoints whose path has {domain}, for example produs1. */
  domain?: string;
  /** How calls travel: by the digital task API of Webex Connect's own nodes, whose endpoints are not published, or by Cisco's published APIs, which do part of the same work. */
  wire?: 'task' | 'public';
  /** Where the digital task API is. Needed for the wire task. */
  taskApi?: string;
  /** Where Cisco's published APIs are, for example https://api.wxcc-us1.cisco.com. Needed for the wire public. */
  publicApi?: string;
  /** Wire public: media channel of a node's input, and the custom messaging channel and business address at Cisco that its messages go to. */
  channels?: {
    [k: string]: {
      /** The name of the custom messaging channel in Control Hub. */
      channel: string;
      /** The business address of the channel's asset, to which the entry point is mapped. */
      businessAddress: string;
    };
  };
  /** Where the configuration API is. */
  configApi?: string;
  /** The authorization server. */
  oauth?: {
    authorize: string;
    token: string;
    /** How the client id and secret travel to the token endpoint. */
    clientAuthentication?: 'client_secret_post' | 'client_secret_basic';
  };
  /** Whose tokens the calls of each wire take when a call names no authorization: names as auth list shows them. Left out: the default of the node's integration. */
  authorization?: {
    /** For the wire task. */
    task?: string;
    /** For the wire public: /v2/tasks needs a Service App's. */
    public?: string;
  };
  /** Where the platform reaches the callback listener. Needed when taskApi is not on this machine. */
  callbackBase?: string;
  /** The local port of the callback listener behind callbackBase; 0 takes a free one. */
  callbackPort?: number;
  /** The time for one invocation, milliseconds. Webex Connect waits 20 s at most. */
  deadlineMs?: number;
  /** The zone of the clocks of flows that name none, an IANA name, for example Europe/Berlin. */
  timeZone?: string;
  /** The hosts, with their port where it is another than 443, that HTTP Request steps of flows may reach; no other one is asked. At most 100. */
  httpHosts?: string[];
  /** Method id and the endpoint that replaces the assumed one. */
  endpoints?: {
    [k: string]: {
      /** The HTTP verb. */
      verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
      /** Below taskApi; {names} as in the method's own path, and {domain}, {orgId}. */
      path: string;
      /** Status and what it means: "waiting" for the callback, or an outcome of the method. Others stay as the method has them. */
      answers?: {
        [k: string]: string;
      };
      /** Where the callback has its word, and what the words mean, in place of the method's own. */
      callback?: {
        /** A JSON path to the word; status when left out. */
        field?: string;
        /** Word and outcome; words are compared without case and outer blanks. */
        words?: {
          [k: string]: string;
        };
      };
      /** Output variable and its JSON path in the callback, or in the answer where there is none: $ for the whole, $.data.agentId for a part. */
      outputs?: {
        [k: string]: string;
      };
    };
  };
  /** Who vouches that the endpoints are right, and since when. Calls to assumed endpoints on other machines are refused without it. */
  confirmed?: {
    /** A person. */
    by: string;
    /** The day, YYYY-MM-DD. */
    at: string;
  };
}

/** docs/contradictions.json: where the platform's own sources disagree, and what the pack chose. */
export interface Contradictions {
  /** For editors. */
  $schema?: string;
  /** One entry for each. Items: A disagreement between sources, or a fact that they leave open. */
  contradictions: {
    /** Stays the same for good, so that others can refer to it. */
    id: string;
    /** What says what. */
    disagreement: string;
    /** What the pack does. */
    choice: string;
    /** The node, method or module that it shows in. */
    where: string;
  }[];
}

/** What recordings show of the platform's APIs: shapes, no values, no tenant. Made by `wxcc-nodes evidence add`, sorted, to be read by eye. */
export interface Evidence {
  /** In a checkout: this schema. */
  $schema?: string;
  /** The version of this format. */
  format: 1;
  /** One entry for each endpoint, place and, where it is known, method. At most 10000. */
  calls: EvidenceCall[];
}

/** All calls that were alike, together. */
interface EvidenceCall {
  /** The method, where the calls were our own. */
  of?: {
    /** Its id. */
    node: string;
    /** For example v1.3. */
    version: string;
    /** Its id. */
    method: string;
    /** What the calls went over. */
    wire: 'task' | 'public';
  };
  at: EvidencePlace;
  verb: EvidenceVerb;
  /** What stands for a value is <segment>. */
  path: string;
  /** When, and by which program; days of UTC. At least 1. */
  seen: {
    /** YYYY-MM-DD, UTC. */
    day: string;
    /** Its version; har-1.2 for an HTTP archive, text for what was copied. */
    program: string;
  }[];
  /** Names of the query. */
  query: EvidenceNames;
  /** Names of the request's headers. */
  headers: EvidenceNames;
  /** Of the requests. */
  body: EvidencePlaces;
  /** By status. */
  answers: {
    [k: string]: EvidencePlaces;
  };
  /** What came afterwards, callbacks or events. */
  callbacks: EvidencePlaces;
}

/** Which platform: a data centre, loopback (a sandbox, which proves nothing) or elsewhere. */
type EvidencePlace = 'us1' | 'eu1' | 'eu2' | 'anz1' | 'ca1' | 'jp1' | 'sg1' | 'in1' | 'loopback' | 'elsewhere';

/** Of HTTP. */
type EvidenceVerb = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | '<verb>';

/** At most 200. */
type EvidenceNames = string[];

/** JSON pointer (* stands for any item, <key> for a key that nobody knows) to what was seen there: <text>, <number>, <boolean>, <object>, <list>, null, or a constant of the pack's schemas. */
interface EvidencePlaces {
  /** 1 to 1000. */
  [k: string]: string[];
}

/** *.cases.json: recorded runs of a flow. `wxcc-nodes flow test` runs them again and compares. */
export interface FlowCases {
  /** For editors. */
  $schema?: string;
  /** The flow file, relative to this file. */
  flow: string;
  /** The cases. 1 to 5000. */
  cases: {
    /** What the case shows; no two have the same. */
    name: string;
    /** The event file, relative to this file. */
    event: string;
    /** When the run starts; 2026-01-15T12:00:00Z when neither the case nor the event says it. */
    at?: string;
    /** The zone of the run's clocks, an IANA name; that of the event, else of the flow, else UTC. */
    timeZone?: string;
    answers?: Answers;
    /** As on the command line: step=<step>,outcome=<outcome> or step=<step>,wire=<fault>, and times=<number>. At most 100. */
    faults?: string[];
    /** The expected executions: step name, an arrow, the outcome; intermediate ones in front. At most 1000. */
    steps: string[];
    /** The expected end: reason and status. */
    end: string;
    /** Tasks that may be open at the sandbox afterwards; none are looked at when left out. */
    openTasks?: number;
  }[];
}

/** What steps that reach outside come to, by the step's name or id: the first answer goes to its first execution, the last one to all further ones. */
interface Answers {
  /** 1 to 100. */
  [k: string]: {
    /** The outcome; that of a success when left out. */
    outcome?: string;
    /** Outputs and their values. */
    outputs?: {
      [k: string]: string;
    };
    /** Of an HTTP answer. */
    status?: number;
    /** Of an HTTP answer. */
    headers?: {
      [k: string]: string;
    };
    /** Of an HTTP answer: a text, or JSON. */
    body?: {
      [k: string]: unknown;
    };
  }[];
}

/** What starts a flow in a local run: a customer's message, a webhook's body, or a WxCC Task v2 event; and what the customer answers later. */
export type FlowEvent =
  | {
      /** For editors. */
      $schema?: string;
      kind: 'channelMessage';
      /** The channel, as the flow's start names it. */
      channel:
        'sms' | 'inappmessaging' | 'email' | 'messenger' | 'whatsapp' | 'apple' | 'rcs' | 'mms' | 'voice' | 'instagram';
      message: FlowEventMessage;
      replies?: FlowEventReplies;
      /** When the event comes: 2026-01-15T12:00:00Z, or without the Z by the clocks of the zone. */
      at?: string;
      /** The zone of the run's clocks, an IANA name. */
      timeZone?: string;
      answers?: Answers;
    }
  | {
      /** For editors. */
      $schema?: string;
      kind: 'webhook';
      /** The JSON body. */
      body: {
        [k: string]: unknown;
      };
      replies?: FlowEventReplies;
      /** When the event comes: 2026-01-15T12:00:00Z, or without the Z by the clocks of the zone. */
      at?: string;
      /** The zone of the run's clocks, an IANA name. */
      timeZone?: string;
      answers?: Answers;
    }
  | {
      /** For editors. */
      $schema?: string;
      kind: 'taskEvent';
      /** The event, as the flow's start names it. */
      event: 'Task Routed' | 'Task Modified' | 'Task Closed';
      /** The event as it is posted: type and data. What is left out has no value in the flow. */
      body: {
        [k: string]: unknown;
      };
      replies?: FlowEventReplies;
      /** When the event comes: 2026-01-15T12:00:00Z, or without the Z by the clocks of the zone. */
      at?: string;
      /** The zone of the run's clocks, an IANA name. */
      timeZone?: string;
      answers?: Answers;
    };

/** The outputs without the channel's prefix: {"senderNumber": "+1…"} is $(n2.sms.senderNumber). A member of an object is read with a dot, the object as JSON text. */
interface FlowEventMessage {
  [k: string]: unknown;
}

/** What the customer sends when a Receive waits: the first reply goes to the first Receive, and so on. At most 1000. */
type FlowEventReplies = {
  /** How long the customer takes; longer than the Receive waits is a time-out. */
  afterSeconds: number;
  message: FlowEventMessage;
}[];

/** What a local run of a flow did. With the same flow, event, faults, seed and moment everything but `timings` is the same again. */
export interface FlowReport {
  /** The flow. */
  flow: {
    /** Its id. */
    id: string;
    /** Its name. */
    name: string;
    /** Where it was read. */
    file: string;
  };
  /** What ids and random numbers come from. */
  seed: number;
  /** What the calls went to. */
  target: 'sandbox' | 'connection';
  /** How the run differs from the platform. */
  notes: string[];
  /** The executions of steps, in their order. */
  steps: FlowReportStep[];
  /** How the run ended. */
  end: {
    /** end: at an End; not-started: the start's conditions did not hold or the event is another one; until: where it was asked to stop; dead-end: an outcome leads nowhere; execution-limit, too-large: a limit was reached. */
    reason: 'end' | 'not-started' | 'until' | 'dead-end' | 'execution-limit' | 'too-large';
    /** Of the End; left out when it is unset. */
    exitResult?: 100 | 101 | 102 | 103;
    /** What the exit result means; unset when there is none. */
    status: 'success' | 'error' | 'incomplete' | 'unset';
    /** For people. */
    message: string;
    /** The name of the last step. */
    step?: string;
    /** The last outcome. */
    outcome?: string;
  };
  /** At the end. */
  variables: FlowReportTexts;
  /** Tasks that the run left open at the sandbox. */
  openTasks?: {
    /** The task. */
    id: string;
    /** Its state. */
    state: string;
    /** The event that waits for the flow's answer. */
    pending?: string;
  }[];
  /** How long the run took, when it started and the zone of its clocks; --at and --time-zone give them again. */
  timings: {
    /** Milliseconds. */
    total: number;
    /** ISO 8601, UTC. */
    at: string;
    /** IANA. */
    timeZone: string;
  };
}

/** One execution of a step. */
interface FlowReportStep {
  /** From 1. */
  number: number;
  /** The id of the flow that has the step. */
  flow: string;
  /** The step's id. */
  id: string;
  /** The step's name. */
  name: string;
  /** The step's kind. */
  kind: string;
  /** The node. */
  node?: string;
  /** The node version. */
  version?: string;
  /** The method. */
  method?: string;
  /** The digest of the package that ran. */
  package?: string;
  /** The intermediate outcome whose branch this is: step and outcome. */
  within?: string;
  /** Milliseconds on the virtual clock since the start. */
  at: number;
  /** The outcome; of an End, its exit result or "unset". */
  outcome: string;
  /** The outcome's edge. */
  type: 'success' | 'error' | 'timeout';
  /** Outcomes told on the way. */
  intermediate?: string[];
  /** The fault that was ordered for this execution. */
  forced?: {
    /** As it was ordered. */
    fault: string;
    /** wire: at the sandbox; token, input: by what the call was given; itself: the step does it without help; override: the outcome was put in its place. */
    by: 'wire' | 'token' | 'input' | 'itself' | 'override';
    /** For people. */
    how: string;
  };
  /** Present where the results are those of a run before, kept up to the step from which it was run again. */
  kept?: true;
  /** What went over the wire, secrets masked: requests with their answers, and the callback. */
  exchanges?: {
    [k: string]: unknown;
  }[];
  /** The message that a Send would have sent. */
  sent?: {
    /** The channel. */
    channel: string;
    /** The customer's address. */
    recipient: string;
    /** The text. */
    message: string;
  };
  outputs: FlowReportTexts;
  /** After the step. */
  variables: FlowReportTexts;
  /** What was wrong or worth knowing. */
  diagnostics: ResultDiagnostic[];
  timings: FlowReportTimings;
}

/** Name and value; values over 2000 characters are cut. */
interface FlowReportTexts {
  [k: string]: string;
}

interface ResultDiagnostic {
  /** An error decided the outcome; a warning did not. */
  severity: 'error' | 'warning';
  /** For programs. */
  code: string;
  /** JSON pointer into the input; empty for the whole call. */
  pointer: string;
  /** What would have been right. */
  expected?: string;
  /** What was there. */
  received?: string;
  /** For people. */
  message: string;
  /** What to do. */
  remedy: string;
}

/** Measured milliseconds. */
interface FlowReportTimings {
  /** Until a token was at hand. */
  token?: number;
  /** From request to answer. */
  send?: number;
  /** From answer to callback. */
  wait?: number;
  /** All of it. */
  total: number;
}

/** *.story.json: several flows, and what customers and agents do one after the other. `wxcc-nodes flow run` runs each flow that an event starts. */
export interface FlowStory {
  /** For editors. */
  $schema?: string;
  /** The flow files, relative to this file; an event starts each one whose start takes it. 1 to 100. */
  flows: string[];
  /** What the sandbox starts with, relative to this file; one organization with two agents when left out. */
  scenario?: string;
  /** When the story begins: 2026-01-15T12:00:00Z, or without the Z by the clocks of the zone. */
  at?: string;
  /** The zone of all clocks, an IANA name; that of each flow when left out. */
  timeZone?: string;
  answers?: Answers;
  /** What happens, one after the other. The events that the sandbox tells of in between start flows too. 1 to 200. */
  happens: (
    | {
        /** The event file, relative to this file. */
        event: string;
      }
    | {
        /** What the agent does. */
        agent: 'connect' | 'conference' | 'leave' | 'transfer' | 'decline' | 'rona' | 'close';
        /** Who; the first agent when left out. */
        agentId?: string;
        /** With transfer: the queue. */
        queueId?: string;
      }
    | {
        /** How long. */
        waitSeconds: number;
      }
  )[];
  /** What the story comes to, each time with its own faults; `wxcc-nodes flow test` tells it again and compares, `flow run --record` writes them. At most 100. */
  cases?: {
    /** What the case shows; no two have the same. */
    name: string;
    /** When it begins; as the story says, else 2026-01-15T12:00:00Z. */
    at?: string;
    /** The zone of all clocks, an IANA name; as the story says when left out. */
    timeZone?: string;
    /** As on the command line: flow=<flow>,step=<step>,outcome=<outcome> or …,wire=<fault>, and times=<number>. The flow may be left out where one flow alone has the step. At most 100. */
    faults?: string[];
    /** The expected executions of all flows: flow, step, an arrow, the outcome; intermediate ones in front. At most 10000. */
    steps: string[];
    /** The expected end of each flow that an event reached: flow and status. At most 1000. */
    ends: string[];
    /** What is expected not to be possible; nothing when left out. At most 1000. */
    problems?: string[];
    /** Tasks that may be open at the sandbox afterwards; none are looked at when left out. */
    openTasks?: number;
  }[];
}

/** A flow file, *.flow.json: where it starts, its steps, and where each outcome of a step leads. */
export interface Flow {
  /** For editors. */
  $schema?: string;
  /** The flow's id: lower-case words joined by hyphens. */
  id: string;
  /** For people. */
  name: string;
  /** The Webex Connect service that the flow belongs to. */
  service: string;
  /** What the flow does. */
  description?: string;
  /** The zone of the run's clocks, an IANA name; before the connection's. */
  timeZone?: string;
  /** Custom variables and their values at the start. Values are text; an object is JSON text. Read as $(name). */
  variables?: {
    [k: string]: string;
  };
  /** listed: a success without a transition goes on to the step that is listed after its own. Errors, time-outs and intermediate outcomes never do. */
  order?: 'listed';
  /** What starts the flow. The start is step n2: its outputs are $(n2.<name>). */
  start: FlowChannelMessage | FlowWebhook | FlowTaskEvent;
  /** The steps, in any order. 1 to 20000. */
  steps: (
    | FlowNode
    | FlowEvaluate
    | FlowBranch
    | FlowDelay
    | FlowReceive
    | FlowSend
    | FlowCall
    | FlowHttp
    | FlowDataParser
    | FlowBusinessHours
    | FlowAppendConversation
    | FlowSearchConversation
    | FlowAiAgent
    | FlowForm
    | FlowEnd
  )[];
}

/** A customer's message on a channel. Outputs have the channel's prefix: $(n2.sms.message), $(n2.inappmessaging.userId), $(n2.email.emailId). */
interface FlowChannelMessage {
  kind: 'channelMessage';
  /** The channel: the prefix of its outputs, but for apple, whose outputs are abc.*. Voice is a missed call; the outputs of an inbound call are not published. */
  channel:
    'sms' | 'inappmessaging' | 'email' | 'messenger' | 'whatsapp' | 'apple' | 'rcs' | 'mms' | 'voice' | 'instagram';
  conditions?: FlowConditions;
  actions?: FlowStartActions;
  /** The first step: its name or id. */
  to: string;
}

/** Groups that must all hold, or of which one must. */
type FlowConditions =
  | {
      /** Each group must hold. 1 to 100. */
      allGroups: FlowGroup[];
    }
  | {
      /** One of the groups must hold. 1 to 100. */
      anyGroup: FlowGroup[];
    }
  | FlowGroup;

/** Comparisons that must all hold, or of which one must. */
type FlowGroup =
  | {
      all: FlowTests;
    }
  | {
      any: FlowTests;
    };

/** The comparisons of a group. 1 to 100. */
type FlowTests = FlowTest[];

/** One comparison of two texts. */
interface FlowTest {
  /** The text to look at, usually one $(name). */
  variable: string;
  /** == and != were seen on Branch, equals to regex on starts; the others are documented by their meaning, and their words are assumed. Either kind serves in both (assumed). in and notin take a list, or a text with commas; between takes two values, ends included (assumed). Less, greater and between compare numbers. regex is RE2 and need not match the whole. */
  operator:
    | '=='
    | '!='
    | '<'
    | '>'
    | '<='
    | '>='
    | 'equals'
    | 'notequals'
    | 'in'
    | 'notin'
    | 'contains'
    | 'equalsignorecase'
    | 'containsignorecase'
    | 'startswith'
    | 'endswith'
    | 'regex'
    | 'lessthan'
    | 'greaterthan'
    | 'lessthanequalto'
    | 'greaterthanequalto'
    | 'lessthanorequals'
    | 'greaterthanorequals'
    | 'between';
  /** What to compare with; $(name) is filled in. A list for in, notin and between. */
  value: string | string[];
}

/** Transition actions when the start is left. At most 100. */
type FlowStartActions = FlowAction[];

/** Sets a custom variable when the step is entered or left. */
interface FlowAction {
  /** Before or after the step's own work. */
  when: 'enter' | 'leave';
  /** A custom variable: a letter or _, then letters, digits and _. */
  set: string;
  /** The value; $(name) is filled in. */
  value: string;
}

/** A call from another program. Outputs are the members of the JSON body, as deep as it goes: $(n2.inboundWebhook.data.items[0].id). */
interface FlowWebhook {
  kind: 'webhook';
  /** The names that the body brings. At most 200. */
  outputs: string[];
  conditions?: FlowConditions;
  actions?: FlowStartActions;
  /** The first step: its name or id. */
  to: string;
}

/** A WxCC Task v2 event. Outputs are $(n2.webex.<name>); the names differ from event to event, to the letter. */
interface FlowTaskEvent {
  kind: 'taskEvent';
  /** The event. Routed and Modified give webex.ID, webex.Type, webex.agentId; Closed gives webex.taskId, webex.type, webex.owner. */
  event: 'Task Routed' | 'Task Modified' | 'Task Closed';
  conditions?: FlowConditions;
  actions?: FlowStartActions;
  /** The first step: its name or id. */
  to: string;
}

/** A node of the pack, at a pinned version. */
interface FlowNode extends FlowStepsCommon {
  kind: 'node';
  /** The node, for example queue-task. */
  node: string;
  /** The node version that runs, for example v1.3. */
  version: string;
  /** The method, for example queue-task. */
  method: string;
  /** Node Runtime Authorization: the name of an authorization; the default one when left out. */
  authorization?: string;
  /** The method's inputs; $(name) is filled in wherever a value is text. */
  input: {
    [k: string]: unknown;
  };
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** Transition actions, done in this order. At most 100. */
type FlowActions = FlowAction[];

/** Outcome and where it leads. Every outcome must lead somewhere, here, by `otherwise` or by the flow's order; the built-in ones may be in lower case. */
interface FlowTransitions {
  [k: string]: FlowTransition;
}

/** Where an outcome leads: to a step, or to an End. */
type FlowTransition =
  | {
      /** The name or the id of a step. */
      to: string;
    }
  | {
      /** The branch ends here; the flow too, unless the outcome is an intermediate one. */
      end: {
        exitResult?: FlowExitResult;
      };
    };

/** How the flow ended: 100 as the last step did, 101 successfully, 102 with an error, 103 interrupted. Unset when left out. */
type FlowExitResult = 100 | 101 | 102 | 103;

/** Where every outcome leads that has no transition: success, error and time-out alike, but no intermediate one, and no success that goes on by the flow's order. */
type FlowOtherwise = FlowTransition;

/** JavaScript. Custom variables are globals; what it declares with var at the top becomes a custom variable. The value of the last expression, as text, is the outcome; a value without a transition is onInvalidChoice, an exception onError. */
interface FlowEvaluate extends FlowStepsCommon {
  kind: 'evaluate';
  /** The script: a text, or a list of lines. */
  script: string | string[];
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** The first branch whose conditions hold is the outcome, else "None of the above"; onError when a condition cannot be read. */
interface FlowBranch extends FlowStepsCommon {
  kind: 'branch';
  /** Tried in this order. 1 to 100. */
  branches: {
    /** The outcome when the conditions hold. */
    outcome: string;
    when: FlowConditions;
  }[];
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** Waits, for seconds or until a moment. Outcomes: onTimeout when it is over (onSuccess means the same here), and onError for a moment that is none. Output: delay.waitTime. */
interface FlowDelay extends FlowStepsCommon {
  kind: 'delay';
  /** How long, in seconds. */
  seconds?: number;
  /** Wait for date, in place of seconds: dd-mm-yyyy hh:mm:ss by the clocks of the run's zone; $(name) is filled in. */
  until?: string;
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** Waits for the customer's next message. Outcomes: onSuccess (of SMS and WhatsApp also sms.mo and whatsapp.mo, as the designer names it), onTimeout, and onError where it is wired. Outputs: receive.message, receive.channel, receive.payload, receive.attachment, and those of the channel. */
interface FlowReceive extends FlowStepsCommon {
  kind: 'receive';
  /** The channel: the prefix of its outputs, but for apple, whose outputs are abc.*. Voice is a missed call; the outputs of an inbound call are not published. */
  channel:
    'sms' | 'inappmessaging' | 'email' | 'messenger' | 'whatsapp' | 'apple' | 'rcs' | 'mms' | 'voice' | 'instagram';
  /** How long to wait at most. */
  seconds: number;
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** Sends the customer a message; a local run records it. Outcomes: onSuccess, onInvalidData (no recipient or no text; of RCS where it is wired), onError; of RCS where they are wired also onSubmit, onDeliveryReportSuccess, onTimeout, onPolicyFail and onDeliveryReportFail, which a local run has by force alone. Output: transid. */
interface FlowSend extends FlowStepsCommon {
  kind: 'send';
  /** The channel. Calls and Instagram have no node here that sends a text. */
  channel: 'sms' | 'inappmessaging' | 'email' | 'messenger' | 'whatsapp' | 'apple' | 'rcs' | 'mms';
  /** The customer's address on the channel; $(name) is filled in. */
  recipient: string;
  /** The text; $(name) is filled in. */
  message: string;
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** Call Workflow: runs another flow to its end. Outcomes (assumed): onSuccess, onError. Outputs: exitResult, and the custom variables of the called flow. */
interface FlowCall extends FlowStepsCommon {
  kind: 'call';
  /** The file of the called flow, in the same folder. */
  flow: string;
  /** Custom variables of the called flow and their values; $(name) is filled in. */
  variables?: {
    [k: string]: string;
  };
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** HTTP Request. A local run takes its answers from the case or the event; a real host is asked only by a run with a connection whose httpHosts names it. Outcomes: onSuccess (any answer), onTimeout, onError. Outputs: https.statusCode, https.statusText, https.responseBody, https.responseHeaders, and its own. */
interface FlowHttp extends FlowStepsCommon {
  kind: 'http';
  /** The HTTP method. */
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The endpoint; $(name) is filled in. */
  url: string;
  /** Headers and their values; $(name) is filled in. */
  headers?: {
    [k: string]: string;
  };
  /** For POST, PUT and PATCH; $(name) is filled in. */
  body?: string;
  /** Request Timeout, milliseconds. */
  timeoutMs?: number;
  /** Names and where their values are, as JSON paths: $.order.items[0].id. */
  outputs?: {
    [k: string]: string;
  };
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** Data Parser: takes values out of JSON (XML is not simulated). Outcomes (assumed): onSuccess, onError. Outputs: its own names. */
interface FlowDataParser extends FlowStepsCommon {
  kind: 'dataParser';
  /** The text to read, usually one $(name). */
  from: string;
  /** What it is. */
  format?: 'JSON' | 'XML';
  /** Names and where their values are, as JSON paths: $.order.items[0].id. */
  outputs: {
    [k: string]: string;
  };
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** Business Hours: whether the moment of the run is within working hours, on a holiday or in an override. What Webex Engage keeps stands in the flow here. Outcomes: inWorkingHours, onHoliday, inOverride, onNoMatch, onauthorizationfail and the built-in ones. Outputs: slot (working_hours, holiday, override, no_match), workingHourSlot.*, holiday.*, override.*, names where the step gives them. */
interface FlowBusinessHours extends FlowStepsCommon {
  kind: 'businessHours';
  /** The zone of the hours, an IANA name; that of the run when left out. */
  timeZone?: string;
  /** Working hours, the shifts; from is in them, to is not. 1 to 100. */
  hours: {
    /** The days. At least 1. */
    days: ('Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday' | 'Sunday')[];
    /** hh:mm. */
    from: string;
    /** hh:mm; 24:00 is the end of the day. */
    to: string;
    /** workingHourSlot.shiftName. */
    name?: string;
  }[];
  /** Days without working hours, YYYY-MM-DD. At most 1000. */
  holidays?: string[];
  /** What a holiday is called, by its day: holiday.name. */
  holidayNames?: {
    [k: string]: string;
  };
  /** Spans that come before hours and holidays. At most 100. */
  overrides?: {
    /** 2026-12-24T14:00, by the clocks of the zone. */
    from: string;
    /** As from; not in the span itself. */
    to: string;
    /** override.name. */
    name?: string;
  }[];
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** Append Conversation of Webex Engage: appends a message to a conversation. A local run records it; it needs conversationId. Outcomes: onAppendMessageSuccess, onAppendMessageFailure, Failure, onauthorizationfail and the built-in ones. Output: TransId. */
interface FlowAppendConversation extends FlowStepsCommon {
  kind: 'appendConversation';
  /** What the form holds; $(name) is filled in wherever a value is text. */
  input?: {
    [k: string]: unknown;
  };
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** Search Conversation of Webex Engage; not simulated: the case, the event or --fault gives outcome and outputs. */
interface FlowSearchConversation extends FlowStepsCommon {
  kind: 'searchConversation';
  /** What the form holds; $(name) is filled in wherever a value is text. */
  input?: {
    [k: string]: unknown;
  };
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** AI Agent, Process Message; not simulated: the case, the event or --fault gives outcome and outputs. */
interface FlowAiAgent extends FlowStepsCommon {
  kind: 'aiAgent';
  /** What the form holds; $(name) is filled in wherever a value is text. */
  input?: {
    [k: string]: unknown;
  };
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** Form; not simulated: the case, the event or --fault gives outcome and outputs. Outcomes are those that its transitions name. */
interface FlowForm extends FlowStepsCommon {
  kind: 'form';
  /** What the form holds; $(name) is filled in wherever a value is text. */
  input?: {
    [k: string]: unknown;
  };
  transitions?: FlowTransitions;
  otherwise?: FlowOtherwise;
}

/** The flow ends, or the branch of an intermediate outcome. */
interface FlowEnd extends FlowStepsCommon {
  kind: 'end';
  exitResult?: FlowExitResult;
}

/** A request with its answer. */
export interface HarEntry {
  /** ISO 8601. */
  startedDateTime: string;
  /** What was sent. */
  request: {
    /** The verb. */
    method: string;
    /** With its query. */
    url: string;
    headers: HarEntryHeaders;
    /** The body. */
    postData?: {
      /** As it was sent. */
      text?: string;
    };
  };
  /** What came back; status 0 where nothing did. */
  response: {
    /** Of HTTP. */
    status: number;
    headers: HarEntryHeaders;
    /** The body. */
    content?: {
      /** As it came, or encoded. */
      text?: string;
      /** base64, or left out. */
      encoding?: string;
    };
  };
}

/** Names and values. At most 1000. Items: A header. */
type HarEntryHeaders = {
  /** Its name. */
  name: string;
}[];

/** What is read of an HTTP archive (HAR 1.2), as browsers and mitmproxy export it. The rest may be anything. */
export interface Har {
  /** The archive. */
  log: {
    /** Of HAR. */
    version: '1.1' | '1.2';
    /** The requests, each as har-entry.schema.json has it. They are looked at one by one: a file of others may hold any number of wrong ones. At most 100000. */
    entries: unknown[];
  };
}

/** $WXCC_NODES_HOME/kept-calls/<xx>/<digest>.json: a call of the service that came with an Idempotency-Key. May hold customer data; readable by its owner only. */
export interface KeptCall {
  /** The version of this format. */
  format: 1;
  /** sha256: and 64 hexadecimal digits. */
  input: string;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** When the call has ended at the latest, milliseconds since 1970: without a result after that, it is lost. */
  overAt: number;
  /** Names the call in logs and at the API. */
  invocationId: string;
  /** The package that the call is for, as a result names it. */
  package: {};
  /** What the call gave; see result.schema.json. Absent while it runs. */
  result?: {};
}

/** $WXCC_NODES_HOME/keys.json: who may call the service, what with, and on whose behalf. Holds hashes of keys, never a key. */
export interface Keys {
  /** The version of this format. */
  format: 1;
  /** The keys, by name. At most 1000. */
  keys: {
    /** The user name of Basic authorization. */
    name: string;
    /** sha256: and 64 hexadecimal digits. */
    hash: string;
    /** The nodes that may be called; * for all. 1 to 100. */
    nodes: string[];
    /** Calls over it are answered 429. */
    callsPerMinute: number;
    /** The authorization that calls are made with; the default one when left out. */
    authorization?: string;
    /** The connection that calls go to; the service's own when left out. */
    connection?: string;
    /** ISO 8601, UTC. */
    createdAt: string;
  }[];
}

/** $WXCC_NODES_HOME/lookups/<connection>-<node>-<list>.json: a list of the configuration API as it was answered. */
export interface LookupCache {
  /** The version of this format. */
  format: 1;
  /** A node or method id: lower-case words joined by hyphens. */
  node: string;
  /** A node or method id: lower-case words joined by hyphens. */
  list: string;
  /** The organization that was asked about. */
  orgId: string;
  /** The API that was asked. */
  configApi: string;
  /** When, UTC, as JavaScript writes it. */
  fetchedAt: string;
  /** The things, in the API's order, with the columns that the look-up keeps. At most 100000. */
  records: {
    [k: string]: string | number | boolean;
  }[];
}

/** nodes/<node>/manifest.json: what a node is and which versions it has. Methods are found in the version folders. */
export interface NodeManifest {
  /** For editors. */
  $schema?: string;
  /** A node or method id: lower-case words joined by hyphens. */
  id: string;
  /** As the node designer shows it. */
  name: string;
  /** What the node does. */
  description: string;
  /** When a flow needs it. */
  whenToUse: string;
  /** One line that says which version to choose, where there are several. */
  whichVersion?: string;
  /** The node category. */
  category: string;
  /** The icon beside this file. */
  icon: 'icon.svg';
  /** A node version: v<major>.<minor>, ordered as integers. */
  default: string;
  lookups?: Lookups;
  /** Wire and method: the methods that a wire does not have. A method has a wire when its handler stands there: <method>.ts for task, <method>.public.ts for public. */
  lacks?: {
    [k: string]: {
      [k: string]: LackedWire;
    };
  };
  /** Each version with its facts; one folder for each. */
  versions: {
    [k: string]: VersionFacts;
  };
}

/** The lists that the node's form offers for its fields, from the public configuration API. 1 to 20. */
type Lookups = {
  /** A node or method id: lower-case words joined by hyphens. */
  id: string;
  /** What the list is called. */
  name: string;
  /** One thing of the list, in messages. */
  item: string;
  /** Below the connection's configApi; {orgid} is filled. */
  path: string;
  /** Scopes of which the token needs one. At least 1. */
  scopes: string[];
  /** The fields that are shown and kept; one that a record lacks stays empty. 1 to 20. */
  columns: string[];
  /** Which input the kept list is compared with before a call. A difference is a warning: the list may be old. */
  check?: {
    /** A node or method id: lower-case words joined by hyphens. */
    method: string;
    /** Where the things are in the input: members with slashes in between, of a list each one; several places as a list. The input itself when left out. At least 1. */
    items?: string | string[];
    /** The member and the column that say which thing of the list it is. */
    by: LookupPair;
    /** What must agree, but for case and underscores. */
    same?: LookupPair[];
  };
  source: Source;
  /** Where it is documented. */
  reference: string;
}[];

interface LookupPair {
  /** A member of the input's things. */
  input: string;
  /** A column of the list. */
  column: string;
}

/** A wire that the method does not have: why, what does the same there, and where that is known from. */
interface LackedWire {
  /** Why. */
  reason: string;
  /** What to do there. */
  instead: string;
  source: Source;
}

/** What the pack knows of a version apart from its code. */
interface VersionFacts {
  /** Whether the seed lists the version as recommended. */
  recommended: boolean;
  source: Source;
  /** The differences from the version before; empty for the first one. */
  changes: Change[];
  deprecation?: Deprecation;
}

/** One difference from the version before; text "unknown" where nobody documents it. */
interface Change {
  /** What changed. */
  text: string;
  source: Source;
  /** The page or capture that says so. */
  reference?: string;
}

/** Why a version should no longer be used, and what replaces it. */
interface Deprecation {
  /** The reason. */
  message: string;
  /** A node version: v<major>.<minor>, ordered as integers. */
  replacement: string;
  /** The last day of use, YYYY-MM-DD. */
  sunset?: string;
}

/** manifest.json at the top: the pack as a whole. The nodes are the folders under nodes/. */
export interface PackManifest {
  /** For editors. */
  $schema?: string;
  /** A node or method id: lower-case words joined by hyphens. */
  id: string;
  /** The pack's name. */
  name: string;
  /** The version of the pack, semver without build metadata. */
  version: string;
  /** Who publishes it. */
  vendor: string;
  integration: Integration;
}

/** manifest.json inside a node package: what the package holds. Written by the build. */
export interface PackageManifest {
  /** The version of this format; 1 has no wires and names the handler among the files. */
  format: 1 | 2;
  /** The pack that the package belongs to. */
  pack: {
    /** A node or method id: lower-case words joined by hyphens. */
    id: string;
    /** The pack's name. */
    name: string;
    /** The version of the pack, semver without build metadata. */
    version: string;
    /** Who publishes it. */
    vendor: string;
  };
  /** The node. */
  node: {
    /** A node or method id: lower-case words joined by hyphens. */
    id: string;
    /** As the node designer shows it. */
    name: string;
    /** What the node does. */
    description: string;
    /** When a flow needs it. */
    whenToUse: string;
    /** One line that says which version to choose, where there are several. */
    whichVersion?: string;
    /** The node category. */
    category: string;
  };
  integration: Integration;
  /** The auth binding's file. */
  auth: 'auth.json';
  /** The icon's file. */
  icon: 'icon.svg';
  /** A node version: v<major>.<minor>, ordered as integers. */
  default: string;
  lookups?: Lookups;
  /** The versions, oldest first. 1 to 100. */
  versions: (VersionFacts & {
    /** A node version: v<major>.<minor>, ordered as integers. */
    version: string;
    /** The methods, by id. 1 to 25. */
    methods: PackageManifestMethod[];
  })[];
  /** Every file of the package but this one, by path. 1 to 1000. */
  files: {
    /** Inside the package, with /. */
    path: string;
    /** The unpacked size. */
    bytes: number;
    /** sha256: and 64 hexadecimal digits. */
    sha256: string;
  }[];
}

/** A method of a version: what its handler declares. */
interface PackageManifestMethod {
  /** A node or method id: lower-case words joined by hyphens. */
  id: string;
  /** As the node designer shows it. */
  name: string;
  source: Source;
  request: PackageManifestRequest;
  answers: PackageManifestAnswers;
  /** The callback's status word and what follows: an outcome or "(from the body)". */
  callback?: {
    [k: string]: string;
  };
  /** The method's own outcomes; the built-in ones are not listed. At least 1. */
  outcomes: {
    /** To the letter. */
    name: string;
    /** Its edge. */
    type: 'success' | 'error';
  }[];
  /** Output variable and the path of its value. */
  outputs: {
    [k: string]: string;
  };
  /** How calls travel, by wire. A wire that a program does not know is kept and listed. */
  wires?: {
    task: PackageManifestWire;
    public?: PackageManifestWire;
    [k: string]: PackageManifestWire | undefined;
  };
  /** What the task API was seen to have, of the facts that the handler assumes. 1 to 1000. */
  observed?: PackageManifestObserved[];
  /** The wires that the method does not have, and why. */
  lacks?: {
    [k: string]: LackedWire;
  };
  /** The method's files. */
  files: {
    /** Input and output, references inlined. */
    schema: string;
    /** In format 1 only: the handler, see wires. */
    handler?: string;
    /** CommonJS, exports.input and exports.output. */
    validators: string;
    /** CommonJS, exports.default takes a configuration of the version before and gives one of this version. Absent: it stays as it is. */
    upgrade?: string;
  };
}

/** The call; the source covers the statuses and callback words too, as far as answersSource does not. */
interface PackageManifestRequest {
  /** The HTTP verb. */
  verb: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the connection's taskApi; {names} are filled. */
  path: string;
  source: Source;
  /** The source of the statuses and callback words that `observed` does not list, where verb and path have another. */
  answersSource?: Source;
}

/** Status, class of statuses or "other" and what follows: an outcome, "(callback)", "(callback) after <outcome>" or "(from the body)". */
interface PackageManifestAnswers {
  [k: string]: string;
}

/** One way for calls to travel: task is the digital task API, public are Cisco's published APIs. Calls, answers and output paths of another wire than task stand here. */
interface PackageManifestWire {
  /** File; CommonJS, exports.default is the method. */
  handler: string;
  source: Source;
  request?: PackageManifestRequest;
  answers?: PackageManifestAnswers;
  events?: PackageManifestEvents;
  /** A second request, to which an event of the first may lead. */
  follow?: {
    request: PackageManifestRequest;
    answers: PackageManifestAnswers;
    events: PackageManifestEvents;
  };
  /** Output variables that cannot be given on this wire. */
  missing?: string[];
  /** The outcome comes with a callback, or with an event where there are events. Absent: it comes with the answer. */
  waits?: {
    /** The member of the request's body that tells the callback's address. Always there on the wire task in format 2. */
    key?: string;
    /** An outcome that the flow sees before the callback. */
    intermediate?: string;
  };
}

/** Wire public: type of an event and what follows: an outcome or "(from the body)". */
interface PackageManifestEvents {
  [k: string]: string;
}

/** A fact that evidence of calls confirms, and where and when; no tenant. */
interface PackageManifestObserved {
  /** What it is about. */
  kind: 'endpoint' | 'verb' | 'status' | 'callback word' | 'key' | 'type';
  /** For example 202, or answer /piq: <number>. */
  name: string;
  /** Data centres. At least 1. */
  at: string[];
  /** UTC. At least 1. */
  days: string[];
  /** Versions of the program that recorded; har-1.2 for an HTTP archive, text for what was copied. At least 1. */
  programs: string[];
}

/** $WXCC_NODES_HOME/exports.json, or the document `exports` of a database: what `connect export --record` has exported for the designer, and when. */
export interface RecordedExports {
  /** The version of this format. */
  format: 1;
  /** The last export of each node version, oldest first. At most 1000. */
  exports: {
    /** A node or method id: lower-case words joined by hyphens. */
    node: string;
    /** A node version: v<major>.<minor>, ordered as integers. */
    version: string;
    /** The custom node's name, as the build sheet has it. */
    nodeName: string;
    /** SHA-256 over the names and bytes of the export's files. */
    digest: string;
    /** What it was exported with, to export the same again. Absent in records of earlier programs. */
    options?: {
      /** The service's address. */
      serviceUrl: string;
      /** The name of the key. */
      keyName: string;
      /** How inputs travel. */
      body: 'auto' | 'form-data' | 'JSON';
      /** The deadline of the key's connection, milliseconds. */
      deadlineMs: number;
    };
    /** When it was exported: ISO 8601, UTC. */
    at: string;
  }[];
}

/** A line of a recording: the header, which is the first, then a request with its answer, or a callback, each without its values. */
export type RecordingLine =
  | {
      /** The version of this format. */
      recording: 1;
      /** The version of the program that wrote it. */
      program: string;
      /** YYYY-MM-DD, UTC. */
      day: string;
    }
  | {
      of?: RecordingLineOwner;
      /** What was sent. */
      request: {
        at: EvidencePlace;
        verb: EvidenceVerb;
        /** With placeholders. */
        path: string;
        /** Names of the query. */
        query: RecordingLineNames;
        /** Names of headers. */
        headers: RecordingLineNames;
        /** Any JSON, with placeholders. */
        body?: {
          [k: string]: unknown;
        };
      };
      /** What came back; left out where no whole answer came. */
      answer?: {
        /** Of HTTP. */
        status: number;
        /** Names of headers. */
        headers: RecordingLineNames;
        /** Any JSON, with placeholders. */
        body?: {
          [k: string]: unknown;
        };
      };
      /** There was no whole answer. */
      isCut?: true;
    }
  | {
      of?: RecordingLineOwner;
      /** Any JSON, with placeholders. */
      callback: {
        [k: string]: unknown;
      };
    };

/** Whose exchange it is; only calls of our own say so. */
interface RecordingLineOwner {
  /** The same for all exchanges of a call. */
  call: string;
  /** Its id. */
  node: string;
  /** For example v1.3. */
  version: string;
  /** Its id. */
  method: string;
  /** What the call went over. */
  wire: 'task' | 'public';
}

/** At most 200. */
type RecordingLineNames = string[];

/** What one invocation of a method gives. The command line, the flow runner and the service return this and nothing else. */
export interface Result {
  /** Names the invocation in logs and at the API (trackingId). */
  invocationId: string;
  /** A node or method id: lower-case words joined by hyphens. */
  node: string;
  /** A node version: v<major>.<minor>, ordered as integers. */
  version: string;
  /** A node or method id: lower-case words joined by hyphens. */
  method: string;
  /** The package that answered. */
  package: {
    /** A node or method id: lower-case words joined by hyphens. */
    name: string;
    /** The version of the pack, semver without build metadata. */
    version: string;
    /** sha256: and 64 hexadecimal digits. */
    digest: string;
    /** Where it was taken from. */
    origin: 'file' | 'catalog' | 'pack';
    /** Who signed it, when that was a trusted publisher whose signature counts. */
    signedBy?: {
      /** As it is called here. */
      publisher: string;
      /** sha256: and 64 hexadecimal digits. */
      keyId: string;
    };
  };
  /** One of the method's outcomes or a built-in one. */
  outcome: string;
  /** The outcome's edge. */
  type: 'success' | 'error' | 'timeout';
  /** What is known of the effect at Webex Contact Center. none: nothing was sent, the API refused, or it reported failure: the call may be repeated. done: the API said so. possible: nobody knows; look at the task first. */
  effect: 'none' | 'possible' | 'done';
  /** The output variables. */
  outputs: {};
  /** Outcomes that were reached on the way. */
  intermediate: {
    /** The outcome. */
    outcome: string;
    /** Milliseconds after the start. */
    at: number;
  }[];
  /** What was wrong or worth knowing, where, and what to do. */
  diagnostics: ResultDiagnostic[];
  /** Milliseconds. */
  timings: {
    /** Until a token was at hand. */
    token: number;
    /** From the request to the answer. */
    send: number;
    /** From the answer to the callback. */
    wait: number;
    /** All of it. */
    total: number;
  };
}

/** $WXCC_NODES_HOME/runs/<id>.json, on two lines, `asked` and `gave` on the second: what was run in the console, or started by `flow serve`. May hold customer data; readable by its owner only. */
export interface Run {
  /** The version of this format. */
  format: 1;
  /** Begins with when it was kept, or began, so that ids stand in the order of time. */
  id: string;
  /** When it was kept, UTC, as JavaScript writes it. */
  at: string;
  /** `call`: of one method, `gave` is its result and the exchange. `flow`, `story`: `gave` is the report. */
  kind: 'call' | 'flow' | 'story';
  /** Node, version and method, or the file of the flow or story. */
  what: string;
  /** `sandbox`, or the connection. */
  to: string;
  /** Of the call, or how the flow or story ended; or the code of the error with which it broke off. */
  outcome: string;
  /** What kind of outcome that is. */
  type: 'success' | 'error' | 'timeout';
  /** What was asked, with the inputs; or the event that started the flow. */
  asked: {};
  /** What it gave. Absent where that was too large to be kept, or where the run broke off. */
  gave?: {};
}

/** What the sandbox starts with: organizations with queues, agents and their habits, entry points and global variables. */
export interface Scenario {
  /** For editors. */
  $schema?: string;
  /** At least one; the first is the default. 1 to 20. */
  organizations: {
    /** Sent as X-ORGANIZATION-ID. */
    orgId: string;
    /** The queues. At most 1000. */
    queues: {
      /** The queue's id. */
      id: string;
      /** For people. */
      name: string;
      /** What it takes. */
      mediaType: 'chat' | 'email' | 'social';
      /** For people. */
      description?: string;
      /** Whether it is in use; it is when left out. */
      active?: boolean;
      /** Contacts that agents answer all day long; wait times are estimated from them. At any time each was answered so many minutes ago, however long the sandbox runs. At most 1000. */
      served?: {
        /** How long ago. */
        minutesAgo: number;
        /** How long one place in the queue took. */
        millisecondsPerPlace: number;
      }[];
    }[];
    /** The agents. At most 1000. */
    agents: {
      /** The agent's id. */
      id: string;
      /** For people. */
      name: string;
      /** Ids of the queues that the agent answers. */
      queues: string[];
      /** How long a contact rings before the agent accepts it. Without it the agent waits for the admin endpoint. */
      answersAfterMs?: number;
      /** How long the agent talks before closing. Without it the agent waits for the admin endpoint. */
      closesAfterMs?: number;
    }[];
    /** Business addresses that messages may come in at: app ids, service numbers, mailboxes. */
    entryPoints: string[];
    /** What Set Global Variable may set. */
    globalVariables: {
      /** The name. */
      name: string;
      /** The type. */
      type: 'String' | 'Boolean' | 'Integer' | 'Decimal' | 'DateTime';
      /** One made from organization and name when left out. */
      id?: string;
      /** For people. */
      description?: string;
      /** As text; one that fits the type when left out. */
      defaultValue?: string;
      /** Whether it is in use; it is when left out. */
      active?: boolean;
      /** Agents may change it. */
      agentEditable?: boolean;
      /** Agents see it. */
      agentViewable?: boolean;
      /** What agents see it as; the name when left out. */
      desktopLabel?: string;
      /** Reports show it. */
      reportable?: boolean;
      /** Its values are kept out of logs. */
      sensitive?: boolean;
    }[];
    /** The skills that queues may ask for. */
    skills?: {
      /** The skill's id. */
      id: string;
      /** For people. */
      name: string;
      /** The kind. */
      type: 'proficiency' | 'boolean' | 'text' | 'enum';
      /** For people. */
      description?: string;
      /** Whether it is in use; it is when left out. */
      active?: boolean;
      /** Seconds; 0 when left out. */
      serviceLevelThreshold?: number;
    }[];
  }[];
}

/** <pack>-<version>.provenance.sigstore.json and <pack>-<version>.sbom.sigstore.json beside the zips: a Sigstore bundle v0.3 as `sign` writes it and `verify` takes it. */
export interface SignedBundle {
  /** The version of this format. */
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json';
  /** What the signature is checked with: a key that both sides know, no certificate, no log. */
  verificationMaterial: {
    /** Which key signed. */
    publicKey: {
      /** The key's id: the SHA-256 of its SubjectPublicKeyInfo. */
      hint: string;
    };
    /** Of a transparency log: none. At most 0. */
    tlogEntries?: unknown[];
  };
  /** DSSE: what is signed, and the signature. */
  dsseEnvelope: {
    /** The statement, base64. */
    payload: string;
    /** That it is an in-toto statement; signed with it. */
    payloadType: 'application/vnd.in-toto+json';
    /** One, and no other. 1 to 1. */
    signatures: {
      /** Ed25519, base64. */
      sig: string;
      /** Says nothing: the hint names the key. */
      keyid?: '';
    }[];
  };
}

/** The payload of a signed bundle: an in-toto Statement v1, what a publisher says of which packages. */
export interface SignedStatement {
  /** The version of this format. */
  _type: 'https://in-toto.io/Statement/v1';
  /** The packages, by name. 1 to 1000. */
  subject: {
    /** The zip's, as the build calls it. */
    name: string;
    /** Of its bytes. */
    digest: {
      /** Hexadecimal. */
      sha256: string;
    };
  }[];
  /** What is said: where they come from, or what is in them. */
  predicateType: 'https://slsa.dev/provenance/v1' | 'https://cyclonedx.org/bom';
  /** As its type has it. */
  predicate: {};
}

/** $WXCC_NODES_HOME/trust.json: whose packages are taken, and which packages and keys are no longer. Holds public keys only. */
export interface Trust {
  /** The version of this format. */
  format: 1;
  /** Whose signatures count, by name. At most 1000. */
  publishers: {
    /** What the publisher is called here; unique. */
    name: string;
    /** Ed25519: SubjectPublicKeyInfo (DER), base64. No two publishers have the same. */
    publicKey: string;
    /** The nodes whose packages the publisher may sign; * for all. 1 to 100. */
    nodes: string[];
    /** The first day on which the signatures count. */
    from?: string;
    /** The last day on which the signatures count. */
    until?: string;
    /** ISO 8601, UTC. */
    addedAt: string;
  }[];
  /** What counts no longer, whoever signed it or vouches for it. At most 100000. */
  revoked: {
    /** Of a package's zip, or a key's id. */
    digest: string;
    /** For people. */
    reason?: string;
    /** ISO 8601, UTC. */
    revokedAt: string;
  }[];
}

/** The file of `auth … --usages`: which steps of which flows call nodes, and with which authorization. */
export interface Usages {
  /** For editors. */
  $schema?: string;
  /** The version of this format. */
  format: 1;
  /** The steps. At most 100000. */
  steps: {
    /** The flow's name. */
    flow: string;
    /** The step in the flow. */
    step: string;
    /** A node or method id: lower-case words joined by hyphens. */
    node: string;
    /** The step's Node Runtime Authorization; the integration's default when left out. */
    authorization?: string;
  }[];
}

/** The file that WXCC_NODES_COUNTER names, outside of the home: how often the vault was changed, so that a vault that was rolled back whole is noticed. */
export interface VaultCounter {
  /** The version of this format. */
  format: 1;
  /** Of the newest vault that was seen. */
  count: number;
}

/** What all of steps have. */
interface FlowStepsCommon {
  /** n and a number; n2 is the start. Outputs are read as $(n<number>.<output>). */
  id: string;
  /** A name that no other step has; without comma and equals sign, and not like an id. */
  name: string;
  /** Why the step is there, for people. */
  description?: string;
  actions?: FlowActions;
}
