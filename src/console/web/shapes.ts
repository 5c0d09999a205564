import type { Transition } from '../../flow/types.js';
import type { Judgement } from '../../package/judgement.js';
import type { Schema } from '../../schema/schema.js';

// What the routes give, as the commands print it with --json.

export interface NodeSummary {
  id: string;
  name: string;
  category: string;
  description: string;
  signature: Judgement;
  default: string;
  versions: {
    version: string;
    recommended: boolean;
    source: string;
    methods: { id: string; name: string; wires: string[] }[];
  }[];
}

interface Diagnostic {
  severity: string;
  code: string;
  pointer: string;
  message: string;
  remedy: string;
}

export interface MethodDescription {
  id: string;
  name: string;
  source: string;
  request: { verb: string; path: string; source: string };
  outcomes: { name: string; type: string; source?: string }[];
  when: Record<string, string>;
  input: Schema;
  output: Schema;
}

export interface VersionDescription {
  node: {
    id: string;
    name: string;
    description: string;
    whenToUse: string;
    whichVersion?: string;
  };
  auth: {
    type: string;
    scopes?: string[];
    source?: string;
    wires?: { public?: { operation: string; scopes: string[]; serviceApp?: boolean; source: string }[] };
  };
  package: { digest: string; origin: string; name: string; version: string };
  version: string;
  recommended: boolean;
  source: string;
  changes: { text: string; source: string }[];
  methods: MethodDescription[];
  signature: Judgement;
}

export interface VersionViews {
  versions: {
    version: string;
    status: string[];
    source: string;
    changes: { text: string; source: string }[];
  }[];
}

export interface Diff {
  class: string;
  changes: {
    area: string;
    kind: string;
    method?: string;
    where: string;
    text: string;
    class: string;
    source: string;
  }[];
}

export interface CallResult {
  node: string;
  version: string;
  method: string;
  outcome: string;
  type: string;
  effect: string;
  outputs: Record<string, unknown>;
  intermediate: { outcome: string; at: number }[];
  diagnostics: Diagnostic[];
  timings: { token: number; send: number; wait: number; total: number };
}

export interface FlowNames {
  folder: string;
  flows: string[];
  events: string[];
  stories: string[];
}

export interface ShownStep {
  id: string;
  name: string;
  kind: string;
  node?: string;
  version?: string;
  transitions?: Record<string, Transition>;
}

export interface ShownFlow {
  id: string;
  name: string;
  steps: ShownStep[];
}

/** The flows of a story, with the outcomes that can be forced. */
export interface ShownStory {
  flows: { id: string; name: string; steps: { id: string; name: string; outcomes: string[] }[] }[];
}

interface ReportStep {
  number: number;
  flow: string;
  id: string;
  name: string;
  kind: string;
  at: number;
  outcome: string;
  type: string;
  intermediate?: string[];
  kept?: true;
  forced?: { fault: string; by: string; how: string };
  exchanges?: unknown[];
  outputs: Record<string, string>;
  variables: Record<string, string>;
  diagnostics: Diagnostic[];
  timings: { total: number };
}

export interface Report {
  flow: { id: string; name: string; file: string };
  seed: number;
  notes: string[];
  steps: ReportStep[];
  end: { reason: string; status: string; message: string };
  variables: Record<string, string>;
  openTasks?: { id: string; state: string; pending?: string }[];
}

export interface StoryReport {
  happened: { what: string; problems: string[]; runs: Report[] }[];
  openTasks: { id: string; state: string; pending?: string }[];
}

export interface Exploration {
  runs: number;
  percent: number;
  coverage: { id: string; name: string; outcomes: { name: string; count: number }[] }[];
}

interface StepPlan {
  id: string;
  name: string;
  node: string;
  from: string;
  to: string;
  status: 'moves' | 'stays' | 'refused';
  reason?: { message: string; remedy: string };
  notes: { pointer: string; message: string; remedy: string }[];
  missing: { message: string; remedy: string }[];
  wired: { outcome: string }[];
  unused: string[];
}

export interface Upgrade {
  file: string;
  written: boolean;
  backup?: string;
  steps: StepPlan[];
}

interface TokenView {
  present: boolean;
  endsAt: string | null;
  ends: string;
}

export interface Authorization {
  name: string;
  integration: string;
  state: string;
  reason: string | null;
  isDefault: boolean;
  serviceApp: boolean;
  clientId: string;
  scopes: string[];
  grantedScopes: string[] | null;
  redirect: string;
  connection: string | null;
  oauth: { authorize: string; token: string };
  authorizedAt: string | null;
  lastUsedAt: string | null;
  accessToken: TokenView;
  refreshToken: TokenView;
}

export interface Integration {
  id: string;
  name: string;
  state: string;
  default: string | null;
  authorizations: string[];
  nodes: string[];
}

export interface Examination {
  name: string;
  advice: string[];
  uncovered: { node: string; missing: string[]; source: string }[];
  lacking: { operation: string; missing: string[]; needsServiceApp: boolean; source: string }[];
  usedBy: { flow: string; step: string; node: string }[];
  /** Nodes whose steps use the default authorization. */
  stops: string[];
}

export interface SandboxState {
  orgId: string;
  tasks: {
    id: string;
    state: string;
    mediaType: string;
    mediaChannel: string;
    queueId?: string;
    agents: string[];
  }[];
  agents: { id: string; name: string }[];
  queues: { id: string; name: string; mediaType: string; waiting: string[] }[];
  conversations: { id: string; mediaChannel: string; taskId: string; messages: string[] }[];
  faults: unknown[];
  events: unknown[];
  calls: { method: string; url: string; status: number; effect?: string }[];
}

export interface RunHead {
  id: string;
  at: string;
  kind: 'call' | 'flow' | 'story';
  what: string;
  to: string;
  outcome: string;
  type: string;
}

export interface KeptCallRun extends RunHead {
  kind: 'call';
  asked: { node: string; version: string; method: string; input: unknown; fault?: string };
  gave?: { result: CallResult; exchange: unknown[] };
}

export interface KeptFlowRun extends RunHead {
  kind: 'flow';
  asked: { file: string; faults: string[]; event?: string };
  gave?: Report;
}

interface KeptStoryRun extends RunHead {
  kind: 'story';
  asked: { file: string; faults: string[] };
  gave?: StoryReport;
}

export type KeptRun = KeptCallRun | KeptFlowRun | KeptStoryRun;
