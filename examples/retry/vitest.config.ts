import { defineConfig } from 'vitest/config';

// Images are built and containers started in there.
export default defineConfig({ test: { include: ['*.test.ts'], testTimeout: 180_000 } });
