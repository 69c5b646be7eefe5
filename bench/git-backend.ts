// What is the least that smart HTTP costs? git's own `http-backend`, as a CGI program under a server of node, no rights asked.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gitIn } from '../test/support/code.ts'

export type Backend = {
  /** Makes an empty repository, and says its URL. */
  repository(name: string): Promise<string>
  close(): Promise<void>
}

export async function startBackend(root: string): Promise<Backend> {
  mkdirSync(root, { recursive: true })
  const server = createServer((request, response) => answer(root, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    async repository(name) {
      await gitIn(root, 'init', '--quiet', '--bare', '--initial-branch=main', `${name}.git`)
      await gitIn(join(root, `${name}.git`), 'config', 'http.receivepack', 'true')
      return `http://127.0.0.1:${port}/${name}.git`
    },
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** RFC 3875: the request in the environment, headers and an empty line before the answer. */
function answer(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1')
  const { headers } = request
  const program = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
    env: {
      PATH: process.env.PATH ?? '',
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      REQUEST_METHOD: request.method ?? 'GET',
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: headers['content-type'] ?? '',
      ...(headers['content-length'] === undefined ? {} : { CONTENT_LENGTH: headers['content-length'] }),
      HTTP_CONTENT_ENCODING: String(headers['content-encoding'] ?? ''),
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  program.stdin.on('error', () => {})
  request.pipe(program.stdin)
  let head: string | null = ''
  program.stdout.on('data', (piece: Buffer) => {
    if (head === null) return void response.write(piece)
    head += piece.toString('latin1')
    const end = head.indexOf('\r\n\r\n')
    if (end === -1) return
    for (const line of head.slice(0, end).split('\r\n')) {
      const [, name = '', value = ''] = /^([^:]+): *(.*)$/.exec(line) ?? []
      if (name === 'Status') response.statusCode = Number.parseInt(value, 10)
      else response.setHeader(name, value)
    }
    response.write(Buffer.from(head.slice(end + 4), 'latin1'))
    head = null
  })
  program.stdout.on('end', () => response.end())
}
