// Who hears whether a project's own address works? Whoever wanted to know, and its Maintainers.
import { sql } from 'kysely'
import type { Tx } from '#db'
import { Access, projects } from '#projects'
import { isReachable, type LetterDesk, letterTo, type Reader } from '../alert.ts'
import { writeMails } from '../write.ts'

type Verified = projects.customEmail.Verified

/** People told at most: beyond that it is news for those who look. */
const mostTold = 50

export async function tellResult(tx: Tx, desk: LetterDesk, verified: Verified): Promise<void> {
  const { projectId, email, error, detail, byId } = verified
  const { rows } = await sql<Reader & { path: string }>`
    select u.id, u.name, u.email, p.full_path as path from users u join projects p on p.id = ${projectId}
    where u.state = 'active' and not u.is_bot and (u.id = ${byId} or (u.notification_level <> 'disabled' and exists (
      select from project_access a where a.user_id = u.id and a.project_id = p.id and a.access_level >= ${Access.maintainer})))
      and not exists (select from undeliverable_addresses x where x.email = lower(u.email))
    order by u.id = ${byId} desc, u.id limit ${mostTold}`.execute(tx)
  const drafts = rows.filter(isReachable).map(({ path, ...reader }) =>
    letterTo(desk, reader, {
      kind: 'custom_email_verification',
      projectId,
      subject: error === null ? `${email} is verified` : `${email} could not be verified`,
      paragraphs: paragraphsOf({ email, path, error, detail }),
      url: `${desk.config.external_url}/${path}/edit#js-service-desk`,
    }),
  )
  const smtpConfigured = desk.config.smtp !== undefined
  await writeMails(tx, drafts, { keysExpireAt: desk.clock(), smtpConfigured })
}

function paragraphsOf({
  email,
  path,
  error,
  detail,
}: Pick<Verified, 'email' | 'error' | 'detail'> & { path: string }) {
  if (error === null)
    return [
      `Mail from ${email} leaves by your server, and mail to it arrives at ${path}.`,
      'It is not in use yet: switch it on in the settings.',
    ]
  const said = detail === null ? [] : [`The server said: ${detail}`]
  return [`${email} cannot be used for ${path} yet.`, projects.customEmail.reasons[error], ...said]
}
