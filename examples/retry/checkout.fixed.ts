// The same checkout without the bug: one key for the order, and not one for each attempt. What was booked already, although
// its confirmation never came, is not booked again.

import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

async function book(): Promise<number> {
  const headers = { 'idempotency-key': randomUUID() };
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    try {
      const response = await fetch('http://stock:8080/bookings', { method: 'POST', headers });
      await response.json();
      return response.status;
    } catch {
      await pause(5000);
    }
  }
  return 503;
}

createServer(async (request, response) => {
  response.statusCode = request.method === 'POST' ? await book() : 200;
  response.end();
}).listen(8080);
