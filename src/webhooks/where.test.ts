// Where may a hook lead, who may set it up, and what does a branch filter let pass?
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { transaction } from '#db'
import { startHookReceiver } from '../../test/support/hook-receiver.ts'
import { addPerson, testWeb } from '../../test/support/web.ts'
import { fitsFilter, keyOf } from './fields.ts'
import { deliver, forget, hooks, recordEvents } from './index.ts'

const receiver = await startHookReceiver()
const web = await testWeb()
after(async () => {
  await web[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})
const { desk, root } = web
const made = await web.as(root, { method: 'POST', url: '/projects', payload: { name: 'Hooked' } })
const { id } = made.json<{ id: number }>()
const add = (url: string, more: object = {}) =>
  web.as(root, { method: 'POST', url: `/projects/${id}/hooks`, payload: { url, ...more } })

test('an address on this machine or in a private network is refused, however it is written', async () => {
  for (const url of [
    receiver.url,
    'http://localhost/hook',
    'http://2130706433/hook',
    'http://0x7f.1/hook',
    'https://[::1]/hook',
    'http://[::ffff:127.0.0.1]/hook',
    'http://169.254.169.254/latest/meta-data',
    'https://10.0.0.8/hook',
  ]) {
    const { statusCode, body } = await add(url)
    assert.deepEqual([statusCode, /webhooks\.allow_private_hosts/.test(body)], [400, true], url)
  }
})

test('what is no address of the web is refused, and so are names and passwords in it', async () => {
  for (const url of [
    'ftp://192.0.2.1/',
    'file:///etc/passwd',
    'gopher://x/',
    'receiver',
    'http://',
    'http://a.example./',
    'https://me:hush@receiver.example/',
    'https://receiver.example/a b',
  ])
    assert.deepEqual([(await add(url)).statusCode, url], [400, url])
})

test('a name that leads inwards later is not connected to, and the log says why', async () => {
  const { id: hook } = (await add('https://receiver.invalid/hook', { issues_events: true })).json()
  // As if the name had led elsewhere when it was entered.
  await sql`update web_hooks set url = ${receiver.url} where id = ${hook}`.execute(desk.db)
  await web.as(root, { method: 'POST', url: `/projects/${id}/issues`, payload: { title: 'Told' } })
  await recordEvents(desk, { projectId: id })
  await deliver(desk, { hookId: hook })
  const [attempt] = await hooks.listAttempts(desk.db, hook, undefined, { limit: 2, offset: 0 })
  assert.match(attempt?.error ?? '', /private network.*webhooks\.allow_private_hosts/)
  assert.equal(receiver.all.length, 0)
})

test('the same event is noted once for a hook, however often its job runs', async () => {
  const { id: hook } = (await add('https://receiver.invalid/once', { issues_events: true })).json()
  await web.as(root, { method: 'POST', url: `/projects/${id}/issues`, payload: { title: 'Once' } })
  await Promise.all([1, 2, 3].map(() => recordEvents(desk, { projectId: id })))
  await sql`update web_hook_events set handled_at = null
    where id = (select max(id) from web_hook_events)`.execute(desk.db)
  await recordEvents(desk, { projectId: id })
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from web_hook_deliveries where hook_id = ${hook}`.execute(desk.db)
  assert.deepEqual(rows, [{ count: 1 }])
})

test('what a backup brings back is not told again', async () => {
  const before = await sql<{ count: number }>`select count(*)::int as count from web_hook_events`.execute(
    desk.db,
  )
  await transaction(desk.db, async tx => {
    await sql`set local deskbell.restoring = 'on'`.execute(tx)
    await sql`
      insert into events (kind, project_id, issue_id, actor_id)
      select 'issue_opened', project_id, id, author_id from issues limit 1`.execute(tx)
  })
  const after = await sql<{ count: number }>`select count(*)::int as count from web_hook_events`.execute(
    desk.db,
  )
  assert.deepEqual(after.rows, before.rows)
})

test('what is old is forgotten, with what a hook was told long ago', async () => {
  await sql`update web_hook_deliveries set created_at = now() - interval '8 days'`.execute(desk.db)
  await forget(desk)
  const { rows } = await sql<{ deliveries: number; attempts: number }>`
    select (select count(*)::int from web_hook_deliveries) as deliveries,
      (select count(*)::int from web_hook_attempts) as attempts`.execute(desk.db)
  assert.deepEqual(rows, [{ deliveries: 0, attempts: 0 }])
})

test('a hook that keeps failing rests longer and longer, and is switched off in the end', async () => {
  const { id: hook } = (await add('https://receiver.invalid/tired', { issues_events: true })).json()
  await web.as(root, { method: 'POST', url: `/projects/${id}/issues`, payload: { title: 'Tired' } })
  await recordEvents(desk, { projectId: id })
  // Refused before anything is looked up.
  await sql`update web_hooks set url = ${receiver.url} where id = ${hook}`.execute(desk.db)
  const rests: number[] = []
  for (let failure = 1; failure <= 40; failure++) {
    await sql`update web_hooks set wait_until = null where id = ${hook}`.execute(desk.db)
    await sql`update web_hook_deliveries set next_at = now(), state = 'waiting' where hook_id = ${hook}`.execute(
      desk.db,
    )
    await deliver(desk, { hookId: hook })
    const { rows } = await sql<{ seconds: number | null }>`
      select round(extract(epoch from wait_until - now()))::int as seconds from web_hooks where id = ${hook}`.execute(
      desk.db,
    )
    rests.push(rows[0]?.seconds ?? -1)
  }
  const grows = rests.slice(0, 39)
  assert.deepEqual(
    grows.toSorted((a, b) => a - b),
    grows,
  )
  assert.ok((grows[0] ?? 0) <= 10 && Math.max(...grows) <= 86_400, `${grows}`)
  const found = (await web.as(root, { url: `/projects/${id}/hooks/${hook}` })).json()
  assert.deepEqual([found.alert_status, found.failures], ['disabled', 40])
  assert.match(found.disabled_reason, /40 deliveries in a row failed/)
})

test('hanging receivers of one project leave places for those of others', async () => {
  const project = await web.as(root, { method: 'POST', url: '/projects', payload: { name: 'Crowded' } })
  const place = project.json<{ id: number }>().id
  const ids: number[] = []
  for (const path of ['1', '2', '3', '4', '5']) {
    const payload = { url: `https://receiver.invalid/${path}`, issues_events: true }
    const hook = await web.as(root, { method: 'POST', url: `/projects/${place}/hooks`, payload })
    ids.push(hook.json().id)
  }
  const fifth = ids.pop() ?? 0
  await web.as(root, { method: 'POST', url: `/projects/${place}/issues`, payload: { title: 'Told' } })
  await recordEvents(desk, { projectId: place })
  const hang = (until: string | null) =>
    sql`update web_hooks set busy_until = now() + ${until}::interval where id = any(${ids}::bigint[])`.execute(
      desk.db,
    )
  const told = async () => {
    await deliver(desk, { hookId: fifth })
    return hooks.countAttempts(desk.db, fifth, undefined)
  }
  await hang('1 minute')
  assert.equal(await told(), 0)
  const { rows } = await sql<{ waits: boolean }>`
    select run_at > now() as waits from graphile_worker.jobs where key = ${`webhook ${fifth}`}`.execute(
    desk.db,
  )
  assert.deepEqual(rows, [{ waits: true }])
  await hang(null)
  assert.equal(await told(), 1)
})

