import { defineConfig } from 'vitest/config';

// unit         no sockets beyond this process
// integration  real sockets on loopback, child processes, Python peers; no Docker
// docker       containers; needs an engine (./socketbed engine up)
export default defineConfig({
  test: {
    testTimeout: 20_000,
    hookTimeout: 60_000,
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
          testTimeout: 180_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
