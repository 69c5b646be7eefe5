// How does a test get a real Rspamd? Debian's, with nothing but the built-in test of spam, on a free port.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../src/main/free-port.ts'
import { findProgram } from './programs.ts'

export const rspamdProgram = () => findProgram(['rspamd'], 'rspamd')

export type Rspamd = AsyncDisposable & { url: string; password: string; log(): string }

const nobody = 65534
const isRoot = process.getuid?.() === 0

export async function startRspamd(program: string): Promise<Rspamd> {
  const folder = mkdtempSync(join(tmpdir(), 'deskbell-rspamd-'))
  const port = await freePort('127.0.0.1')
  const password = 'spam-and-eggs'
  mkdirSync(join(folder, 'db'))
  writeFileSync(join(folder, 'conf'), configuration(folder, port, password))
  if (isRoot) for (const path of [folder, join(folder, 'db')]) chownSync(path, nobody, nobody)
  const rights = isRoot ? ['-u', 'nobody', '-g', 'nogroup'] : []
  const child = spawn(program, ['-f', ...rights, '-c', join(folder, 'conf')], {
    stdio: 'ignore',
    cwd: folder,
  })
  const ended = once(child, 'exit')
  const log = () => readFileSync(join(folder, 'log'), 'utf8')
  const rspamd: Rspamd = {
    url: `http://127.0.0.1:${port}`,
    password,
    log,
    async [Symbol.asyncDispose]() {
      // Its workers take ten seconds for a friendly end.
      for (const pid of [...childrenOf(child.pid ?? 0), child.pid ?? 0]) process.kill(pid, 'SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  for (;;) {
    const up = await fetch(`${rspamd.url}/ping`).catch(() => null)
    if (up?.ok) return rspamd
    if (child.exitCode !== null) throw new Error(`Rspamd ended with ${child.exitCode}: ${log()}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

const configuration = (folder: string, port: number, password: string) => `
options {
  pidfile = "${folder}/pid";
  cache_file = "${folder}/db/symbols.cache";
  hs_cache_dir = "${folder}/db";
  map_watch_interval = 1h;
  dns { nameserver = ["127.0.0.1:9"]; timeout = 0.1s; retransmits = 1; }
  filters = "";
}
logging { type = "file"; filename = "${folder}/log"; level = "info"; }
worker "controller" {
  bind_socket = "127.0.0.1:${port}";
  count = 1;
  password = "${password}";
  secure_ip = ["192.0.2.1"];
}
actions { reject = 15; add_header = 6; greylist = 4; }
classifier "bayes" {
  backend = "sqlite3";
  tokenizer { name = "osb"; }
  min_tokens = 1;
  min_learns = 1;
  statfile { symbol = "BAYES_HAM"; path = "${folder}/db/ham.sqlite"; spam = false; }
  statfile { symbol = "BAYES_SPAM"; path = "${folder}/db/spam.sqlite"; spam = true; }
}
`

const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
