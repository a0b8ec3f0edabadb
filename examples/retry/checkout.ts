// The checkout of the shop. POST /orders books one item with stock, and tries again while that fails: a retry that looks
// right, and has passed every test with a stock that answers.

import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

async function book(): Promise<number> {
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    try {
      const headers = { 'idempotency-key': randomUUID() };
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
