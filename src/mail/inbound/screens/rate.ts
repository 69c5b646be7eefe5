// Does too much come? Brakes that need no header: what is over them is held, never lost (SPEC §4.6).
import type { Screen } from '../arrival.ts'
import { limits } from '../limits.ts'

export const rate: Screen = ({ row, counts, message }, { config }) => {
  if (row.released || row.quiet) return null
  const { mails_per_sender_and_hour: perSender, mails_per_project_and_hour: perProject } = config.limits
  const { fromSender, toProject, sameWords } = counts
  const sender = message.author?.address
  if (sameWords >= limits.sameWords - 1)
    return {
      reason: 'same_words',
      evidence: `${sameWords + 1} mails with the same words from ${sender} in ${limits.sameWordsMinutes} minutes`,
    }
  if (fromSender >= perSender)
    return {
      reason: 'too_many_from_sender',
      evidence: `${fromSender} mails from ${sender} within the last hour; ${perSender} are taken`,
    }
  if (toProject >= perProject)
    return {
      reason: 'too_many_to_project',
      evidence: `${toProject} mails to the project within the last hour; ${perProject} are taken`,
    }
  return null
}