test('hooks are for Maintainers; others are told as of any place that is not theirs', async () => {
  const developer = await addPerson(desk, 'dev')
  const outsider = await addPerson(desk, 'outsider')
  const member = { user_id: developer.id, access_level: 30 }
  await web.as(root, { method: 'POST', url: `/projects/${id}/members`, payload: member })
  const { id: hook } = (await add('https://receiver.invalid/hook')).json()
  const place = `/projects/${id}/hooks`
  const one = `${place}/${hook}`
  for (const [method, url] of [
    ['GET', place],
    ['POST', place],
    ['GET', one],
    ['PUT', one],
    ['DELETE', one],
    ['GET', `${one}/events`],
    ['POST', `${one}/events/1/resend`],
    ['POST', `${one}/test/push_events`],
  ] as const) {
    const payload =
      method === 'POST' || method === 'PUT' ? { url: 'https://receiver.invalid/mine' } : undefined
    const ask = async (who: typeof developer | null) =>
      (await web.as(who, { method, url, ...(payload ? { payload } : {}) })).statusCode
    assert.deepEqual([await ask(developer), await ask(outsider), await ask(null)], [403, 404, 401], url)
  }
})

test('hooks of another project are not found', async () => {
  const other = await web.as(root, { method: 'POST', url: '/projects', payload: { name: 'Other' } })
  const { id: hook } = (await add('https://receiver.invalid/hook')).json()
  const url = `/projects/${other.json().id}/hooks/${hook}`
  for (const method of ['GET', 'DELETE'] as const)
    assert.equal((await web.as(root, { method, url })).statusCode, 404)
})

test('tokens that could not be sent or be a key are refused', async () => {
  for (const more of [
    { token: 'two\nlines' },
    { token: 'naïve' },
    { signing_token: 'hush' },
    { signing_token: 'whsec_c2hvcnQ=' },
  ])
    assert.equal((await add('https://receiver.invalid/', more)).statusCode, 400, JSON.stringify(more))
  assert.equal(keyOf(`whsec_${Buffer.alloc(32).toString('base64')}`)?.length, 32)
})

test('a branch filter names branches; a star stands for anything', () => {
  const fitting = (filter: string) =>
    ['main', 'stable/1', 'stable/2-x', 'x'].filter(b => fitsFilter(b, filter))
  assert.deepEqual(fitting(''), ['main', 'stable/1', 'stable/2-x', 'x'])
  assert.deepEqual(fitting('main, stable/*'), ['main', 'stable/1', 'stable/2-x'])
  assert.deepEqual(fitting('*/*-*'), ['stable/2-x'])
  assert.deepEqual(fitting('stable'), [])
  assert.equal(fitsFilter('a'.repeat(50), `${'*a'.repeat(40)}*b`), false)
})
