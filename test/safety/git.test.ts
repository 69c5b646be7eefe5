// What can somebody who speaks git's protocol by hand do to the desk? Nothing that git's own client could not.
import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { eventually } from '../support/desk-process.ts'
import { type GitDesk, gitDesk, gitsIn } from '../support/git-desk.ts'
import {
  blob,
  commitOf,
  type GitObject,
  oidOf,
  packOf,
  pkt,
  post,
  pushBody,
  tree,
  zero,
} from '../support/git-raw.ts'
import { password } from '../support/web.ts'

/** Bytes of a push here. */
const limit = 1024 * 1024
let desk: GitDesk
let url: string
let as: string
let path: string
let tip: string

before(async () => {
  desk = await gitDesk({
    desk: web => ({ ...web, config: { ...web.config, limits: { ...web.config.limits, push_bytes: limit } } }),
  })
  const made = await desk.project('Widget')
  url = made.url
  as = desk.as(desk.people.maintainer, url)
  ;({ path } = await desk.web.desk.repositories.open({ id: made.id, default_branch: 'main' }))
  await desk.client.git('', 'init', '--quiet', '-b', 'main', 'work')
  tip = await desk.client.commit('work', 'One', { 'README.md': 'Hello' })
  await desk.client.git('work', 'push', '--quiet', as, 'main')
})
after(() => desk[Symbol.asyncDispose]())

/** All that is there, and nothing is left over of what was refused. */
async function untouched(what: string): Promise<void> {
  const { client, web } = desk
  const refs = await client.git('', '--git-dir', path, 'for-each-ref', '--format=%(refname) %(objectname)')
  assert.equal(refs, `refs/heads/main ${tip}`, what)
  // The answer may come an instant before the desk has forgotten what it had announced.
  const left = sql`select ref from ref_updates where settled is null`
  await eventually(
    async () => (await left.execute(web.desk.db)).rows.length === 0,
    `no move is left: ${what}`,
  )
  await eventually(async () => gitsIn(path) === 0, `no git is left: ${what}`)
}

const pushRef = (ref: string | Buffer, newOid = tip, objects: readonly GitObject[] = []) => {
  const command = Buffer.concat([
    Buffer.from(`${zero} ${newOid} `),
    Buffer.from(ref),
    Buffer.from('\0report-status side-band-64k'),
  ])
  return post(as, 'git-receive-pack', Buffer.concat([pkt(command), Buffer.from('0000'), packOf(objects)]))
}

test('branches and tags have no names that mean something else elsewhere', async () => {
  const names = [
    'refs/heads/--upload-pack=touch x',
    'refs/heads/--upload-pack=x',
    'refs/heads/-oProxyCommand=x',
    'refs/heads/HEAD',
    `refs/heads/${'a'.repeat(40)}`,
    `refs/tags/${tip}`,
    `refs/heads/${'x'.repeat(256)}`,
    'refs/heads/../../../config',
    'refs/heads/a..b',
    'refs/heads/.hidden',
    'refs/heads/x.lock',
    'refs/heads/a b',
    'refs/heads/a\nb',
    'refs/heads/a\u009b31mb',
    'refs/heads/main\u2028x',
    'refs/heads/refs/heads/main',
    'refs/heads/',
    'refs/heads',
    'refs/heads/@{1}',
    Buffer.from([...Buffer.from('refs/heads/'), 0xff, 0xfe]),
    'HEAD',
    'config',
    '../../../../tmp/x',
    '/etc/passwd',
    'refs/deskbell/x',
    'refs/replace/x',
    'refs/merge-requests/1/head',
    'refs/remotes/origin/main',
    'refs/stash',
  ]
  for (const name of names) {
    const { status, text } = await pushRef(name)
    assert.ok(status === 200 || status === 400, `${name} ${status}`)
    assert.doesNotMatch(text, /^\S*ok refs/m, String(name))
    // The second line is git's own, with the name that was sent.
    assert.doesNotMatch(text.split('\n')[0] ?? '', /\u009b/, 'nothing of ours moves the cursor of a terminal')
    await untouched(String(name))
  }
})

