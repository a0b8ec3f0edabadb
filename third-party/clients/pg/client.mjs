// pg's pool with nothing but an address: three requests, 0.7 s apart, and a line for each. CLIENT_OPTIONS: more options for
// its constructor, as JSON; stock are none.

import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const [host, port] = process.env.SOCKETBED_TARGET.split(':');
const pool = new pg.Pool({
  host,
  port: Number(port),
  user: 'postgres',
  database: 'postgres',
  ...JSON.parse(process.env.CLIENT_OPTIONS || '{}'),
});
// As its documentation says: without it a connection that breaks while it is idle ends the program.
pool.on('error', (error) => console.log(`an idle connection: ${error.message}`));

for (let request = 1; request <= 3; request += 1) {
  try {
    const { rows } = await pool.query('SELECT 1 AS one');
    console.log(JSON.stringify({ request, outcome: 'reply', reply: rows[0].one }));
  } catch (error) {
    console.log(JSON.stringify({ request, outcome: 'error', code: error.code, message: error.message }));
    process.exit(1);
  }
  await pause(700);
}
process.exit(0);
