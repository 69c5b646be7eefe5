// Does the desk go on for others while somebody asks for much and reads nothing, and does it stop when it is told to?
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { after, before, test } from 'node:test'
import { type GitDesk, gitDesk } from '../support/git-desk.ts'

/** More than git runs at a time, of them more than one person may read at a time. */
const readers = 40

let desk: GitDesk
let open: { id: number }
let other: { id: number }
const sockets: Socket[] = []

before(async () => {
  desk = await gitDesk()
  const { people, client, as } = desk
  const { id, url } = await desk.project('Open', { visibility: 'public' })
  open = { id }
  await client.git('', 'clone', '--quiet', as(people.maintainer, url), 'open')
  await client.git('open', 'checkout', '--quiet', '-b', 'main')
  await client.commit('open', 'Begin', { 'large.txt': randomBytes(8_000_000).toString('base64') })
  await client.git('open', 'push', '--quiet', 'origin', 'main')
  other = await desk.project('Other')
  await client.git('', 'clone', '--quiet', as(people.maintainer, `${desk.address}/root/other.git`), 'other')
  await client.git('other', 'checkout', '--quiet', '-b', 'main')
  await client.commit('other', 'Begin', { 'a.txt': 'a' })
  await client.git('other', 'push', '--quiet', 'origin', 'main')
})
after(async () => {
  for (const socket of sockets) socket.destroy()
  await desk?.[Symbol.asyncDispose]()
})

/** Asks, waits for the first bytes of the answer, and reads no further. @returns the status */
function askAndWait(path: string): Promise<number> {
  const socket = connect(Number(new URL(desk.address).port), '127.0.0.1')
  sockets.push(socket)
  socket.write(`GET ${path} HTTP/1.1\r\nHost: desk.example\r\n\r\n`)
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('data', piece => {
      socket.pause()
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(String(piece))?.[1]))
    })
  })
}

const counted = (statuses: readonly number[]) => ({
  answered: statuses.filter(status => status === 200).length,
  refused: statuses.filter(status => status === 503).length,
})

async function othersGoOn(): Promise<void> {
  const { web } = desk
  const url = `/projects/${other.id}/repository`
  const list = await web.as(web.root, { url: `${url}/commits` })
  assert.equal(list.json<object[]>().length, 1)
  const raw = await web.as(web.root, { url: `${url}/files/a.txt/raw?ref=main` })
  assert.equal(raw.body, 'a')
}

test('large files, archives and answers that nobody reads hold up nobody else, and one address gets some of them', async () => {
  const file = `/api/v4/projects/${open.id}/repository/files/large.txt`
  const archive = `/api/v4/projects/${open.id}/repository/archive.tar`
  for (const [path, many] of [
    [`${file}/raw?ref=main`, readers],
    [`${file}?ref=main`, readers],
    // More are refused in a minute anyway.
    [archive, 10],
  ] as const) {
    const statuses = await Promise.all(Array.from({ length: many }, () => askAndWait(path)))
    const { answered, refused } = counted(statuses)
    assert.ok(answered > 0 && answered <= 8, `${path}: ${answered} were answered`)
    assert.equal(answered + refused, many, statuses.join())
    await othersGoOn()
    // What was read by those who have gone is free again.
    for (const socket of sockets.splice(0)) socket.destroy()
    while ((await askAndWait(`${file}/raw?ref=main`)) !== 200);
  }
})

test('a desk that is told to stop does not wait for those who read nothing', async () => {
  assert.equal(await askAndWait(`/api/v4/projects/${open.id}/repository/files/large.txt?ref=main`), 200)
  await desk.web.app.close()
})
