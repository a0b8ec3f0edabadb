import { composeBed, faults } from 'socketbed';
import { expect, test } from 'vitest';

test('an order is booked once, though its confirmation is lost', async () => {
  await using bed = await composeBed({ file: 'docker-compose.yml' });
  const urlOf = async (service: string) => {
    const { host, port } = await (await bed.container(service)).published(8080);
    return `http://${host}:${port}`;
  };
  const [checkout, stock] = [await urlOf('checkout'), await urlOf('stock')];

  // The connection breaks when 100 bytes of stock's answer have passed: booked, but not told.
  const fault = await bed.between('checkout', 'stock').inject(faults.reset({ afterBytes: 100 }));
  const ordering = fetch(`${checkout}/orders`, { method: 'POST' });
  await expect.poll(async () => (await fault.counter()).hit.packets, { timeout: 30_000 }).toBeGreaterThan(0);
  await fault.lift();

  expect((await ordering).status).toBe(201);
  expect(await (await fetch(`${stock}/bookings`)).json()).toHaveLength(1);
});
