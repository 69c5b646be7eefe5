// How is a push taken? git reads it and asks by its hooks; the desk decides, and notes each move before and after.
import type { ChildProcess } from 'node:child_process'
import type { Duplex, Readable } from 'node:stream'
import type { Db } from '#db'
import type { Project } from '#projects'
import type { Person } from '#users'
import type { Repository } from '../git.ts'
import type { Move } from '../protection/index.ts'
import type { Transfer } from '../transfer.ts'
import { announce, inTurn, reconcile, settle, withdraw } from '../updates/index.ts'
import { type HookCall, hookReader } from './hook-lines.ts'
import { hookDescriptor, hooksFolder } from './hooks.ts'
import { judge } from './judge.ts'
import { type GitPost, type HttpDesk, serve } from './serve.ts'
import { receiveEnvironment, receiveSettings } from './settings.ts'

/** Bytes of names and old places before the pack; git bounds the pack itself. */
const commandBytes = 16 * 1024 * 1024

export type PushPost = GitPost & {
  by: Person
  /** Whether what was shown at the door still opens it: a long push may outlive its token. */
  stillHolds: () => Promise<boolean>
  /** Acts on what the one who pushed asked for, once it has moved; returns lines for the terminal. */
  afterwards: (pushed: Pushed) => Promise<readonly string[]>
}

/** What a push moved, and the options it came with (`git push -o`). */
export type Pushed = { moves: Move[]; options: string[] }

/**
 * Takes a push by somebody who may push to this project; which branches, the desk says when git asks.
 * @throws unavailable if there is no place or hooks cannot run; invalid where git does not understand the request
 */
export async function receivePack(desk: HttpDesk, project: Project, post: PushPost): Promise<Readable> {
  const { push_bytes: maxBytes } = desk.config.limits
  const hooks = await hooksFolder(desk.repositories.root)
  const repository = await desk.repositories.open(project)
  const service = {
    name: 'receive-pack',
    config: receiveSettings(hooks, maxBytes),
    env: receiveEnvironment,
    extraPipes: 1,
    body: { raw: post.body, encoding: post.encoding, maxBytes: maxBytes + commandBytes },
  } as const
  return serve(desk, repository, service, post, (child, transfer) =>
    attend(desk, repository, post, child, transfer),
  )
}

async function attend(
  desk: HttpDesk,
  repository: Repository,
  { by, stillHolds, afterwards }: PushPost,
  child: ChildProcess,
  transfer: Transfer,
): Promise<void> {
  const channel = child.stdio[hookDescriptor] as Duplex
  const next = callsOf(channel)
  const answer = (verdict: 'yes' | 'no', words: readonly string[] = []) => {
    if (channel.writable) channel.write(`${words.map(line => `|${printable(line)}\n`).join('')}${verdict}\n`)
  }
  const wordsOf = (pushed: Pushed) =>
    afterwards(pushed).catch((error: unknown) => {
      desk.log.error({ err: error, projectId: repository.projectId }, 'nobody was told what follows a push')
      return []
    })
  try {
    const call = await next()
    // git refused the push by itself, or there was nothing in it.
    if (call === null) return
    const refusals = (await stillHolds())
      ? await judge(desk.db, repository, by, call)
      : ['Your password or token is no longer valid.']
    if (refusals.length > 0) return answer('no', refusals)
    const moves = await inTurn(desk.db, repository.projectId, db =>
      move({ db, repository, by, call, transfer, next, answer }),
    )
    if (moves.length > 0) answer('yes', await wordsOf({ moves, options: call.options }))
  } catch (error) {
    desk.log.error({ err: error, projectId: repository.projectId }, 'a push was not decided upon')
    answer('no', ['The desk cannot take this push now; try again in a moment.'])
  }
}

type Moving = {
  db: Db
  repository: Repository
  by: Person
  call: HookCall
  transfer: Transfer
  next: () => Promise<HookCall | null>
  answer: (verdict: 'yes' | 'no', words?: readonly string[]) => void
}

/**
 * From the yes on, git must come to its end: else nobody would know what it moved.
 * @returns what it moved; if that is anything, git's last hook still waits for its answer
 */
async function move({ db, repository, by, call, transfer, next, answer }: Moving): Promise<Move[]> {
  const { projectId } = repository
  await reconcile(db, repository)
  // What somebody names twice or leaves where it is moves nothing.
  const moves = call.moves.filter(({ oldOid, newOid }) => oldOid !== newOid)
  const ids = await announce(db, projectId, by.id, moves)
  if (!transfer.mustFinish()) {
    await withdraw(db, ids)
    answer('no')
    return []
  }
  answer('yes')
  const done = await next()
  if (done === null) {
    // git moved nothing, or ended before it could say so.
    await transfer.ended
    await reconcile(db, repository, ids)
    return []
  }
  const [happened, others] = partition(moves, ids, done.moves)
  try {
    await settle(db, projectId, happened)
    // Another was faster with these.
    await withdraw(db, others)
  } catch (error) {
    answer('yes')
    throw error
  }
  if (happened.length === 0) answer('yes')
  return moves.filter((_, at) => happened.includes(ids[at] ?? -1))
}

function partition(moves: readonly Move[], ids: readonly number[], done: readonly Move[]) {
  const keyOf = ({ ref, newOid }: Move) => `${newOid} ${ref}`
  const known = new Set(done.map(keyOf))
  const happened: number[] = []
  const others: number[] = []
  for (const [at, id] of ids.entries()) {
    const one = moves[at]
    if (one !== undefined && known.has(keyOf(one))) happened.push(id)
    else others.push(id)
  }
  return [happened, others] as const
}

/** Each call of a hook, in turn; null when git has ended and will call no more. */
function callsOf(channel: Duplex): () => Promise<HookCall | null> {
  const read = hookReader()
  const calls: HookCall[] = []
  let over = false
  let wake = () => {}
  channel.on('error', () => {})
  channel.on('data', (piece: Buffer) => {
    try {
      const call = read(piece)
      if (call === null) return
      calls.push(call)
      wake()
    } catch {
      // No answer is a no.
      channel.destroy()
    }
  })
  channel.once('close', () => {
    over = true
    wake()
  })
  return async () => {
    while (calls.length === 0 && !over) await new Promise<void>(resolve => (wake = resolve))
    return calls.shift() ?? null
  }
}

/** Nothing that ends the line, moves the cursor of a terminal or turns the direction of its text. */
const printable = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')
