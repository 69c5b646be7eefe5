// How much memory does a desk take: at rest, and while a mail of 25 MB comes in? (Linux: read from /proc)
import { readdirSync, readFileSync } from 'node:fs'
import { openSmtpSession } from '../test/support/smtp-client.ts'
import { type BenchDesk, onDesk } from './desk.ts'
import { rounded } from './floor.ts'
import { bigMail, plainMail } from './mails.ts'

const restSeconds = 15
const megabytes = 25

export function memory(): Promise<object> {
  return onDesk(async desk => {
    await pause(restSeconds * 1000)
    const idle = residentSet(desk)
    const session = await openSmtpSession(desk.smtp)
    await session.send(plainMail(0, desk.project.address))
    await issueCount(desk, 1)
    const before = residentSet(desk).total
    let peak = before
    const sampler = setInterval(() => {
      peak = Math.max(peak, residentSet(desk).total)
    }, 20)
    // Its base64 makes 25 MB on the wire just under the default limit.
    const answer = await session.send(bigMail(desk.project.address, megabytes * 0.99))
    if (!answer.startsWith('250')) throw new Error(answer)
    await issueCount(desk, 2)
    clearInterval(sampler)
    await session.close()
    return {
      what: 'memory of the desk and its PostgreSQL, MB; shared pages counted once (Pss)',
      idle_resident: rounded(idle.total),
      idle_rss_with_shared_pages_counted_by_each_process: rounded(idle.rss),
      idle_by_process: idle.processes,
      added_by_one_25_MB_mail_at_its_peak: rounded(peak - before),
    }
  })
}

async function issueCount(desk: BenchDesk, count: number): Promise<void> {
  for (;;) {
    const [row] = await desk.query<{ n: number }>('select count(*)::int as n from issues')
    if (row && row.n >= count) return
    await pause(20)
  }
}

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

/** The process and all below it. Pss, since PostgreSQL's processes share their buffers: Rss would count them many times. */
function residentSet(desk: BenchDesk): { total: number; rss: number; processes: Record<string, number> } {
  const parents = new Map<number, number>()
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) && read(`/proc/${entry}/stat`)
    if (stat) parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
  }
  const below = (pid: number): number[] => [
    pid,
    ...[...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => below(child)),
  ]
  const processes: Record<string, number> = {}
  let total = 0
  let rss = 0
  for (const pid of below(desk.child.pid ?? 0)) {
    const kilobytes = Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) || '')?.[1] ?? 0)
    const name = (read(`/proc/${pid}/cmdline`) || '').split('\0').join(' ').trim().slice(0, 60)
    processes[`${pid} ${name}`] = rounded(kilobytes / 1024)
    total += kilobytes / 1024
    rss += Number(/^Rss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`) || '')?.[1] ?? 0) / 1024
  }
  return { total, rss, processes }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined // it has ended meanwhile
  }
}
