// Do the repositories of removed projects go, and no others?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gitDesk } from '../../test/support/git-desk.ts'
import { sweepRemoved } from './removed.ts'

test('the repository goes with its project, also with its group; what no project knows stays', async () => {
  await using git = await gitDesk()
  const { web } = git
  const { repositories } = web.desk
  const group = (
    await web.as(web.root, { method: 'POST', url: '/groups', payload: { name: 'g', path: 'gone' } })
  ).json<{ id: number }>()
  const kept = await git.project('kept')
  const removed = await git.project('removed')
  const below = await git.project('below', { namespace_id: group.id })
  for (const { id } of [kept, removed, below]) await repositories.open({ id, default_branch: 'main' })
  const nobodys = 987_654
  await repositories.open({ id: nobodys, default_branch: 'main' })
  await web.as(web.root, { method: 'DELETE', url: `/projects/${removed.id}` })
  await web.as(web.root, { method: 'DELETE', url: `/groups/${group.id}` })
  await sweepRemoved(web.desk)
  const there = async (id: number) => (await repositories.find(id)) !== null
  assert.deepEqual(
    [await there(kept.id), await there(removed.id), await there(below.id), await there(nobodys)],
    [true, false, false, true],
  )
  const left = await web.desk.db.selectFrom('removed_repositories').selectAll().execute()
  assert.deepEqual(left, [])
})

test('the default branch is one that is there, and what clones get', async () => {
  await using git = await gitDesk()
  const { web, client, people } = git
  const project = await git.project('branches')
  const put = async (default_branch: string) => {
    const url = `/projects/${project.id}`
    const { statusCode, body } = await web.as(people.maintainer, {
      method: 'PUT',
      url,
      payload: { default_branch },
    })
    return [statusCode, body] as const
  }
  assert.equal((await put('trunk'))[0], 200, 'nothing was pushed yet')
  await client.git('', 'clone', '--quiet', git.as(people.maintainer, project.url), 'work')
  await client.git('work', 'checkout', '--quiet', '-b', 'trunk')
  await client.commit('work', 'Begin', { 'a.txt': 'a' })
  await client.git('work', 'push', '--quiet', 'origin', 'trunk', 'trunk:refs/heads/main')
  const [status, body] = await put('nowhere')
  assert.equal(status, 400)
  assert.match(body, /default_branch.*does not exist: nowhere/)
  assert.equal((await put('main'))[0], 200)
  await client.git('', 'clone', '--quiet', git.as(people.maintainer, project.url), 'again')
  assert.equal(await client.git('again', 'branch', '--show-current'), 'main')
})