test('no tree leads out of the folder of whoever clones it, or into its .git', async () => {
  const file = blob('harmless')
  const link = blob('/etc/passwd')
  const inner = tree(['100644', 'config', oidOf(file)])
  const modules = (text: string): [GitObject, GitObject[]] => {
    const content = blob(text)
    return [tree(['100644', '.gitmodules', oidOf(content)]), [content]]
  }
  const bad: [what: string, GitObject, GitObject[]][] = [
    ...['.git', '.GIT', 'git~1', '.git ', '.git.', '.g\u200cit', '..', '.', ''].map(
      (name): [string, GitObject, GitObject[]] => [
        `a folder ${JSON.stringify(name)}`,
        tree(['40000', name, oidOf(inner)]),
        [inner, file],
      ],
    ),
    ['a path as a name', tree(['100644', '../../x', oidOf(file)]), [file]],
    ['a link as .gitmodules', tree(['120000', '.gitmodules', oidOf(link)]), [link]],
    ['the same name twice', tree(['100644', 'a', oidOf(file)], ['100644', 'a', oidOf(file)]), [file]],
    ...['-u./payload', '--upload-pack=x', 'ext::sh -c x\nurl = -x'].map(
      (where): [string, GitObject, GitObject[]] => [
        `a submodule at ${where}`,
        ...modules(`[submodule "x"]\n\tpath = x\n\turl = ${where}\n`),
      ],
    ),
    ['a submodule in ..', ...modules('[submodule "../../x"]\n\tpath = x\n\turl = https://a.example\n')],
    [
      'a submodule with an option as path',
      ...modules('[submodule "x"]\n\tpath = -x\n\turl = https://a.example\n'),
    ],
  ]
  for (const [what, root, objects] of bad) {
    const commit = commitOf(oidOf(root))
    const { status, text } = await pushRef('refs/heads/bad', oidOf(commit), [commit, root, ...objects])
    assert.equal(status, 200, what)
    assert.match(text, /unpack (?!ok)|fsck|error/, what)
    await untouched(what)
  }
})

test('a pack that lacks what it names, or is cut off or changed, moves nothing', async () => {
  const file = blob('a file')
  const root = tree(['100644', 'a', oidOf(file)])
  const commit = commitOf(oidOf(root))
  const whole = packOf([commit, root, file])
  const changed = Buffer.from(whole)
  changed[20] = (changed[20] ?? 0) ^ 1
  const packs: [string, Buffer][] = [
    ['without its file', packOf([commit, root])],
    ['without its commit', packOf([root, file])],
    ['cut off', whole.subarray(0, -7)],
    ['with a wrong sum', changed],
    ['nothing', Buffer.alloc(0)],
    ['no pack', Buffer.from('x'.repeat(100))],
    ['four thousand million objects', packOf([commit, root, file], { claimed: 0xffffffff })],
    ['an object of a terabyte', packOf([root], { size: () => 1e12 })],
    ['a file of a terabyte', packOf([file], { size: () => 1e12 })],
  ]
  for (const [what, pack] of packs) {
    const move = { ref: 'refs/heads/bad', oldOid: zero, newOid: oidOf(commit) }
    const { status, text } = await post(as, 'git-receive-pack', pushBody([move], pack))
    assert.ok(status === 200 || status === 400, what)
    assert.doesNotMatch(text, /ok refs/, what)
    await untouched(what)
  }
})

test('a pack that unpacks to very much more than it is stays within bounds', async () => {
  // 600 MB of nothing, in 600 kB: a tree of that size would have to lie in memory.
  const bomb: GitObject = { kind: 'tree', content: Buffer.alloc(600 * 1024 * 1024) }
  const move = { ref: 'refs/heads/bad', oldOid: zero, newOid: tip }
  const { status, text } = await post(as, 'git-receive-pack', pushBody([move], packOf([bomb])))
  assert.equal(status, 200)
  assert.match(text, /unpack (?!ok)/)
  await untouched('a bomb')
})

test('a push beyond the limit is refused in words, however it is sent', async () => {
  const { client } = desk
  await client.git('', 'clone', '--quiet', as, 'big')
  await client.commit('big', 'Big', {
    big: Buffer.from(Array.from({ length: 2 * limit }, () => Math.random() * 256)),
  })
  const { code, stderr } = await client.run(['push', as, 'HEAD:refs/heads/big'], { in: 'big' })
  assert.equal(code, 1)
  assert.match(stderr, /maximum allowed size/)
  await untouched('too much')
})

test('a body that is packed to nothing is not unpacked without end, and one that is broken is refused', async () => {
  const zeros = gzipSync(Buffer.alloc(100 * 1024 * 1024))
  for (const service of ['git-upload-pack', 'git-receive-pack'] as const) {
    for (const [body, encoding] of [
      [zeros, 'gzip'],
      [Buffer.from('no gzip at all'), 'gzip'],
      [zeros.subarray(0, 1000), 'x-gzip'],
      [zeros, 'br'],
    ] as const) {
      const { status } = await post(as, service, body, { 'content-encoding': encoding })
      assert.ok([200, 400, 413].includes(status), `${service} ${encoding} ${status}`)
    }
    await untouched(service)
  }
})

