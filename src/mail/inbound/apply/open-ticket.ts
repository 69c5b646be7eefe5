// How does a mail become a ticket? (SPEC §5)
import type { Tx } from '#db'
import { issues } from '#issues'
import type { Arrival } from '../arrival.ts'
import type { InboundDesk } from '../desk.ts'
import { whyUnacknowledged } from './acknowledge.ts'
import { bindFiles, type Files, linkFiles } from './files.ts'
import { addCopied } from './participants.ts'
import { linkSiblings } from './siblings.ts'
import { applyTemplate, belowTicket } from './template.ts'
import { bounded, titleOf, withoutKeys } from './text.ts'

/** Room for the links to a hundred files. */
const roomForLinks = 50_000

export async function openTicket(
  tx: Tx,
  desk: InboundDesk,
  arrival: Arrival,
  files: Files,
): Promise<{ issueId: number; projectId: number }> {
  const { row, message, answerTo, template, bot: by } = arrival
  const { project } = row
  if (project === null) throw new Error('a ticket needs a project')
  const { title, whole } = titleOf(message.subject)
  const text = withoutKeys(message.text)
  const below = belowTicket(template)
  const linked = await linkFiles(tx, {
    text: bounded(text, roomForLinks + (whole?.length ?? 0) + below.added.length),
    files,
    projectId: project.id,
    uploaderId: by.id,
  })
  const issue = await issues.create(tx, {
    projectId: project.id,
    by,
    title,
    description: `${whole === null ? '' : `${whole}\n\n`}${linked.text}${below.added}`,
    confidential: project.confidential,
    ticket: {
      replyTo: answerTo?.address ?? null,
      requesterName: nameOf(arrival),
      customerText: text,
      templateLength: below.length,
    },
    announce: { acknowledge: whyUnacknowledged(desk, arrival) === null, inboxId: row.id, quiet: row.quiet },
  })
  await bindFiles(tx, linked.secrets, { issueId: issue.id })
  if (project.participantsFromCc)
    await addCopied(tx, arrival, issue.id, desk.config.limits.participants_per_ticket)
  if (template !== null) await applyTemplate(tx, desk.log, { issueId: issue.id, by, template, below })
  if (row.siblings > 0) await linkSiblings(tx, { row, issueId: issue.id, by })
  return { issueId: issue.id, projectId: project.id }
}

/** Who wrote; where answers go to a list or a colleague, the writer's name would be wrong there. */
function nameOf({ message: { author }, answerTo }: Arrival): string {
  return answerTo?.name || (author?.address === answerTo?.address ? (author?.name ?? '') : '')
}
