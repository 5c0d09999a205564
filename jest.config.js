/** Tests are TypeScript and ES modules; jest runs CommonJS. esbuild translates, packages that are ES modules too. */
export default {
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  roots: ['<rootDir>/test'],
  transform: { '\\.(ts|js|mjs)$': '<rootDir>/test/support/esbuild-transform.cjs' },
  transformIgnorePatterns: [],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  moduleFileExtensions: ['js', 'ts', 'json', 'mjs', 'cjs', 'node'],
  setupFiles: ['<rootDir>/test/support/start-fast.cjs'],
  setupFilesAfterEnv: ['<rootDir>/test/support/lock-network.ts'],
  testTimeout: 60_000,
  // Many tests wait for processes; jest alone would leave a core idle.
  maxWorkers: '100%',
};
