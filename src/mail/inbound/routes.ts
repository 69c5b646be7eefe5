// Where does a mail go? The list of routes, asked in this order; the first answer wins (SPEC §4.5).
//
// A route is `(arrival, tx) => Decision | Passed | null`: it reads and decides, it never writes. `Passed` says that the
// rule would have applied but for a reason, which the team is shown.
import type { Db } from '#db'
import type { Arrival, Decision, Passed, Route } from './arrival.ts'
import { byAddress } from './routes/by-address.ts'
import { byReferences } from './routes/by-references.ts'
import { byReplyKey } from './routes/by-reply-key.ts'
import { bySubject } from './routes/by-subject.ts'
import { byUnsubscribeAddress } from './routes/by-unsubscribe-address.ts'

const routes: readonly Route[] = [byUnsubscribeAddress, byReplyKey, byReferences, bySubject, byAddress]

export async function route(arrival: Arrival, db: Db): Promise<{ decision: Decision; passed: Passed[] }> {
  const passed: Passed[] = []
  for (const ask of routes) {
    const answer = await ask(arrival, db)
    if (answer === null) continue
    if (answer.kind !== 'passed') return { decision: answer, passed }
    passed.push(answer)
  }
  throw new Error('the last route answers always')
}
