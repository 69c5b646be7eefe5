// Is the port that is found free, and none that somebody holds?
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { test } from 'node:test'
import { freePort } from './free-port.ts'

test('it can be listened at', async () => {
  const held: Server[] = []
  for (let count = 0; count < 20; count++) {
    const server = createServer()
    server.listen(await freePort('127.0.0.1'), '127.0.0.1')
    await once(server, 'listening')
    held.push(server)
  }
  for (const server of held) server.close()
})

test('a host that is not of this machine is said at once', async () => {
  await assert.rejects(freePort('192.0.2.1'), { code: 'EADDRNOTAVAIL' })
})
