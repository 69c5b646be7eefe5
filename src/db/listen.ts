// Who hears what others notify? One connection of its own per listener, kept up for as long as it is wanted.
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { type Log, silentLog } from '#kernel'

const backoffMs = { first: 50, last: 5_000 }

export type Listener = { close(): Promise<void> }

/**
 * Resolves when the first LISTEN has taken effect: what is notified after that is heard.
 * @param onPayload gets each payload, parsed; its errors are logged
 * @param options.onReconnect the connection was lost and is back: what was said meanwhile was missed, so read the tables
 * @throws if the first connection cannot be made
 */
export async function listen(
  url: string,
  channel: string,
  onPayload: (payload: unknown) => void,
  options: { log?: Log; onReconnect?: () => void } = {},
): Promise<Listener> {
  const { log = silentLog, onReconnect } = options
  const closing = new AbortController()

  const hear = (text: string | undefined) => {
    try {
      onPayload(JSON.parse(text ?? ''))
    } catch (error) {
      log.error({ channel, error: `${error}` }, 'a notification could not be handled')
    }
  }
  let connection = await connect(url, channel, hear)
  const keptUp = keepUp()

  async function keepUp(): Promise<void> {
    while (true) {
      await connection.lost
      if (closing.signal.aborted) return
      log.warn({ channel }, 'lost the connection that listens; connecting again')
      const next = await again()
      if (next === undefined) return
      connection = next
      onReconnect?.()
    }
  }

  async function again(): Promise<Connection | undefined> {
    for (let pause = backoffMs.first; ; pause = Math.min(pause * 2, backoffMs.last)) {
      try {
        await sleep(pause, undefined, { signal: closing.signal })
        return await connect(url, channel, hear)
      } catch (error) {
        if (closing.signal.aborted) return undefined
        log.debug({ channel, error: `${error}` }, 'not yet')
      }
    }
  }

  return {
    async close() {
      closing.abort()
      await connection.client.end()
      await keptUp
      await connection.client.end()
    },
  }
}

type Connection = { client: Client; lost: Promise<void> }

async function connect(
  url: string,
  channel: string,
  hear: (text: string | undefined) => void,
): Promise<Connection> {
  const client = new Client({ connectionString: url, application_name: 'deskbell listener', keepAlive: true })
  const { promise: lost, resolve } = Promise.withResolvers<void>()
  client.once('end', resolve)
  // An error is always followed by the end.
  client.on('error', () => {})
  client.on('notification', message => hear(message.payload))
  try {
    await client.connect()
    await client.query(`listen ${client.escapeIdentifier(channel)}`)
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
  return { client, lost }
}
