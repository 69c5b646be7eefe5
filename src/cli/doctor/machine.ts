// Does the desk have what it needs of the machine?
import { access, constants, mkdir, readFile, statfs } from 'node:fs/promises'
import type { Config } from '#config'
import { checkGit } from '#repository'
import { type Finding, fail, ok, warn, wordsOf } from './check.ts'

/** Below this the database may soon be unable to write. */
const lowMegabytes = 1024

export async function dataDir({ data_dir: folder }: Config): Promise<Finding> {
  const name = 'data_dir'
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (error) {
    return fail(name, wordsOf(error), `let this user write to ${folder}, or set data_dir to another folder`)
  }
  const { bavail, bsize } = await statfs(folder)
  const free = Math.floor((bavail * bsize) / 1024 / 1024)
  if (free < lowMegabytes)
    return warn(name, `${folder} has ${free} MB left`, 'make room: mail is refused when the disk is full')
  return ok(name, `${folder}, ${free} MB free`)
}

export async function git(): Promise<Finding> {
  try {
    return ok('git', `version ${await checkGit()}`)
  } catch (error) {
    return fail('git', wordsOf(error), 'install git, 2.38 or later: apt-get install git')
  }
}

/** The secrets that GitLab's mail_room signs its requests with. */
export async function mailRoomSecrets(config: Config): Promise<Finding> {
  const name = 'mail_room'
  const files = [config.incoming_email?.secret_file, config.service_desk_email?.secret_file].filter(
    file => file !== undefined,
  )
  if (files.length === 0) return ok(name, 'not used (no secret_file)')
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(error => error as Error)
    if (text instanceof Error) return fail(name, wordsOf(text), `let the desk read ${file}`)
    if (Buffer.from(text.trim(), 'base64').length !== 32) {
      return fail(
        name,
        `${file} is no secret of mail_room`,
        'it must hold 32 bytes in base64: openssl rand -base64 32',
      )
    }
  }
  return ok(name, files.join(', '))
}
