// Do groups, projects and namespaces answer as GitLab's API does?
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mailAddresses } from '#projects'
import { addPerson, type TestPerson, type TestWeb, testWeb } from '../../../test/support/web.ts'

const addresses = mailAddresses({
  incoming_email: { enabled: true, address: 'incoming+%{key}@desk.example' },
})
const deskWithMail = () => testWeb({ desk: desk => ({ ...desk, addresses }) })

/** Sends and expects success; gives what came back. */
async function done(
  web: TestWeb,
  person: TestPerson,
  method: 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload = {},
) {
  const answer = await web.as(person, { method, url, payload })
  assert.ok(answer.statusCode < 300, `${method} ${url}: ${answer.statusCode} ${answer.body}`)
  return answer.json()
}
const get = async (web: TestWeb, person: TestPerson | null, url: string) =>
  (await web.as(person, { url })).json()
const pathsOf = (rows: { path_with_namespace?: string; full_path?: string }[]) =>
  rows.map(row => row.path_with_namespace ?? row.full_path)

test('a project is shown as GitLab shows it', async () => {
  await using web = await deskWithMail()
  const acme = await done(web, web.ada, 'POST', '/groups', {
    name: 'Acme Inc.',
    path: 'acme',
    visibility: 'public',
  })
  const tools = await done(web, web.ada, 'POST', '/groups', {
    name: 'Tools',
    path: 'tools',
    parent_id: acme.id,
  })
  assert.deepEqual([tools.full_path, tools.full_name], ['acme/tools', 'Acme Inc. / Tools'])
  const made = await done(web, web.ada, 'POST', '/projects', { name: 'Widget', namespace_id: tools.id })
  const shown = await get(web, web.ada, '/projects/acme%2Ftools%2Fwidget')
  assert.deepEqual(shown, made)
  const { created_at, updated_at, last_activity_at, ...rest } = shown
  for (const moment of [created_at, updated_at, last_activity_at]) assert.match(moment, /^\d{4}-.*\.\d{3}Z$/)
  const self = `http://desk.example/api/v4/projects/${made.id}`
  assert.deepEqual(rest, {
    id: made.id,
    name: 'Widget',
    name_with_namespace: 'Acme Inc. / Tools / Widget',
    path: 'widget',
    path_with_namespace: 'acme/tools/widget',
    description: '',
    default_branch: 'main',
    visibility: 'private',
    archived: false,
    creator_id: web.ada.id,
    avatar_url: null,
    web_url: 'http://desk.example/acme/tools/widget',
    http_url_to_repo: 'http://desk.example/acme/tools/widget.git',
    empty_repo: true,
    readme_url: null,
    namespace: {
      id: tools.id,
      name: 'Tools',
      path: 'tools',
      kind: 'group',
      full_path: 'acme/tools',
      parent_id: acme.id,
      avatar_url: null,
      web_url: 'http://desk.example/groups/acme/tools',
    },
    issues_enabled: true,
    service_desk_enabled: true,
    service_desk_address: `incoming+acme-tools-widget-${made.id}-issue-@desk.example`,
    permissions: { project_access: null, group_access: { access_level: 50 } },
    _links: { self, issues: `${self}/issues`, labels: `${self}/labels`, members: `${self}/members` },
  })
})

test('the address is for Reporters and up', async () => {
  await using web = await deskWithMail()
  const { id } = await done(web, web.root, 'POST', '/projects', { path: 'open', visibility: 'public' })
  const address = async (person: TestPerson | null) =>
    (await get(web, person, `/projects/${id}`)).service_desk_address
  assert.equal(await address(null), undefined)
  assert.equal(await address(web.ada), undefined)
  await done(web, web.root, 'POST', `/projects/${id}/members`, { user_id: web.ada.id, access_level: 10 })
  assert.equal(await address(web.ada), undefined)
  await done(web, web.root, 'PUT', `/projects/${id}/members/${web.ada.id}`, { access_level: 20 })
  assert.match(await address(web.ada), /^incoming\+root-open-/)
  await done(web, web.root, 'PUT', `/projects/${id}`, { service_desk_enabled: false })
  assert.equal(await address(web.ada), null)
})

