const { TestEnvironment } = require('jest-environment-node');

const hear = () => {};

/**
 * Node.js for a test file, which can also ask for what all test files of a worker share. A write over the process's limit
 * of file size fails, as one on a full disk does: unheard, the signal that goes with it would end the worker, and a test's
 * own `process` hears no signals.
 */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global.requireShared = require;
  }

  async setup() {
    await super.setup();
    if (process.platform !== 'win32') process.on('SIGXFSZ', hear);
  }

  async teardown() {
    process.off('SIGXFSZ', hear);
    await super.teardown();
  }
};
