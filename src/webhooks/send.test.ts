// What does a receiver's answer do to the desk? Nothing, however it is: wrong certificates, endless bodies, silence, no HTTP.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer as createPlain, Server as HttpServer, type RequestListener } from 'node:http'
import { createServer as createSecure } from 'node:https'
import { type AddressInfo, createServer as createSocket, type Server } from 'node:net'
import { after, test } from 'node:test'
import { generate } from 'selfsigned'
import { testWeb } from '../../test/support/web.ts'

const web = await testWeb({
  desk: plain => ({
    ...plain,
    config: { ...plain.config, webhooks: { allow_private_hosts: true, timeout_seconds: 1 } },
  }),
})
const servers: Server[] = []
after(async () => {
  for (const server of servers) {
    if (server instanceof HttpServer) server.closeAllConnections()
    server.close()
  }
  await web[Symbol.asyncDispose]()
})
const { root } = web
const made = await web.as(root, { method: 'POST', url: '/projects', payload: { name: 'Hooked' } })
const { id } = made.json<{ id: number }>()
await web.as(root, { method: 'POST', url: `/projects/${id}/issues`, payload: { title: 'Told' } })

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  servers.push(server)
  return (server.address() as AddressInfo).port
}

/** Tries a hook at this address. @returns the answer of the API, and the newest line of the hook's log */
async function tried(url: string, more: object = {}) {
  const hook = await web.as(root, {
    method: 'POST',
    url: `/projects/${id}/hooks`,
    payload: { url, issues_events: true, ...more },
  })
  const place = `/projects/${id}/hooks/${hook.json().id}`
  const { statusCode, body } = await web.as(root, { method: 'POST', url: `${place}/test/issues_events` })
  const [event] = (await web.as(root, { url: `${place}/events` })).json()
  return { statusCode, body, event }
}

const answering = async (answer: RequestListener) =>
  `http://127.0.0.1:${await listening(createPlain(answer))}/`

test('a certificate that nobody vouches for is refused, unless the hook says otherwise', async () => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'receiver.example' }])
  let came = 0
  const secure = createSecure({ key, cert }, (_request, response) => {
    came++
    response.end('ok')
  })
  const url = `https://127.0.0.1:${await listening(secure)}/`
  const { statusCode, event } = await tried(url)
  assert.deepEqual([statusCode, event.response_status, came], [422, 'internal error', 0])
  assert.match(event.error, /certificate is signed by itself/)
  assert.equal((await tried(url, { enable_ssl_verification: false })).statusCode, 201)
  assert.equal(came, 1)
})

test('of an endless answer a little is read', async () => {
  const url = await answering((_request, response) => {
    response.writeHead(200, { 'set-cookie': 'a=hush' })
    const more = () => response.write('x'.repeat(4096), error => error || setImmediate(more))
    more()
  })
  const { statusCode, event } = await tried(url)
  assert.deepEqual([statusCode, event.response_body.length], [201, 8192])
  assert.equal(event.response_headers['set-cookie'], undefined)
})

test('who says nothing is not waited for any longer than is set', async () => {
  const { statusCode, event } = await tried(await answering(() => {}))
  assert.deepEqual([statusCode, event.error], [422, 'No answer within 1 seconds'])
})

test('who speaks no HTTP, refuses, or goes away is told of in words', async () => {
  const talker = createSocket(socket => void socket.end('220 mail.example ESMTP\r\n'))
  assert.match((await tried(`http://127.0.0.1:${await listening(talker)}/`)).event.error, /no HTTP/)
  const leaver = createSocket(socket => void socket.destroy())
  assert.match((await tried(`http://127.0.0.1:${await listening(leaver)}/`)).event.error, /broke/)
  const gone = createSocket()
  const port = await listening(gone)
  gone.close()
  await once(gone, 'close')
  assert.match((await tried(`http://127.0.0.1:${port}/`)).event.error, /refuses connections/)
  assert.match((await tried('http://receiver.invalid/')).event.error, /There is no server receiver\.invalid/)
})

test('an answer of bytes that are no text, NUL among them, is kept as it can be', async () => {
  const url = await answering((_request, response) => {
    response.end(Buffer.from([0x61, 0x00, 0xff, 0x62]))
  })
  assert.equal((await tried(url)).event.response_body, 'a\ufffd\ufffdb')
})

test('whoever tries too often has to wait', async () => {
  const url = await answering((_request, response) => response.end())
  const hook = await web.as(root, { method: 'POST', url: `/projects/${id}/hooks`, payload: { url } })
  const test = `/projects/${id}/hooks/${hook.json().id}/test/issues_events`
  const statuses: number[] = []
  for (let times = 0; times < 32; times++)
    statuses.push((await web.as(root, { method: 'POST', url: test })).statusCode)
  assert.deepEqual([statuses.slice(0, 30).every(one => one === 201), ...statuses.slice(30)], [true, 429, 429])
})
