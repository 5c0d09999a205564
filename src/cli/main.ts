#!/usr/bin/env node
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createContext } from './context.js';
import { runProgram } from './program.js';

// Bundled to dist/wxcc-nodes.js: the pack's packages lie beside it.
const packDirectory = dirname(fileURLToPath(import.meta.url));
process.exitCode = await runProgram(
  process.argv.slice(2),
  createContext(packDirectory),
  join(packDirectory, '..', 'package.json'),
);
