// undici's request with nothing but an address: three requests, 0.7 s apart, and a line for each. CLIENT_OPTIONS: options
// for its Agent, as JSON; stock are none.

import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request as ask, setGlobalDispatcher } from 'undici';

const options = JSON.parse(process.env.CLIENT_OPTIONS || '{}');
if (Object.keys(options).length > 0) setGlobalDispatcher(new Agent(options));

for (let request = 1; request <= 3; request += 1) {
  try {
    const { statusCode, body } = await ask(`http://${process.env.SOCKETBED_TARGET}/`);
    const { length } = await body.text();
    console.log(JSON.stringify({ request, outcome: 'reply', status: statusCode, length }));
  } catch (error) {
    console.log(JSON.stringify({ request, outcome: 'error', code: error.code, message: error.message }));
    process.exit(1);
  }
  await pause(700);
}
process.exit(0);
