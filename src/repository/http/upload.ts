// How is a clone or fetch answered, and what does a repository offer?
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, type Readable } from 'node:stream'
import type { Project } from '#projects'
import { git, type Repository } from '../git.ts'
import { hooksFolder } from './hooks.ts'
import { type GitPost, type GitRequest, type HttpDesk, serve } from './serve.ts'
import { receiveEnvironment, receiveSettings, uploadSettings } from './settings.ts'

/** Bytes of what a fetch asks for: 50 for each commit that is wanted or there already. */
const wantBytes = 64 * 1024 * 1024

/** The project's branches and tags, and what the service can do: the answer to info/refs (gitprotocol-http(5)). */
export async function advertise(
  desk: HttpDesk,
  project: Project,
  name: 'upload-pack' | 'receive-pack',
  request: GitRequest,
): Promise<Readable> {
  const repository = await openPointed(desk, project)
  const { push_bytes: maxBytes } = desk.config.limits
  const service =
    name === 'upload-pack'
      ? { name, config: uploadSettings, options: ['--strict', '--advertise-refs'] }
      : {
          name,
          config: receiveSettings(await hooksFolder(desk.repositories.root), maxBytes),
          env: receiveEnvironment,
          options: ['--advertise-refs'],
        }
  const answer = await serve(desk, repository, service, request)
  if (request.protocol === 2 && name === 'upload-pack') return answer
  return behind(packet(`# service=git-${name}\n`) + flush, answer)
}

/** Hands out what a client wants and has not. @throws unavailable, invalid as `serve` does */
export async function uploadPack(desk: HttpDesk, project: Project, post: GitPost): Promise<Readable> {
  const repository = await openPointed(desk, project)
  const body = { raw: post.body, encoding: post.encoding, maxBytes: wantBytes }
  const service = { name: 'upload-pack', config: uploadSettings, options: ['--strict'], body } as const
  return serve(desk, repository, service, post)
}

const flush = '0000'
/** gitprotocol-common(5): four hex digits that count themselves. */
const packet = (text: string) => (text.length + 4).toString(16).padStart(4, '0') + text

function behind(head: string, rest: Readable): Readable {
  const output = new PassThrough()
  output.write(head)
  rest.on('error', error => output.destroy(error))
  output.on('close', () => rest.destroy())
  return rest.pipe(output)
}

/** The repository, its HEAD on the default branch: that may have been changed in the settings since. */
async function openPointed(desk: HttpDesk, project: Project): Promise<Repository> {
  const repository = await desk.repositories.open(project)
  const wanted = `refs/heads/${project.default_branch}`
  const head = await readFile(join(repository.path, 'HEAD'), 'utf8')
  if (head.trim() !== `ref: ${wanted}`) await git(repository, ['symbolic-ref', 'HEAD', wanted])
  return repository
}