test('a project is changed, moved, archived and removed', async () => {
  await using web = await deskWithMail()
  const { id } = await done(web, web.ada, 'POST', '/projects', { path: 'widget' })
  const renamed = await done(web, web.ada, 'PUT', `/projects/${id}`, { path: 'gadget', name: 'Gadget' })
  assert.equal(renamed.path_with_namespace, 'ada/gadget')
  const group = await done(web, web.ada, 'POST', '/groups', { name: 'Acme', path: 'acme' })
  const moved = await done(web, web.ada, 'PUT', `/projects/${id}/transfer`, { namespace: 'acme' })
  assert.equal(moved.path_with_namespace, 'acme/gadget')
  assert.equal((await get(web, web.ada, '/projects/ada%2Fwidget')).id, id, 'by its first path')
  assert.equal((await done(web, web.ada, 'POST', `/projects/${id}/archive`)).archived, true)
  assert.equal((await done(web, web.ada, 'POST', `/projects/${id}/unarchive`)).archived, false)
  assert.deepEqual(await done(web, web.ada, 'DELETE', `/projects/${id}`), { message: '202 Accepted' })
  assert.equal((await web.as(web.ada, { url: `/projects/${id}` })).statusCode, 404)
  assert.deepEqual(await done(web, web.ada, 'DELETE', `/groups/${group.id}`), { message: '202 Accepted' })
})

test('every mistake names its field', async () => {
  await using web = await deskWithMail()
  await done(web, web.ada, 'POST', '/projects', { path: 'widget' })
  const refused = async (method: 'POST' | 'PUT', url: string, payload: object) => {
    const answer = await web.as(web.ada, { method, url, payload })
    assert.equal(answer.statusCode, 400, answer.body)
    return answer.json()
  }
  const post = (payload: object) => refused('POST', '/projects', payload)
  assert.deepEqual(await post({}), { message: { name: ['is missing'] } })
  assert.deepEqual(await post({ path: 'widget' }), { message: { path: ['has already been taken'] } })
  assert.deepEqual(await post({ path: 'x', namespace_id: 99999 }), {
    message: { namespace_id: ['does not exist'] },
  })
  assert.deepEqual(await post({ path: 'x', visibility: 'secret' }), {
    error: 'visibility does not have a valid value',
  })
  assert.deepEqual(await post({ path: 'x', default_branch: 'a..b' }), {
    message: { default_branch: ['is not a valid branch name'] },
  })
  assert.deepEqual(await refused('POST', '/groups', { name: 'Api', path: 'api' }), {
    message: { path: ['is a reserved name'] },
  })
  assert.deepEqual(await refused('POST', '/groups', { path: 'x' }), { error: 'name is missing' })
  assert.deepEqual(await refused('PUT', '/projects/ada%2Fwidget/transfer', { namespace: 'ada' }), {
    message: { namespace: ['is where the project is already'] },
  })
})

test('strangers change nothing, and nobody signed in makes nothing', async () => {
  await using web = await deskWithMail()
  const { id } = await done(web, web.root, 'POST', '/projects', { path: 'open', visibility: 'public' })
  const put = (person: TestPerson | null, url: string) =>
    web.as(person, { method: 'PUT', url, payload: { name: 'Mine' } })
  assert.equal((await put(web.ada, `/projects/${id}`)).statusCode, 403)
  assert.equal((await put(null, `/projects/${id}`)).statusCode, 401)
  assert.equal(
    (await web.as(null, { method: 'POST', url: '/groups', payload: { name: 'x', path: 'x' } })).statusCode,
    401,
  )
})

