// With which certificate is the line encrypted? The configured one, else one that the desk makes for itself and keeps.
import { X509Certificate } from 'node:crypto'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { DeskError } from '#kernel'
import { limits } from './limits.ts'

export type Certificate = { cert: string; key: string }

type Files = { tls_cert?: string | undefined; tls_key?: string | undefined }

const dayMs = 24 * 3_600_000

/**
 * Servers that send mail encrypt even with a certificate that nobody vouches for (RFC 7435), so one's own is better
 * than none.
 * @throws DeskError 'invalid' naming the file that cannot be read
 */
export function loadCertificate(files: Files, dataDir: string, hostname: string): Promise<Certificate> {
  const { tls_cert: cert, tls_key: key } = files
  return cert !== undefined && key !== undefined ? configured(cert, key) : own(join(dataDir, 'tls'), hostname)
}

async function configured(certFile: string, keyFile: string): Promise<Certificate> {
  const read = (path: string, name: string) =>
    readFile(path, 'utf8').catch((error: Error) => {
      throw DeskError.invalid(`smtp_listener.${name}`, `cannot be read: ${error.message}`)
    })
  return { cert: await read(certFile, 'tls_cert'), key: await read(keyFile, 'tls_key') }
}

async function own(folder: string, hostname: string): Promise<Certificate> {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const kept = await Promise.all([readFile(certFile, 'utf8'), readFile(keyFile, 'utf8')]).catch(
    () => undefined,
  )
  if (kept && isGood(kept[0])) return { cert: kept[0], key: kept[1] }
  const made = await generate([{ name: 'commonName', value: hostname }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + limits.certificateDays * dayMs),
  })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await writeFile(keyFile, made.private, { mode: 0o600 })
  await chmod(keyFile, 0o600)
  await writeFile(certFile, made.cert)
  return { cert: made.cert, key: made.private }
}

function isGood(pem: string): boolean {
  try {
    const end = new Date(new X509Certificate(pem).validTo).getTime()
    return end - Date.now() > limits.certificateRenewalDays * dayMs
  } catch {
    return false
  }
}
