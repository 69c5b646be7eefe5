// When are the deliveries of a hook taken up?
import type { Tx } from '#db'
import { enqueue } from '#jobs'

/** One job a hook, however much waits for it. */
export async function deliverSoon(tx: Tx, hookId: number, runAt?: Date): Promise<void> {
  await enqueue(tx, 'webhooks.deliver', { hookId }, { key: `webhook ${hookId}`, ...(runAt ? { runAt } : {}) })
}
