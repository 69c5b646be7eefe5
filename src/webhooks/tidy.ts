// What of webhooks recurs? Jobs that were lost are taken up again, and what is old is forgotten.
import { type Db, transaction } from '#db'
import { enqueue } from '#jobs'
import { deliverDue } from './deliver.ts'
import { forgetOld } from './log.ts'
import { projectsWithEvents } from './record.ts'

/** Duty. */
export async function takeUpLost({ db }: { db: Db }): Promise<void> {
  for (const projectId of await projectsWithEvents(db))
    await transaction(db, tx => enqueue(tx, 'webhooks.record', { projectId }))
  await deliverDue(db)
}

/** Duty. */
export async function forget({ db }: { db: Db }): Promise<void> {
  await forgetOld(db)
}
