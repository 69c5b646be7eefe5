// How is a mailbox of Microsoft 365 read? Its unread messages are looked for in intervals.
import { pause } from '#jobs'
import type { Reader } from '../mailbox/reader.ts'
import { openGraph } from './client.ts'
import { findFolder } from './folder.ts'
import { type Session, sweep } from './sweep.ts'

/** Seconds, where the configuration says nothing. */
const usualInterval = 60

export const readGraph: Reader = async context => {
  const { box, signal } = context
  try {
    const graph = openGraph(box, signal)
    const folder = await findFolder(graph, box.mailbox)
    context.connected({ idle: false })
    const session: Session = {
      graph,
      context,
      folder,
      mayChange: true,
      mayRead: false,
      unmarkable: new Set(),
    }
    while (!signal.aborted) {
      if (await sweep(session)) continue
      await pause((box.inbox_options?.poll_interval ?? usualInterval) * 1000, signal)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
