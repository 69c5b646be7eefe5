// What is a webhook to the verbs, and what do they need of the desk?
import type { Selectable } from 'kysely'
import type { DB, Db } from '#db'
import type { Log } from '#kernel'
import type { Repositories } from '#repository'
import type { Secrets } from '#secrets'

export type Hook = Selectable<DB['web_hooks']>

export type WebhookRules = { allow_private_hosts: boolean; timeout_seconds: number }

export type HookDesk = {
  db: Db
  secrets: Secrets
  repositories: Repositories
  log: Log
  config: { external_url: string; webhooks: WebhookRules }
}

/** Failures in a row after which a hook is given rest, as in GitLab. */
export const restAfter = 4

/** Whether it is told anything, in GitLab's words. */
export function alertOf({ disabled_at, wait_until, failures }: Hook): {
  status: 'executable' | 'temporarily_disabled' | 'disabled'
  until: Date | null
} {
  if (disabled_at !== null) return { status: 'disabled', until: null }
  const rests = failures >= restAfter && wait_until !== null && wait_until > new Date()
  return rests ? { status: 'temporarily_disabled', until: wait_until } : { status: 'executable', until: null }
}

/** GitLab's names of what was told, and of the header X-Gitlab-Event. */
export const kinds = {
  push: { trigger: 'push_hooks', header: 'Push Hook' },
  tag_push: { trigger: 'tag_push_hooks', header: 'Tag Push Hook' },
  issue: { trigger: 'issue_hooks', header: 'Issue Hook' },
  confidential_issue: { trigger: 'confidential_issue_hooks', header: 'Confidential Issue Hook' },
  note: { trigger: 'note_hooks', header: 'Note Hook' },
  confidential_note: { trigger: 'confidential_note_hooks', header: 'Confidential Note Hook' },
  merge_request: { trigger: 'merge_request_hooks', header: 'Merge Request Hook' },
} as const

export type Kind = keyof typeof kinds
export type Trigger = (typeof kinds)[Kind]['trigger']

/** Which hooks want to hear of it. */
export const wantedBy = {
  push: 'push_events',
  tag_push: 'tag_push_events',
  issue: 'issues_events',
  confidential_issue: 'confidential_issues_events',
  note: 'note_events',
  confidential_note: 'confidential_note_events',
  merge_request: 'merge_requests_events',
} as const satisfies Record<Kind, keyof Hook>
