// Which mails came out of a mailbox? One line of JSON each in the file that log_path names, as mail_room wrote them.
import { appendFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Log } from '#kernel'

type Entry = { item: string; bytes: number; inboxIds: readonly number[]; tooLarge: boolean }

export type Journal = {
  /** Written soon: a mail does not wait for it. */
  write(entry: Entry): void
  /** Resolves when all lines are in the file. */
  flush(): Promise<void>
}

/** Opened for each batch of lines, so that the file may be moved away and made anew (logrotate). */
export function openJournal(
  path: string | undefined,
  { user, mailbox, log }: { user: string; mailbox: string; log: Log },
): Journal {
  if (path === undefined) return { write() {}, flush: async () => {} }
  let lines: string[] = []
  let writing: Promise<void> = Promise.resolve()
  let failed = false
  const append = async () => {
    if (lines.length === 0) return
    const text = lines.join('')
    lines = []
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o750 })
      await appendFile(path, text, { mode: 0o640 })
      failed = false
    } catch (error) {
      // Said once: the inbox log has the same mails, and the file may be out of order for long.
      if (!failed) log.warn({ err: error, path }, 'log_path of a mailbox cannot be written')
      failed = true
    }
  }
  return {
    write({ item, bytes, inboxIds, tooLarge }) {
      const line = {
        severity: 'INFO',
        time: new Date().toISOString(),
        context: { email: user, name: mailbox },
        uid: item,
        action: tooLarge ? 'too large' : 'delivered',
        byte_size: bytes,
        inbox_ids: inboxIds,
      }
      lines.push(`${JSON.stringify(line)}\n`)
      writing = writing.then(append)
    },
    flush: () => writing,
  }
}
