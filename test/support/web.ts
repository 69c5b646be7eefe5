// How does a test talk to the API? An app over a fresh database, with an administrator, a user and their tokens.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { InjectOptions } from 'fastify'
import { loadConfig } from '#config'
import { freshDatabase, transaction } from '#db'
import { silentLog, systemClock } from '#kernel'
import { mailAddresses } from '#projects'
import { openRepositories } from '#repository'
import { openSecrets } from '#secrets'
import { openStorage } from '#storage'
import type { Person } from '#users'
import { createAuth, createUser, ensureSupportBot, instanceIdentity, tokens } from '#users'
import type { App, HealthChecks, WebDesk } from '#web'
import { createApp } from '#web'

export const externalUrl = 'http://desk.example'
export const password = 'correct horse battery'

export type TestPerson = Person & { token: string }

/** An app, the desk it serves and two people: `root` (administrator) and `ada`. Disposed of by `await using`. */
export async function testWeb(
  options: { checks?: HealthChecks; desk?: (desk: WebDesk) => WebDesk } = {},
): Promise<TestWeb> {
  const database = await freshDatabase()
  const { db } = database
  const identity = await transaction(db, async tx => {
    await ensureSupportBot(tx)
    return instanceIdentity(tx)
  })
  const auth = createAuth({ db, externalUrl, secret: identity.secret, log: silentLog })
  const dataDir = mkdtempSync(join(tmpdir(), 'deskbell-web-'))
  const env = { DESKBELL_EXTERNAL_URL: externalUrl, DESKBELL_DATA_DIR: dataDir }
  const config = loadConfig({ env, cwd: dataDir })
  const storage = openStorage(dataDir)
  const addresses = mailAddresses(config)
  const plain: WebDesk = {
    db,
    auth,
    storage,
    repositories: openRepositories(dataDir),
    config,
    addresses,
    identity,
    secrets: await openSecrets(config),
    clock: systemClock,
    log: silentLog,
  }
  const desk = options.desk?.(plain) ?? plain
  const app = await createApp(desk, { checks: options.checks ?? {} })
  const root = await addPerson(desk, 'root', { isAdmin: true })
  const ada = await addPerson(desk, 'ada')
  return {
    app,
    desk,
    root,
    ada,
    database,
    as: (person, request) => inject(app, request, person),
    async [Symbol.asyncDispose]() {
      await app.close()
      await database.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export type TestWeb = {
  app: App
  desk: WebDesk
  root: TestPerson
  ada: TestPerson
  database: Awaited<ReturnType<typeof freshDatabase>>
  /** Asks `/api/v4` + url with the person's token; null asks without. A payload goes as JSON. */
  as(person: TestPerson | null, request: InjectOptions & { url: string }): ReturnType<typeof inject>
} & AsyncDisposable

/** Makes a person with a password and a token of all scopes. */
export async function addPerson(
  desk: Pick<WebDesk, 'db'>,
  username: string,
  { isAdmin = false }: { isAdmin?: boolean } = {},
): Promise<TestPerson> {
  return transaction(desk.db, async tx => {
    const email = `${username}@people.example`
    const person = await createUser(tx, { username, name: `${username} Example`, email, password, isAdmin })
    const scopes = ['api', 'read_repository', 'write_repository']
    const { token } = await tokens.create(tx, { userId: person.id, name: 'test', scopes })
    return { ...person, token }
  })
}

function inject(
  app: App,
  { url, headers, ...rest }: InjectOptions & { url: string },
  person: TestPerson | null,
) {
  return app.inject({
    ...rest,
    url: `/api/v4${url}`,
    headers: { ...(person === null ? {} : { 'private-token': person.token }), ...headers },
  })
}