test('lines that are none are refused, and the next request is served', async () => {
  const wants = (oid: string) => pkt(`want ${oid} side-band-64k\n`)
  const bodies = [
    Buffer.from('x'),
    Buffer.from('zzzz'),
    Buffer.from('0001'),
    Buffer.from('0003'),
    Buffer.from('-001'),
    Buffer.from('ffff'),
    Buffer.from('0010want 123\n'),
    pkt('want --upload-pack=x\n'),
    Buffer.concat([wants('0'.repeat(40)), Buffer.from('0000'), pkt('done\n')]),
    Buffer.concat([wants('f'.repeat(40)), Buffer.from('0000'), pkt('done\n')]),
    Buffer.concat([wants(tip), pkt('deepen -1\n'), Buffer.from('0000'), pkt('done\n')]),
    Buffer.concat([pkt('command=object-info\n'), Buffer.from('0001'), pkt('size\n'), Buffer.from('0000')]),
    Buffer.alloc(70_000, '0000'),
    Buffer.alloc(70_000, 0),
  ]
  for (const service of ['git-upload-pack', 'git-receive-pack'] as const)
    for (const version of ['', 'version=2', 'version=1:x=--y', `version=${'9'.repeat(1000)}`, '$(touch x)'])
      for (const body of bodies) {
        const { status } = await post(as, service, body, { 'git-protocol': version })
        assert.ok(status === 200 || status === 400, `${service} ${version} ${body.subarray(0, 30)} ${status}`)
      }
  await untouched('lines')
  assert.match(await desk.client.git('', 'ls-remote', as), /refs\/heads\/main/)
})

test('no address runs anything but the two services', async () => {
  const header = { 'private-token': desk.people.maintainer.token }
  for (const query of [
    'service=git-upload-archive',
    'service=--upload-pack',
    'service=',
    'service=git-upload-pack;x',
    'service[]=git-upload-pack',
    'x',
  ])
    assert.ok(
      [400, 403].includes((await fetch(`${url}/info/refs?${query}`, { headers: header })).status),
      query,
    )
  for (const name of [
    '-oProxyCommand=x/y',
    '--exec=x/y',
    '%2e%2e%2f%2e%2e%2fetc',
    'root/%00',
    '1',
    'x'.repeat(5000),
  ])
    assert.ok(
      [400, 401, 404, 414].includes(
        (await fetch(`${desk.address}/${name}.git/info/refs?service=git-upload-pack`, { headers: header }))
          .status,
      ),
      name,
    )
  for (const file of ['HEAD', 'objects/info/packs', 'objects/../config', 'config'])
    assert.ok([403, 404].includes((await fetch(`${url}/${file}`, { headers: header })).status), file)
})

test('a page elsewhere cannot make a browser push: a session is nothing here, and forms cannot send the type', async () => {
  const payload = { login: 'maintainer', password }
  const signedIn = await desk.web.as(null, { method: 'POST', url: '/session', payload })
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0] ?? ''
  const body = pushBody([{ ref: 'refs/heads/forged', oldOid: zero, newOid: tip }])
  assert.equal((await post(url, 'git-receive-pack', body, { cookie, origin: desk.address })).status, 401)
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json',
  ])
    assert.equal((await post(as, 'git-receive-pack', body, { 'content-type': type })).status, 415, type)
  await untouched('forged')
})

test('a client that goes away takes its git along, and one client takes some of the places only', async () => {
  const open = Array.from({ length: 8 }, () => new PassThrough())
  const ends = open.map(body => {
    body.write(pkt(`want ${tip} side-band-64k\n`))
    return post(as, 'git-upload-pack', body)
  })
  await eventually(async () => gitsIn(path) === 8, 'eight read')
  const refused = await fetch(`${url}/info/refs?service=git-upload-pack`, {
    headers: { 'private-token': desk.people.maintainer.token },
  })
  assert.equal(refused.status, 503)
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.match(await refused.text(), /try again/)
  assert.match(await desk.client.git('', 'ls-remote', desk.as(desk.people.reporter, url)), /main/)
  for (const body of open) body.destroy(new Error('gone'))
  for (const end of await Promise.allSettled(ends)) assert.equal(end.status, 'rejected')
  await untouched('gone')
})

test('guesses at a password count as those at the door of the web do', async () => {
  const guess = (secret: string) =>
    fetch(`${url}/info/refs?service=git-upload-pack`, {
      headers: { authorization: `Basic ${Buffer.from(`outsider:${secret}`).toString('base64')}` },
    })
  for (let n = 0; n < 10; n++) assert.equal((await guess(`guess ${n}`)).status, 401)
  const late = await guess(password)
  assert.equal(late.status, 429)
  assert.match(await late.text(), /Too many attempts/)
  for (let n = 0; n < 12; n++) assert.equal((await guess('dbpat-revoked-long-ago')).status, 401)
})
