// On which PostgreSQL do all tests of a run work? One, started before the first and ended after the last.
import { freshDatabase, startTestServer } from '../../src/db/fresh.ts'

let server: Awaited<ReturnType<typeof startTestServer>> | undefined

/** Children of the test runner inherit the environment. A server named there already is used as it is. */
export async function globalSetup(): Promise<void> {
  if (process.env.DESKBELL_TEST_PG) return
  server = await startTestServer()
  process.env.DESKBELL_TEST_PG = server.url
  // Makes the template once, so that the first tests do not queue for it.
  await (await freshDatabase()).close()
}

export async function globalTeardown(): Promise<void> {
  await server?.stop()
}
