import { defineConfig } from 'vitest/config';

// unit         no sockets beyond this process
// integration  real sockets on loopback, child processes, Python peers; no Docker
// docker       containers; needs an engine (./socketbed engine up)
// scenarios    the catalogue, as `socketbed run` runs it; needs an engine

const withEngine = {
  globalSetup: ['src/vitest/setup.ts'],
  env: {
    // testcontainers' own reaper is an image that it would have to pull.
    TESTCONTAINERS_RYUK_DISABLED: 'true',
    // Inside a container it takes the gateway for the host; our tests run beside the engine.
    TESTCONTAINERS_HOST_OVERRIDE: '127.0.0.1',
  },
  testTimeout: 180_000,
  hookTimeout: 300_000,
};

export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // A worker that ends takes down its bed: some forty containers.
    teardownTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.{integration,docker}.test.ts'],
        },
      },
      { extends: true, test: { name: 'integration', include: ['test/**/*.integration.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'docker',
          include: ['test/**/*.docker.test.ts'],
          setupFiles: ['test/support/require-engine.ts'],
          ...withEngine,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'scenarios',
          include: ['scenarios/**/*.scenario.ts'],
          ...withEngine,
          // A bed for each worker, and all scenarios of a worker on it: much of their time is the kernel's, who waits.
          // A thread ends with its process, even when that is killed.
          isolate: false,
          pool: 'threads',
          maxWorkers: Number(process.env.SOCKETBED_WORKERS || 2),
          testTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
