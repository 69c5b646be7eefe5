// Who hears what, the moment it happens? Each subscriber hears of what they may read, and of nothing else.
import { type Db, type Listener, listen } from '#db'
import type { Log } from '#kernel'
import type { Viewer } from '#users'
import { type Happening, visibleHappenings } from './live-visibility.ts'

export type Live = {
  /** `hear` gets happenings in order; `missed` says that some may have been lost and the page should be read anew. */
  subscribe(viewer: Viewer, subscriber: Subscriber): () => void
  close(): Promise<void>
}

type Subscriber = {
  hear(happening: Happening): void
  missed(): void
  /** The desk goes down. */
  end(): void
}

/** What comes within this time is checked together: one query a person instead of one a happening. */
const gatherMilliseconds = 25
/** More than this at once is told as "read the page anew". */
const gatherLimit = 500

/** Listens to the database for all subscribers of this process, on one connection. */
export async function startLive(desk: { db: Db; url: string; log: Log }): Promise<Live> {
  const audience = new Map<Viewer, Set<Subscriber>>()
  let gathered: Happening[] = []
  let timer: NodeJS.Timeout | undefined

  const tellAll = (tell: (subscriber: Subscriber) => void) => {
    for (const subscribers of audience.values()) for (const subscriber of subscribers) tell(subscriber)
  }
  const pass = async () => {
    timer = undefined
    const happenings = gathered
    gathered = []
    if (happenings.length > gatherLimit) return tellAll(subscriber => subscriber.missed())
    for (const [viewer, subscribers] of audience) {
      try {
        for (const happening of await visibleHappenings(desk.db, viewer, happenings)) {
          for (const subscriber of subscribers) subscriber.hear(happening)
        }
      } catch (error) {
        desk.log.warn({ err: error }, 'live updates could not be checked; pages are told to read anew')
        for (const subscriber of subscribers) subscriber.missed()
      }
    }
  }
  // One after the other, so that nobody hears things out of order.
  let passing = Promise.resolve()
  const listener: Listener = await listen(
    desk.url,
    'desk_live',
    payload => {
      if (audience.size === 0) return
      gathered.push(payload as Happening)
      timer ??= setTimeout(() => {
        passing = passing.then(pass)
      }, gatherMilliseconds)
    },
    { log: desk.log, onReconnect: () => tellAll(subscriber => subscriber.missed()) },
  )
  let closing: Promise<void> | undefined
  const close = async () => {
    clearTimeout(timer)
    tellAll(subscriber => subscriber.end())
    await listener.close()
    await passing
  }
  return {
    subscribe(viewer, subscriber) {
      const key = sameViewer(audience, viewer)
      const subscribers = audience.get(key) ?? new Set()
      audience.set(key, subscribers.add(subscriber))
      return () => {
        subscribers.delete(subscriber)
        if (subscribers.size === 0) audience.delete(key)
      }
    },
    close() {
      closing ??= close()
      return closing
    },
  }
}

/** Two tabs of one person are asked for once. */
function sameViewer(audience: ReadonlyMap<Viewer, unknown>, viewer: Viewer): Viewer {
  for (const known of audience.keys())
    if (known?.id === viewer?.id && known?.isAdmin === viewer?.isAdmin) return known
  return viewer
}
