import type { WorkspaceOptions } from '../../src/workspace/workspace.js';

export interface Finished {
  /** The exit code; null when a signal ended the process. */
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** What its workspace has instead of the system's; only in this process. */
  surroundings?: Pick<WorkspaceOptions, 'transport' | 'clock' | 'newId' | 'callbacks'>;
  /** The command's own WXCC_NODES_HOME; an empty folder when left out. */
  home?: string;
  /** Added to the few variables that every run has; WXCC_TOKEN is not one of them. */
  env?: Record<string, string>;
  stdin?: string | Buffer;
  /** Where it runs; the home folder when left out. */
  cwd?: string;
  /** A program that takes longer is killed, and the run fails. Milliseconds. */
  limitMs?: number;
  /** Told all that was printed so far, whenever more is. */
  onOutput?: (printed: string) => void;
}

/** What a run starts with, settled. */
export interface Settled extends Required<Pick<RunOptions, 'cwd' | 'stdin' | 'limitMs'>> {
  env: NodeJS.ProcessEnv;
  onOutput: RunOptions['onOutput'];
  surroundings?: RunOptions['surroundings'];
}
