// What happens right now? Server-sent events (WHATWG HTML §9.2) for pages that stay true without asking.
import { sql } from 'kysely'
import { DeskError } from '#kernel'
import type { Viewer } from '#users'
import { signedIn } from '../authentication.ts'
import type { Routes, WebDesk } from '../context.ts'
import { type Happening, visibleHappenings } from '../live-visibility.ts'

/** Proxies close connections on which nothing is said for a minute or less. */
const heartbeatMilliseconds = 25_000
/** Who was away for longer than this many events reads the page anew instead. */
const catchUpAtMost = 500
/** Events get their number before they are committed, so one may appear after its successors: look back a little. */
const lookBack = 100
/** Then the client comes again by itself, and shows anew who it is: a blocked account must not listen on. */
const lifetimeMilliseconds = 600_000
/** Lines that a client does not take are dropped with it, not kept in memory. */
const bufferedBytes = 1024 * 1024

export const eventRoutes: Routes = (app, desk) => {
  app.get(
    '/events',
    {
      config: { scopes: [] },
      schema: {
        tags: ['events'],
        summary:
          'Issue, note, merge request, inbox and outbox changes that the caller may see, as server-sent events',
        description:
          'Each event says that something changed: `kind`, `project_id`, `issue_id`, `note_id`, `merge_request_id`, `inbox_id`, `outbox_id`. ' +
          'An event `writing` says who writes a note right now: `user` and `internal`, for the others of the team. ' +
          'An event `missed` says that some were lost: read anew. `Last-Event-ID` catches up on issues and notes; ' +
          'what was told before may be told again.',
        produces: ['text/event-stream'],
      },
    },
    async (request, reply) => {
      const viewer = signedIn(request)
      if (!desk.live) throw new DeskError('unavailable', 'live events are not available')
      const { raw } = reply.hijack()
      raw.writeHead(200, {
        ...reply.getHeaders(),
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // nginx would keep events back until its buffer is full.
        'x-accel-buffering': 'no',
      } as Record<string, string>)
      const write = (text: string) => {
        raw.write(text)
        if (raw.writableLength > bufferedBytes) raw.destroy()
      }
      write(': here you are\nretry: 1000\n\n')
      const leave = desk.live.subscribe(viewer, {
        hear: happening => write(format(happening)),
        missed: () => write('event: missed\ndata: {}\n\n'),
        end: () => raw.end(),
      })
      const heartbeat = setInterval(() => write(': still here\n\n'), heartbeatMilliseconds)
      const end = setTimeout(() => raw.end(), lifetimeMilliseconds)
      raw.on('close', () => {
        clearInterval(heartbeat)
        clearTimeout(end)
        leave()
      })
      // Subscribed first, then caught up: what happens in between is told twice rather than never.
      write(await catchUp(desk, viewer, Number(request.headers['last-event-id'])))
    },
  )
}

function format({ kind, eventId, writing, ...ids }: Happening): string {
  if (writing) {
    const data = { kind, project_id: ids.projectId, issue_id: ids.issueId, ...writing }
    return `event: writing\ndata: ${JSON.stringify(data)}\n\n`
  }
  const data = {
    kind,
    project_id: ids.projectId,
    issue_id: ids.issueId ?? null,
    note_id: ids.noteId ?? null,
    merge_request_id: ids.mergeRequestId ?? null,
    inbox_id: ids.inboxId ?? null,
    outbox_id: ids.outboxId ?? null,
  }
  const id = eventId === undefined ? '' : `id: ${eventId}\n`
  return `${id}event: ${typeOf(kind)}\ndata: ${JSON.stringify(data)}\n\n`
}

/** What the page listens to: issue, note, merge_request, inbox or outbox. */
const typeOf = (kind: string) =>
  (kind.startsWith('note') ? 'note' : /^(inbox|outbox|merge_request)/.exec(kind)?.[0]) ?? 'issue'

async function catchUp(desk: WebDesk, viewer: Viewer, lastEventId: number): Promise<string> {
  if (!Number.isSafeInteger(lastEventId) || lastEventId < 1) return ''
  const { rows } = await sql<Happening>`
    select kind, id as "eventId", project_id as "projectId", issue_id as "issueId", note_id as "noteId"
    from events where id > ${lastEventId - lookBack} order by id limit ${catchUpAtMost + 1}`.execute(desk.db)
  if (rows.length > catchUpAtMost) return 'event: missed\ndata: {}\n\n'
  const visible = await visibleHappenings(desk.db, viewer, rows)
  return visible.map(format).join('')
}
