// How are webhooks and what became of their deliveries said?
import type { Hook, HookEvent, Trigger } from '../../../api/hooks.ts'
import type { Tone } from '../../../mail-log/Line.tsx'

export const triggers: readonly (readonly [Trigger, label: string, about: string])[] = [
  ['push_events', 'Pushes', 'A branch moved, began or went'],
  ['tag_push_events', 'Tags', 'A tag was made or went'],
  ['issues_events', 'Issues', 'One was opened, changed, closed or reopened'],
  ['confidential_issues_events', 'Confidential issues', 'The same of those: tickets as a rule'],
  ['note_events', 'Comments', 'On issues and merge requests'],
  [
    'confidential_note_events',
    'Confidential comments',
    'Internal notes, and what is said of confidential issues',
  ],
  ['merge_requests_events', 'Merge requests', 'One was opened, changed, merged or closed'],
]

type State = { label: string; tone: Tone; means: string }

export function hookState({ alert_status, disabled_reason }: Hook): State {
  if (alert_status === 'disabled')
    return { label: 'Switched off', tone: 'bad', means: disabled_reason ?? 'nothing is sent' }
  if (alert_status === 'temporarily_disabled')
    return { label: 'Resting', tone: 'held', means: 'deliveries failed; it is tried again later' }
  return { label: 'Active', tone: 'good', means: 'is told of what happens' }
}

const kinds: Record<string, string> = {
  push_hooks: 'Push',
  tag_push_hooks: 'Tag',
  issue_hooks: 'Issue',
  confidential_issue_hooks: 'Confidential issue',
  note_hooks: 'Comment',
  confidential_note_hooks: 'Confidential comment',
  merge_request_hooks: 'Merge request',
}

type Body = {
  ref?: string
  object_attributes?: { title?: string; note?: string; action?: string; iid?: number }
}

/** What the delivery was about, in one line. */
export function aboutEvent({ trigger, request_data }: HookEvent): string {
  const { ref, object_attributes: what } = request_data as Body
  const about = ref?.replace(/^refs\/(?:heads|tags)\//, '') ?? what?.title ?? what?.note?.split('\n')[0] ?? ''
  return `${kinds[trigger] ?? trigger}${what?.action ? ` (${what.action})` : ''}: ${about}`
}

export function eventState({ response_status: status, error }: HookEvent): State {
  if (error === null) return { label: status, tone: 'good', means: 'it arrived' }
  return { label: status === 'internal error' ? 'No answer' : status, tone: 'bad', means: error }
}
