// What happens when another forge tells of a push or a merge? Its signature is checked before anything is read, and it acts once.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { type Db, transaction } from '#db'
import { DeskError, type Log } from '#kernel'
import { closing } from '#merge-requests'
import type { Secrets } from '#secrets'
import { enqueuePull } from '../mirrors/queue.ts'
import { fromGitea } from './payloads/gitea.ts'
import { fromGitHub } from './payloads/github.ts'
import { fromGitLab } from './payloads/gitlab.ts'
import { type ForgeHook, purposeOf } from './settings.ts'
import { type Headers, isSigned, speakerOf } from './signatures.ts'
import type { Forge, Told, ToldCommit } from './told.ts'

type HookDesk = { db: Db; secrets: Secrets; log: Log; config: { external_url: string } }

const limits = {
  /** Milliseconds that the clock of whoever commits may be behind the desk's. */
  clockBehind: 3_600_000,
  /** Digits of a commit in a note. */
  digits: 11,
  /** Days for which a delivery is known; what it did to issues is known for good. */
  days: 30,
} as const

const readers = { github: fromGitHub, gitlab: fromGitLab, gitea: fromGitea } as const

/** The same whoever asks for whatever: nobody learns which hooks there are. */
const refused = () => new DeskError('unauthenticated', 'The signature or token is missing or wrong.')

/**
 * Takes one delivery. Returns what came of it, in words for the forge's log of deliveries.
 * @throws unauthenticated unless it is signed; invalid if it cannot be read
 */
export async function receiveFromForge(
  desk: HookDesk,
  { hookId, headers, body }: { hookId: number; headers: Headers; body: Buffer },
): Promise<{ message: string; acted: boolean }> {
  const { rows } = await sql<ForgeHook>`
    select forge_hooks.* from forge_hooks join projects on projects.id = project_id
    where forge_hooks.id = ${hookId} and not projects.archived`.execute(desk.db)
  const [hook] = rows
  const speaker = speakerOf(headers)
  if (hook === undefined || speaker === null) throw refused()
  const secret = desk.secrets.open(hook.sealed_secret, purposeOf(hook.project_id))
  if (!isSigned(speaker.forge, headers, body, secret, Date.now())) throw refused()
  const digest = createHash('sha256').update(body).digest('hex')
  const known = await desk.db
    .selectFrom('forge_deliveries')
    .select('delivery')
    .where('hook_id', '=', hook.id)
    .where('delivery', '=', digest)
    .executeTakeFirst()
  if (known !== undefined)
    return { message: 'This was delivered before; nothing is done twice.', acted: false }
  const told = readers[speaker.forge](speaker.event, parse(headers, body))
  const message = await act(desk, hook, speaker.forge, told)
  // After what it did: one that failed midway is done again, and finds what it has done.
  await remember(desk.db, hook.id, { digest, ...speaker, message })
  return { message, acted: told.kind === 'push' || told.kind === 'merge_request' }
}

/** GitHub sends JSON as it is, or in a form. */
function parse(headers: Headers, body: Buffer): Record<string, unknown> {
  const text = body.toString('utf8')
  const isForm = /^application\/x-www-form-urlencoded/i.test(String(headers['content-type'] ?? ''))
  try {
    const found: unknown = JSON.parse(isForm ? (new URLSearchParams(text).get('payload') ?? '') : text)
    if (typeof found === 'object' && found !== null && !Array.isArray(found))
      return found as Record<string, unknown>
  } catch {
    // Falls through: what is no JSON is no delivery.
  }
  throw new DeskError('invalid', 'The body is no JSON object: choose application/json at the forge.')
}

async function act(desk: HookDesk, hook: ForgeHook, forge: Forge, told: Told): Promise<string> {
  if (told.kind === 'ping') return 'The secret is right.'
  if (told.kind === 'other') return 'Nothing here follows from that event.'
  if (told.kind === 'push') return pushed(desk, hook, told)
  const { reference, url, text, merged, isDefault } = told
  const word = forge === 'gitlab' ? 'merge request' : 'pull request'
  const closed = await closing.actElsewhere(desk, {
    ...actingAs(hook),
    key: `forge ${url ?? `${forge} ${reference}`}`,
    shown: `${word} ${linked(reference, url)}`,
    text,
    closes: merged && isDefault,
  })
  return closed === 0 ? 'Issues that it names were told.' : inWords(closed)
}

const actingAs = ({ project_id: projectId, user_id: userId, closing: scope }: ForgeHook) => ({
  projectId,
  userId,
  scope,
})

const inWords = (closed: number) => (closed === 1 ? '1 issue was closed.' : `${closed} issues were closed.`)

async function pushed(desk: HookDesk, hook: ForgeHook, told: Told & { kind: 'push' }): Promise<string> {
  // With a mirror the commits themselves come, and say more than the forge does.
  if (await fetchSoon(desk.db, hook.project_id)) return 'The repository is fetched now.'
  if (!told.isDefault) return 'Only the default branch closes issues.'
  let closed = 0
  for (const commit of told.commits) closed += await closing.actElsewhere(desk, commitOf(hook, commit))
  return closed === 0 ? 'No issue was closed.' : inWords(closed)
}

function commitOf(hook: ForgeHook, { id, message, url, at }: ToldCommit) {
  return {
    ...actingAs(hook),
    // The same commit by a mirror that is set up later acts no second time.
    key: `commit ${id}`,
    shown: `commit ${linked(id.slice(0, limits.digits), url)}`,
    text: message,
    closes: true,
    before: at === null ? undefined : new Date(at.getTime() + limits.clockBehind),
  }
}

/** Brackets and backslashes would end the words of a link. */
const linked = (words: string, url: string | null) => {
  const plain = words.replaceAll(/[[\]\\`<>]/g, '')
  return url === null ? plain : `[${plain}](${url})`
}

async function fetchSoon(db: Db, projectId: number): Promise<boolean> {
  return transaction(db, async tx => {
    const mirror = await tx
      .selectFrom('mirrors')
      .select('project_id')
      .where('project_id', '=', projectId)
      .where('enabled', '=', true)
      .executeTakeFirst()
    if (mirror !== undefined) await enqueuePull(tx, projectId)
    return mirror !== undefined
  })
}

type Remembered = { digest: string; forge: Forge; event: string; message: string }

async function remember(
  db: Db,
  hookId: number,
  { digest, forge, event, message }: Remembered,
): Promise<void> {
  await sql`
    with known as (
      insert into forge_deliveries (hook_id, delivery) values (${hookId}, ${digest}) on conflict do nothing
    )
    update forge_hooks set last_delivery_at = now(), last_forge = ${forge}, last_event = ${event.slice(0, 100)},
      last_result = ${message} where id = ${hookId}`.execute(db)
}

/** Duty: forgets deliveries of long ago. */
export async function forgetDeliveries({ db }: Pick<HookDesk, 'db'>): Promise<void> {
  await sql`
    delete from forge_deliveries where received_at < now() - make_interval(days => ${limits.days})`.execute(
    db,
  )
}
