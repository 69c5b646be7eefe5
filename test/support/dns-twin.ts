// How does a test get name servers that say what it wants? A server of its own on a free port (RFC 1035), asked by Node's resolver.
import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'

const types: Record<number, string> = { 1: 'A', 12: 'PTR', 15: 'MX', 16: 'TXT', 28: 'AAAA' }

/** Records by `TYPE name`; `servfail` and `silence` stand for servers that are ill. A name without any record does not exist. */
export type Records = Record<string, readonly string[] | 'servfail' | 'silence'>

export type DnsTwin = AsyncDisposable & {
  resolve(name: string, type: string): Promise<string[][] | string[]>
  /** What was asked for, as `TYPE name`. */
  asked: string[]
}

export async function startDns(records: Records): Promise<DnsTwin> {
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (question, { port, address }) => {
    const { name, type, end } = questionIn(question)
    asked.push(`${type} ${name}`)
    const found = records[`${type} ${name}`]
    if (found === 'silence') return
    const exists = Object.keys(records).some(key => key.endsWith(` ${name}`))
    const code = found === 'servfail' ? 2 : exists ? 0 : 3
    const answers = Array.isArray(found) ? found.map(value => answer(type, value)) : []
    const header = Buffer.from(question.subarray(0, 12))
    header.writeUInt16BE(0x8580 | code, 2)
    header.writeUInt16BE(answers.length, 6)
    header.writeUInt32BE(0, 8)
    socket.send(Buffer.concat([header, question.subarray(12, end), ...answers]), port, address)
  })
  await once(socket.bind(0, '127.0.0.1'), 'listening')
  const resolver = new Resolver({ timeout: 200, tries: 1 })
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  return {
    asked,
    resolve: (name, type) => resolver.resolve(name, type) as Promise<string[][] | string[]>,
    async [Symbol.asyncDispose]() {
      resolver.cancel()
      await new Promise<void>(resolve => socket.close(() => resolve()))
    },
  }
}

function questionIn(message: Buffer): { name: string; type: string; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return {
    name: labels.join('.').toLowerCase(),
    type: types[message.readUInt16BE(at + 1)] ?? '?',
    end: at + 5,
  }
}

const nameBytes = (name: string) =>
  Buffer.concat([
    ...name.split('.').map(label => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ])

function dataOf(type: string, value: string): Buffer {
  if (type === 'A') return Buffer.from(value.split('.').map(Number))
  if (type === 'MX') return Buffer.concat([Buffer.from([0, 10]), nameBytes(value)])
  if (type === 'PTR') return nameBytes(value)
  const strings = value.match(/.{1,255}/gs) ?? ['']
  return Buffer.concat(strings.map(text => Buffer.from([text.length, ...Buffer.from(text)])))
}

function answer(type: string, value: string): Buffer {
  const code = Number(Object.keys(types).find(key => types[Number(key)] === type))
  const data = dataOf(type, value)
  const head = Buffer.alloc(12)
  // The name of the question, by a pointer to it.
  head.writeUInt16BE(0xc00c, 0)
  head.writeUInt16BE(code, 2)
  head.writeUInt16BE(1, 4)
  head.writeUInt32BE(60, 6)
  head.writeUInt16BE(data.length, 10)
  return Buffer.concat([head, data])
}
