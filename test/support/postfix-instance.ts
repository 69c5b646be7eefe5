// How does a test get a real mail server in front of the desk? Debian's Postfix, with an instance of its own in a folder.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../src/main/free-port.ts'
import { findProgram } from './programs.ts'

/** Postfix's master runs as root and gives its rights away. */
export function postfixProgram(): { path: string; missing: false } | { path: undefined; missing: string } {
  process.env.PATH = `${process.env.PATH}:/usr/sbin`
  const found = findProgram(['postfix'], 'postfix')
  if (found.path === undefined || process.getuid?.() === 0) return found
  const missing = 'SKIPPED: Postfix can only be started by root; run the tests as root for these'
  if (process.env.DESKBELL_REQUIRE_ALL === '1') throw new Error(`DESKBELL_REQUIRE_ALL=1, and ${missing}`)
  console.error(`\n*** ${missing}\n`)
  return { path: undefined, missing }
}

export type Postfix = AsyncDisposable & {
  host: string
  port: number
  log(): string
  /** Resolves when a line of the log fits. */
  says(words: RegExp): Promise<void>
  /** Tries at once whatever waits in the queue. */
  flush(): void
}

export type PostfixOptions = {
  /** Lines of main.cf beside those that every test needs. */
  main: string
  /** Lines of master.cf beside the services that Postfix itself consists of. */
  master?: string
  files?: Record<string, string>
}

/** Services as Debian configures them, but not chrooted, since the folder is another one. */
const services = `
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`

/** @param folder is where \`files\` lie: \`{folder}\` in the lines stands for it */
export async function startPostfix(program: string, options: PostfixOptions): Promise<Postfix> {
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-postfix-'))
  // Its programs run as several users, who must get through.
  chmodSync(folder, 0o755)
  const [conf, queue, data] = ['conf', 'queue', 'data'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ]
  for (const path of [conf, queue, data]) mkdirSync(path)
  const owner = Number(execFileSync('id', ['-u', 'postfix'], { encoding: 'utf8' }))
  chownSync(data, owner, owner)
  const port = await freePort('127.0.0.1')
  const filled = (text: string) => text.replaceAll('{folder}', folder)
  for (const [name, text] of Object.entries(options.files ?? {}))
    writeFileSync(join(folder, name), filled(text))
  writeFileSync(
    join(conf, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${queue}
data_directory = ${data}
maillog_file = ${folder}/log
maillog_file_prefixes = ${folder}
myhostname = mta.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtp_dns_support_level = disabled
# Time passes quickly here.
minimal_backoff_time = 1s
maximal_backoff_time = 2s
queue_run_delay = 1s
transport_retry_time = 1s
${filled(options.main)}
`,
  )
  writeFileSync(
    join(conf, 'master.cf'),
    `127.0.0.1:${port} inet n - n - - smtpd\n${services}${filled(options.master ?? '')}\n`,
  )
  const child = spawn(program, ['-c', conf, 'start-fg'], { stdio: 'ignore' })
  const ended = once(child, 'exit')
  const { log, says } = listen(child, join(folder, 'log'))
  await says(/daemon started/)
  return {
    host: '127.0.0.1',
    port,
    log,
    says,
    flush: () => void execFileSync(program, ['-c', conf, 'flush']),
    async [Symbol.asyncDispose]() {
      const pid = Number(readFileSync(join(queue, 'pid/master.pid'), 'utf8').trim())
      process.kill(pid, 'SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Only ends a test that can no longer pass. */
const longestWaitMs = 60_000

/** Postfix writes its log into a file; what it says there is waited for, whenever it comes. */
function listen(child: ChildProcess, file: string): Pick<Postfix, 'log' | 'says'> {
  const log = () => (existsSync(file) ? readFileSync(file, 'utf8') : '')
  let ended = false
  child.once('exit', () => {
    ended = true
  })
  return {
    log,
    async says(words) {
      const end = Date.now() + longestWaitMs
      while (!words.test(log())) {
        if (ended) throw new Error(`Postfix ended before it said ${words}:\n${log()}`)
        if (Date.now() > end) throw new Error(`Postfix never said ${words}:\n${log()}`)
        await new Promise(resolve => setTimeout(resolve, 25))
      }
    },
  }
}
