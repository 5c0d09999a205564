const { TestEnvironment } = require('jest-environment-node');

/** Node.js for a test file, which can also ask for what all test files of a worker share. */
module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.global.requireShared = require;
  }
};
