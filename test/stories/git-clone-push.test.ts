// Can people clone, fetch and push with git as they know it, and only those who may?
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from 'kysely'
import { withCredentials } from '../support/git-client.ts'
import { type GitDesk, gitDesk } from '../support/git-desk.ts'
import { password } from '../support/web.ts'

let desk: GitDesk
let url: string
let id: number

before(async () => {
  desk = await gitDesk()
  ;({ id, url } = await desk.project('Widget'))
})
after(() => desk[Symbol.asyncDispose]())

const branches = (as: string) => desk.client.git('', 'ls-remote', '--heads', as)

test('an empty project clones with a warning, and the first push of main by a Maintainer works', async () => {
  const { client, people, as } = desk
  const cloned = await client.run(['clone', as(people.maintainer, url), 'first'])
  assert.equal(cloned.code, 0, cloned.stderr)
  assert.match(cloned.stderr, /appear to have cloned an empty repository/)
  assert.equal(await client.git('first', 'symbolic-ref', 'HEAD'), 'refs/heads/main')
  const tip = await client.commit('first', 'One', { 'README.md': 'Hello' })
  const pushed = await client.run(['push', '-u', 'origin', 'main'], { in: 'first' })
  assert.equal(pushed.code, 0, pushed.stderr)
  assert.match(await branches(as(people.reporter, url)), new RegExp(`^${tip}\\s+refs/heads/main$`))
  const { rows } = await sql<object>`
    select ref, old_oid as old, new_oid as new, user_id as by, settled is not null as settled
    from ref_updates where project_id = ${id}`.execute(desk.web.desk.db)
  assert.deepEqual(rows, [
    { ref: 'refs/heads/main', old: '0'.repeat(40), new: tip, by: people.maintainer.id, settled: true },
  ])
})

test('what one pushes another fetches, in each version of the protocol', async () => {
  const { client, people, as } = desk
  for (const version of ['0', '1', '2']) {
    const options = ['-c', `protocol.version=${version}`]
    const folder = `v${version}`
    assert.equal((await client.run([...options, 'clone', as(people.developer, url), folder])).code, 0)
    const tip = await client.commit('first', `For ${version}`, { [`file-${version}`]: version.repeat(9000) })
    await client.git('first', 'push', '--quiet', 'origin', 'main')
    await client.git(folder, ...options, 'pull', '--quiet')
    assert.equal(await client.git(folder, 'rev-parse', 'HEAD'), tip)
    await client.git(folder, 'checkout', '--quiet', '-b', `topic-${version}`)
    await client.commit(folder, 'Mine')
    const { code, stderr } = await client.run([...options, 'push', 'origin', 'HEAD'], { in: folder })
    assert.equal(code, 0, stderr)
  }
})

test('a shallow clone and one without files work, and can be made whole', async () => {
  const { client, people, as } = desk
  const from = as(people.reporter, url)
  await client.git('', 'clone', '--quiet', '--depth', '1', from, 'shallow')
  assert.equal(await client.git('shallow', 'rev-list', '--count', 'HEAD'), '1')
  await client.git('shallow', 'fetch', '--quiet', '--unshallow')
  assert.equal(await client.git('shallow', 'rev-list', '--count', 'HEAD'), '4')
  const partial = await client.run(['clone', '--filter=blob:none', from, 'partial'])
  assert.doesNotMatch(partial.stderr, /not recognized|ignoring/)
})

test('a token works as the password of any user name, alone, and in a header; so do name and password', async () => {
  const { developer } = desk.people
  for (const [user, secret] of [
    ['oauth2', developer.token],
    [developer.token, ''],
    [developer.username, password],
    ['developer@people.example', password],
  ] as const)
    assert.match(await branches(withCredentials(url, user, secret)), /refs\/heads\/main/)
  for (const header of [`PRIVATE-TOKEN: ${developer.token}`, `Authorization: Bearer ${developer.token}`]) {
    const { code, stderr } = await desk.client.run(['-c', `http.extraHeader=${header}`, 'ls-remote', url])
    assert.equal(code, 0, stderr)
  }
  const sessions = await sql`select from sessions`.execute(desk.web.desk.db)
  assert.equal(sessions.rows.length, 0, 'a password in a request begins no session')
})

test('a wrong password, a wrong token, a revoked and an expired one are refused', async () => {
  const { client, people, web } = desk
  const { token: revoked } = (
    await web.as(web.root, {
      method: 'POST',
      url: `/users/${people.developer.id}/personal_access_tokens`,
      payload: { name: 'soon gone', scopes: ['api'] },
    })
  ).json<{ token: string }>()
  const using = withCredentials(url, 'developer', revoked)
  assert.match(await branches(using), /main/)
  await sql`update personal_access_tokens set revoked = true where name = 'soon gone'`.execute(web.desk.db)
  for (const as of [
    using,
    withCredentials(url, 'developer', 'dbpat-0123456789'),
    withCredentials(url, 'developer', 'not the password'),
    withCredentials(url, 'nobody-of-that-name', 'x'),
  ]) {
    const { code, stderr } = await client.run(['ls-remote', as])
    assert.equal(code, 128)
    assert.match(stderr, /Authentication failed|wrong/i)
  }
})