test('lists are filtered, counted, and walked by cursor', async () => {
  await using web = await deskWithMail()
  const eve = await addPerson(web.desk, 'eve')
  const acme = await done(web, web.ada, 'POST', '/groups', { name: 'Acme', path: 'acme' })
  for (const path of ['one', 'two', 'three'])
    await done(web, web.ada, 'POST', '/projects', { path, namespace_id: acme.id })
  await done(web, eve, 'POST', '/projects', { path: 'four', visibility: 'public' })
  const first = await web.as(web.ada, { url: '/projects?order_by=id&sort=asc&per_page=3' })
  assert.deepEqual(pathsOf(first.json()), ['acme/one', 'acme/two', 'acme/three'])
  assert.deepEqual([first.headers['x-total'], first.headers['x-next-page']], ['4', '2'])
  const walked: (string | undefined)[] = []
  let url: string | undefined = '/projects?pagination=keyset&per_page=1&order_by=name&sort=asc'
  while (url !== undefined) {
    const page = await web.as(web.ada, { url })
    walked.push(...pathsOf(page.json()))
    url = /<[^>]*\/api\/v4([^>]*)>; rel="next"/.exec(String(page.headers.link ?? ''))?.[1]
  }
  assert.deepEqual(walked, ['eve/four', 'acme/one', 'acme/three', 'acme/two'])
  assert.deepEqual(pathsOf(await get(web, eve, '/projects')), ['eve/four'])
  assert.deepEqual(pathsOf(await get(web, null, '/projects')), ['eve/four'])
  assert.deepEqual(pathsOf(await get(web, web.ada, '/projects?membership=true&search=TW')), ['acme/two'])
  assert.deepEqual(pathsOf(await get(web, web.root, '/projects?owned=true')), [])
  assert.equal((await get(web, web.ada, '/groups/acme/projects')).length, 3)
  assert.equal((await web.as(eve, { url: '/groups/acme/projects' })).statusCode, 404)
  assert.equal((await web.as(web.ada, { url: '/projects?cursor=nonsense' })).statusCode, 400)
})

test('groups nest, move, and are listed for those who see them', async () => {
  await using web = await deskWithMail()
  const eve = await addPerson(web.desk, 'eve')
  const acme = await done(web, web.ada, 'POST', '/groups', {
    name: 'Acme',
    path: 'acme',
    visibility: 'public',
  })
  const other = await done(web, web.ada, 'POST', '/groups', { name: 'Other', path: 'other' })
  const sub = await done(web, web.ada, 'POST', '/groups', { name: 'Sub', path: 'sub', parent_id: acme.id })
  const deep = await done(web, web.ada, 'POST', '/groups', { name: 'Deep', path: 'deep', parent_id: sub.id })
  assert.deepEqual(pathsOf(await get(web, web.ada, '/groups?top_level_only=true')), ['acme', 'other'])
  assert.deepEqual(pathsOf(await get(web, eve, '/groups')), [])
  assert.deepEqual(pathsOf(await get(web, eve, '/groups?all_available=true')), ['acme'])
  assert.deepEqual(pathsOf(await get(web, null, '/groups')), ['acme'])
  assert.deepEqual(pathsOf(await get(web, web.ada, '/groups/acme/subgroups')), ['acme/sub'])
  assert.equal((await get(web, web.ada, '/groups/acme/descendant_groups')).length, 2)
  const moved = await done(web, web.ada, 'POST', `/groups/${sub.id}/transfer`, { group_id: other.id })
  assert.equal(moved.full_path, 'other/sub')
  assert.equal((await get(web, web.ada, `/groups/${deep.id}`)).full_path, 'other/sub/deep')
  const renamed = await done(web, web.ada, 'PUT', `/groups/${other.id}`, { path: 'apex' })
  assert.equal(renamed.web_url, 'http://desk.example/groups/apex')
  assert.deepEqual(pathsOf(await get(web, web.ada, '/namespaces')), [
    'acme',
    'ada',
    'apex',
    'apex/sub',
    'apex/sub/deep',
  ])
  assert.deepEqual(pathsOf(await get(web, eve, '/namespaces')), ['eve'])
  assert.equal((await get(web, eve, '/namespaces/ada')).kind, 'user')
  assert.equal((await web.as(eve, { url: '/namespaces/apex' })).statusCode, 404)
})
