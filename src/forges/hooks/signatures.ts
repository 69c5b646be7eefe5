// Does this come from a forge that has the secret? Compared in constant time, over the bytes as they came.
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Forge } from './told.ts'

export type Headers = Readonly<Record<string, string | string[] | undefined>>

const one = (headers: Headers, name: string): string => {
  const value = headers[name]
  return typeof value === 'string' ? value : ''
}

/** Seconds that the time in a signature may be away from ours (Standard Webhooks). */
const maxAwaySeconds = 300

/**
 * Which forge speaks, and of what. Gitea and Forgejo send GitHub's headers as well, so theirs come first.
 * @returns null: none that we know
 */
export function speakerOf(headers: Headers): { forge: Forge; event: string } | null {
  const gitlab = one(headers, 'x-gitlab-event')
  if (gitlab !== '') return { forge: 'gitlab', event: gitlab }
  const gitea = one(headers, 'x-forgejo-event') || one(headers, 'x-gitea-event')
  if (gitea !== '') return { forge: 'gitea', event: gitea }
  const github = one(headers, 'x-github-event')
  return github === '' ? null : { forge: 'github', event: github }
}

/** @param now milliseconds */
export function isSigned(forge: Forge, headers: Headers, body: Buffer, secret: string, now: number): boolean {
  const hex = createHmac('sha256', secret).update(body).digest('hex')
  if (forge === 'github') return same(one(headers, 'x-hub-signature-256'), `sha256=${hex}`)
  if (forge === 'gitea')
    return same(one(headers, 'x-forgejo-signature') || one(headers, 'x-gitea-signature'), hex)
  const token = one(headers, 'x-gitlab-token')
  return token === '' ? isStandard(headers, body, secret, now) : same(token, secret)
}

/** https://www.standardwebhooks.com: what newer GitLab sends where a signing token is set instead of a secret one. */
function isStandard(headers: Headers, body: Buffer, secret: string, now: number): boolean {
  const [id, at] = [one(headers, 'webhook-id'), one(headers, 'webhook-timestamp')]
  if (id === '' || !/^\d{1,12}$/.test(at) || Math.abs(now / 1000 - Number(at)) > maxAwaySeconds) return false
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret)
  const wanted = createHmac('sha256', key).update(`${id}.${at}.`).update(body).digest('base64')
  return one(headers, 'webhook-signature')
    .split(' ')
    .some(given => same(given, `v1,${wanted}`))
}

/** Hashed first, so that both are of one length. */
function same(given: string, wanted: string): boolean {
  const digest = (text: string) => createHmac('sha256', 'compared').update(text).digest()
  return given !== '' && timingSafeEqual(digest(given), digest(wanted))
}