test('a token that only reads does not push, and one of another scope opens nothing', async () => {
  const { client, people, web, as } = desk
  const make = async (scope: string) => {
    const payload = { name: scope, scopes: [scope] }
    const url = `/users/${people.maintainer.id}/personal_access_tokens`
    return (await web.as(web.root, { method: 'POST', url, payload })).json<{ token: string }>().token
  }
  const reader = withCredentials(url, 'x', await make('read_repository'))
  assert.match(await branches(reader), /main/)
  await client.commit('first', 'Two')
  const pushed = await client.run(['push', reader, 'main'], { in: 'first' })
  assert.notEqual(pushed.code, 0)
  assert.match(pushed.stderr, /403|higher privileges/)
  const user = withCredentials(url, 'x', await make('read_user'))
  assert.match((await client.run(['ls-remote', user])).stderr, /403|higher privileges/)
  const writer = withCredentials(url, 'x', await make('write_repository'))
  assert.equal((await client.run(['push', writer, 'main'], { in: 'first' })).code, 0)
  assert.match(await branches(as(people.reporter, url)), /main/)
})

test('a Guest of a private project clones nothing, and nobody else learns that there is one', async () => {
  const { client, people, as, address } = desk
  const guest = await client.run(['clone', as(people.guest, url), 'guest'])
  assert.equal(guest.code, 128)
  assert.match(guest.stderr, /it takes a Reporter/)
  const missing = `${address}/root/there-is-none.git`
  for (const service of ['git-upload-pack', 'git-receive-pack']) {
    const ask = async (target: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${target}/info/refs?service=${service}`, { headers })
      const known = ['www-authenticate', 'content-type', 'cache-control'].map(name =>
        answer.headers.get(name),
      )
      return [answer.status, ...known, await answer.text()]
    }
    assert.deepEqual(await ask(url), await ask(missing))
    assert.equal((await ask(url))[0], 401)
    assert.match(String((await ask(url))[1]), /^Basic realm="/)
    const outsider = { 'private-token': people.outsider.token }
    assert.deepEqual(await ask(url, outsider), await ask(missing, outsider))
    assert.equal((await ask(url, outsider))[0], 404)
  }
})

test('a public project is cloned by anybody, pushed to by its Developers alone', async () => {
  const { client, people, as } = desk
  const open = await desk.project('Open', { visibility: 'public' })
  await client.git('first', 'push', '--quiet', as(people.maintainer, open.url), 'main')
  assert.match(await branches(open.url), /main/)
  const anonymous = await client.run(['push', open.url, 'main:x'], { in: 'first' })
  assert.match(anonymous.stderr, /Authentication failed/)
  for (const who of [people.outsider, people.reporter]) {
    const { code, stderr } = await client.run(['push', as(who, open.url), 'main:x'], { in: 'first' })
    assert.notEqual(code, 0)
    assert.match(stderr, /it takes a Developer/)
  }
  await client.git('first', 'push', '--quiet', as(people.developer, open.url), 'main:x')
})

test('without .git, and under a path that the project had, the repository is found', async () => {
  const { client, people, web, as } = desk
  const moved = await desk.project('Before')
  await client.git('first', 'push', '--quiet', as(people.maintainer, moved.url), 'main')
  await client.git('', 'clone', '--quiet', as(people.reporter, moved.url.replace(/\.git$/, '')), 'without')
  const payload = { path: 'after' }
  assert.equal(
    (await web.as(web.root, { method: 'PUT', url: `/projects/${moved.id}`, payload })).statusCode,
    200,
  )
  await client.git('without', 'fetch', '--quiet')
  assert.match(await branches(as(people.reporter, moved.url)), /main/)
  assert.match(await branches(as(people.reporter, moved.url.replace('before', 'AFTER'))), /main/)
})

test('an archived project is read and not written', async () => {
  const { client, people, web, as } = desk
  const old = await desk.project('Old')
  await client.git('first', 'push', '--quiet', as(people.maintainer, old.url), 'main')
  await web.as(web.root, { method: 'POST', url: `/projects/${old.id}/archive` })
  assert.match(await branches(as(people.reporter, old.url)), /main/)
  const { stderr } = await client.run(['push', as(people.maintainer, old.url), 'main:x'], { in: 'first' })
  assert.match(stderr, /archived/)
})

test('a browser at the address of the repository is led to the page of the project, and nowhere else', async () => {
  const ask = async (path: string) => {
    const answer = await fetch(`${desk.address}${path}`, { redirect: 'manual' })
    return `${answer.status} ${answer.headers.get('location')}`
  }
  assert.equal(await ask('/root/widget.git'), '302 /root/widget')
  assert.equal(await ask('/%5Cevil.example/x.git'), '302 /%5Cevil.example/x')
  assert.match(await ask('//evil.example/x.git'), /^(404|302 \/[^/])/)
  const dumb = await fetch(`${desk.address}/root/widget.git/info/refs`)
  assert.equal(dumb.status, 403)
  assert.match(await dumb.text(), /dumb HTTP protocol/)
})
