/** The stand-in for Webex Contact Center, for tests: `import { Simulation } from 'wxcc-task-nodes/sandbox'`. */
export { openSandbox, type Sandbox, type SandboxOptions, startSandbox } from './sandbox/sandbox.js';
export { Simulation } from './stage/simulation.js';
