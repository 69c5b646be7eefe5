// Which key locks the secrets of this desk, and how are they locked? AES-256-GCM, each with a nonce of its own.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DeskError, randomHex } from '#kernel'

export type Secrets = {
  /** @param purpose what the secret is for and whose; it opens for the same purpose only */
  seal(text: string, purpose: string): string
  /** @throws unavailable if it was locked with another key, for another purpose, or changed since */
  open(sealed: string, purpose: string): string
}

const version = 'v1'
const nonceBytes = 12
const tagBytes = 16
/** Of AES-256. */
const keyBytes = 32
const fileName = 'secrets.key'

/**
 * @param secretsKey of the configuration: any text of 32 characters or more; absent: a key in `data_dir`, made at need
 * @throws unavailable if the key's file cannot be read or made
 */
export async function openSecrets({
  data_dir: dataDir,
  secrets_key: given,
}: {
  data_dir: string
  secrets_key?: string | undefined
}): Promise<Secrets> {
  const key = given === undefined ? await keyOfFile(dataDir) : createHash('sha256').update(given).digest()
  return {
    seal(text, purpose) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
      cipher.setAAD(Buffer.from(purpose))
      const locked = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${version}.${Buffer.concat([nonce, cipher.getAuthTag(), locked]).toString('base64url')}`
    },
    open(sealed, purpose) {
      try {
        return unlock(key, sealed, purpose)
      } catch {
        throw new DeskError(
          'unavailable',
          `The ${purpose} was locked with another key than this desk's (secrets_key, or ${fileName} in data_dir); enter it anew`,
        )
      }
    },
  }
}

function unlock(key: Buffer, sealed: string, purpose: string): string {
  const [tag, body = ''] = sealed.split('.', 2)
  if (tag !== version) throw new Error('unknown form')
  const bytes = Buffer.from(body, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
  decipher.setAAD(Buffer.from(purpose))
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  const text = decipher.update(bytes.subarray(nonceBytes + tagBytes))
  return Buffer.concat([text, decipher.final()]).toString('utf8')
}

async function keyOfFile(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, fileName)
  const read = async () => Buffer.from((await readFile(path, 'utf8')).trim(), 'base64')
  let key: Buffer
  try {
    key = await read()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      throw new DeskError('unavailable', `The key ${path} cannot be read: ${(error as Error).message}`)
    await makeKey(dataDir, path)
    key = await read()
  }
  if (key.length !== keyBytes)
    throw new DeskError('unavailable', `The key ${path} is damaged: ${keyBytes} bytes in base64 are expected`)
  return key
}

/** Whole or not at all, and the first one stays: two that start at once must not lock with different keys. */
async function makeKey(dataDir: string, path: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const unfinished = `${path}.${randomHex(8)}`
  const file = await open(unfinished, 'wx', 0o600)
  try {
    await file.writeFile(`${randomBytes(keyBytes).toString('base64')}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await chmod(unfinished, 0o600)
  await link(unfinished, path).catch(error => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(unfinished, { force: true })
}
