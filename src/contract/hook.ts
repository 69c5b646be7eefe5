// What is a webhook of a project to a client, and what is a delivery of it? GitLab's project hooks.
import { z } from 'zod'
import { filledText, flag, text, timestamp } from './fields.ts'

/** What a test may be about. */
export const triggers = [
  'push_events',
  'tag_push_events',
  'issues_events',
  'confidential_issues_events',
  'note_events',
  'confidential_note_events',
  'merge_requests_events',
] as const

export const Hook = z
  .object({
    id: z.int(),
    url: z.string(),
    name: z.string(),
    description: z.string(),
    project_id: z.int(),
    created_at: timestamp,
    push_events: z.boolean(),
    push_events_branch_filter: z.string(),
    branch_filter_strategy: z.enum(['wildcard', 'all_branches']),
    tag_push_events: z.boolean(),
    issues_events: z.boolean(),
    confidential_issues_events: z.boolean(),
    note_events: z.boolean(),
    confidential_note_events: z.boolean(),
    merge_requests_events: z.boolean(),
    ...{ job_events: z.boolean(), pipeline_events: z.boolean(), wiki_page_events: z.boolean() },
    ...{
      deployment_events: z.boolean(),
      releases_events: z.boolean(),
      repository_update_events: z.boolean(),
    },
    enable_ssl_verification: z.boolean(),
    token_present: z.boolean().describe('Whether X-Gitlab-Token is sent; the token itself is never told'),
    signing_token_present: z.boolean().describe('Whether deliveries are signed'),
    url_variables: z.array(z.unknown()),
    custom_headers: z.array(z.unknown()),
    alert_status: z.enum(['executable', 'temporarily_disabled', 'disabled']),
    disabled_until: timestamp.nullable(),
    disabled_reason: z.string().nullable(),
    failures: z.int().describe('Failed attempts in a row'),
    waiting: z.int().describe('Deliveries that wait; of more than 10,000 not all are counted'),
  })
  .meta({ id: 'ProjectHook' })

const fields = {
  name: text(255).nullish(),
  description: text(2048).nullish(),
  token: text(255).nullish(),
  signing_token: text(255).nullish().describe('whsec_ and 32 bytes in base64; empty: no signature'),
  push_events: flag.optional(),
  push_events_branch_filter: text(5000).nullish().describe('Names of branches; * stands for anything'),
  branch_filter_strategy: z
    .enum(['wildcard', 'all_branches'])
    .optional()
    .describe('all_branches: the filter is taken away'),
  tag_push_events: flag.optional(),
  issues_events: flag.optional(),
  confidential_issues_events: flag.optional(),
  note_events: flag.optional(),
  confidential_note_events: flag.optional(),
  merge_requests_events: flag.optional(),
  enable_ssl_verification: flag.optional(),
}

export const Create = z.object({ url: filledText(2048), ...fields })

/** What is not given stays; an empty token takes it away. */
export const Update = z.object({
  url: filledText(2048).optional(),
  ...fields,
  enabled: z.literal(true).optional().describe('Switches a hook on again that the desk has switched off'),
})

/** One attempt to deliver. */
export const Event = z
  .object({
    id: z.int(),
    url: z.string(),
    trigger: z.string(),
    request_headers: z.record(z.string(), z.string()),
    request_data: z.unknown(),
    response_headers: z.record(z.string(), z.string()),
    response_body: z.string(),
    response_status: z.string().describe('The status, or "internal error" where no answer came'),
    error: z.string().nullable(),
    execution_duration: z.number().describe('Seconds'),
    created_at: timestamp,
    idempotency_key: z.string(),
    attempts: z.int(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    next_at: timestamp.nullable().describe('When it is tried again'),
  })
  .meta({ id: 'ProjectHookEvent' })

export const EventQuery = z.object({
  status: text(50).optional().describe('A status, or successful, client_failure, server_failure'),
})

export type Hook = z.input<typeof Hook>
export type Event = z.input<typeof Event>
export type Create = z.input<typeof Create>
export type Update = z.input<typeof Update>
