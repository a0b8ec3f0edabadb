// ioredis with nothing but an address: three requests, 0.7 s apart, and a line for each. CLIENT_OPTIONS: more options for
// its constructor, as JSON; stock are none.

import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';

const [host, port] = process.env.SOCKETBED_TARGET.split(':');
const redis = new Redis({ host, port: Number(port), ...JSON.parse(process.env.CLIENT_OPTIONS || '{}') });
// What it would print otherwise; the requests tell what came of them.
redis.on('error', () => {});

for (let request = 1; request <= 3; request += 1) {
  try {
    console.log(JSON.stringify({ request, outcome: 'reply', reply: await redis.ping() }));
  } catch (error) {
    console.log(JSON.stringify({ request, outcome: 'error', name: error.name, message: error.message }));
    process.exit(1);
  }
  await pause(700);
}
process.exit(0);
