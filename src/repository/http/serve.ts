// How is one request of git's own client served? By a git that runs for it alone, whose answer is passed on as it comes.
import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { Db } from '#db'
import { DeskError, type Log } from '#kernel'
import { type Repository, spawnGit } from '../git.ts'
import { transfers } from '../places.ts'
import type { Repositories } from '../repositories.ts'
import { connect, type Transfer } from '../transfer.ts'
import { readBody } from './body.ts'

export type HttpDesk = {
  db: Db
  repositories: Repositories
  log: Log
  config: { limits: { push_bytes: number } }
}

export type GitRequest = {
  /** The version that the client named in Git-Protocol (gitprotocol-http(5)). */
  protocol: 0 | 1 | 2
  /** Who asks, for the number of places that one may take. */
  peer: string
  /** Aborted when the client is gone. */
  gone: AbortSignal
}

export type GitPost = GitRequest & {
  body: Readable
  /** The header Content-Encoding. */
  encoding: string | undefined
}

/** `--git-dir` and the argument name the same: the services look for their repository themselves. */
export type Service = {
  name: 'upload-pack' | 'receive-pack'
  config: readonly string[]
  env?: Record<string, string>
  options?: readonly string[]
  body?: { raw: Readable; encoding: string | undefined; maxBytes: number }
  /** Descriptors that lead to the desk, beside the usual three. */
  extraPipes?: number
}

/**
 * Runs a service for a request; `attend` speaks with it while it runs.
 * @returns its answer, once its first byte is there or it has ended well
 * @throws unavailable if there is no place; invalid where git does not understand the request
 */
export async function serve(
  desk: Pick<HttpDesk, 'log'>,
  repository: Repository,
  service: Service,
  { protocol, peer, gone }: GitRequest,
  attend: (child: ChildProcess, transfer: Transfer) => Promise<void> = async () => {},
): Promise<Readable> {
  const leave = transfers.take(peer)
  try {
    const { name, config, options = [], body } = service
    const content = body === undefined ? null : readBody(body.raw, body.encoding, body.maxBytes)
    const child = spawnGit(repository, [name, '--stateless-rpc', ...options, repository.path], {
      config,
      env: { ...service.env, ...(protocol === 0 ? {} : { GIT_PROTOCOL: `version=${protocol}` }) },
      extraPipes: service.extraPipes ?? 0,
      group: true,
    })
    const transfer = connect(child, content, gone)
    const attended = attend(child, transfer)
    Promise.allSettled([transfer.ended, attended]).then(leave)
    await begun(desk, repository, service, transfer)
    return transfer.output
  } catch (error) {
    leave()
    throw error
  }
}

async function begun(
  { log }: Pick<HttpDesk, 'log'>,
  { projectId }: Repository,
  { name }: Service,
  { output, ended }: Transfer,
): Promise<void> {
  await new Promise((resolve, reject) => {
    // Also at the end of an answer without a byte.
    output.once('readable', resolve)
    output.once('error', reject)
    output.once('close', () => reject(new DeskError('unavailable', 'git was stopped; try again.')))
  })
  if (output.readableLength > 0) return
  const { code, stderr } = await ended
  if (code === 0) return
  log.warn({ projectId, service: name, code, stderr }, 'git refused a request')
  throw new DeskError('invalid', 'git did not understand the request.')
}
