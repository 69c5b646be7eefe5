// What is in the database? Generated from the migrations by `npm run schema`; do not edit.
import type { ColumnType } from 'kysely'

type Bytes = ColumnType<Buffer, Uint8Array>
type Time = ColumnType<Date, Date | string>
/** Written as JSON text: pg would turn an array into one of PostgreSQL's own. */
type Json = ColumnType<unknown, string>
type Default<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>
type Always<T> = ColumnType<T, never, never>

export type DB = {
  accounts: {
    id: Always<number>
    user_id: number
    account_id: string
    provider_id: string
    access_token: string | null
    refresh_token: string | null
    id_token: string | null
    access_token_expires_at: Time | null
    refresh_token_expires_at: Time | null
    scope: string | null
    password: string | null
    created_at: Default<Time>
    updated_at: Default<Time>
  }
  code_marks: {
    issue_id: number
    source: string
    closes: boolean
    created_at: Default<Time>
  }
  delivery_reports: {
    id: Always<number>
    outbox_id: number
    inbox_id: number | null
    email: string
    action: string
    status: string | null
    diagnostic: string | null
    created_at: Default<Time>
  }
  events: {
    id: Always<number>
    kind: string
    project_id: number
    issue_id: number | null
    note_id: number | null
    actor_id: number | null
    data: Default<Json>
    created_at: Default<Time>
  }
  forge_deliveries: {
    hook_id: number
    delivery: string
    received_at: Default<Time>
  }
  forge_hooks: {
    id: Always<number>
    project_id: number
    user_id: number | null
    name: string
    sealed_secret: string
    closing: Default<string>
    last_delivery_at: Time | null
    last_forge: string | null
    last_event: string | null
    last_result: string | null
    created_at: Default<Time>
    updated_at: Default<Time>
  }
  inbox: {
    id: Always<number>
    raw_mail_id: number
    ingress: string
    project_id: number | null
    recipients: Default<string[]>
    mail_from: string | null
    client_address: string | null
    client_name: string | null
    received_at: Default<Time>
    message_id: string | null
    author: string | null
    author_name: string | null
    subject: string | null
    body_digest: string | null
    ending: string | null
    reason: string | null
    why: Default<Json>
    issue_id: number | null
    note_id: number | null
    settled_at: Time | null
    attempts: Default<number>
    last_error: string | null
    readings: Default<number>
    released_at: Time | null
    released_by_id: number | null
    quiet: Default<boolean>
  }
  instance_settings: {
    key: string
    value: Json
    updated_at: Default<Time>
  }
  issue_assignees: {
    issue_id: number
    user_id: number
    created_at: Default<Time>
  }
  issue_email_participants: {
    id: Always<number>
    issue_id: number
    email: string
    address: string
    name: Default<string>
    origin: Default<string>
    unsubscribed_at: Time | null
    created_at: Default<Time>
  }
  issue_labels: {
    issue_id: number
    label_id: number
  }
  issue_subscriptions: {
    issue_id: number
    user_id: number
    subscribed: boolean
  }
  issues: {
    id: Always<number>
    project_id: number
    iid: number
    author_id: number
    title: string
    description: Default<string>
    state: Default<string>
    confidential: Default<boolean>
    milestone_id: number | null
    due_date: string | null
    moved_to_id: number | null
    duplicated_to_id: number | null
    closed_at: Time | null
    closed_by_id: number | null
    service_desk: Default<boolean>
    service_desk_reply_to: string | null
    requester_name: string | null
    customer_text: string | null
    last_customer_at: Time | null
    last_team_at: Time | null
    user_notes_count: Default<number>
    internal_notes_count: Default<number>
    created_at: Default<Time>
    updated_at: Default<Time>
    search: Always<string | null>
    first_team_at: Time | null
    merged: Default<boolean>
    merged_note_id: number | null
    split_note_id: number | null
    template_length: number | null
  }
  labels: {
    id: Always<number>
    project_id: number | null
    namespace_id: number | null
    title: string
    color: Default<string>
    description: string | null
    priority: number | null
    created_at: Default<Time>
  }
  mail_receipts: {
    project_id: number
    message_id: string
    digest: string
    inbox_id: number
  }
  mailbox_leftovers: {
    account: string
    item: string
    attempts: Default<number>
    reason: string
    first_failed_at: Default<Time>
    next_attempt_at: Time | null
  }
  mailbox_progress: {
    account: string
    uid_validity: number
    last_uid: number
    left_alone_until: number
    first_read_at: Time
    updated_at: Default<Time>
  }
  mailbox_states: {
    name: string
    account: string
    method: string
    state: string
    since: Time
    seen_at: Time | null
    last_error: string | null
    last_error_at: Time | null
    last_item: string | null
    waiting: Default<number>
    oldest_waiting_at: Time | null
    idle: boolean | null
    node: string
    alerted_at: Time | null
    failing_since: Time | null
    webhook_told: Default<boolean>
  }
  members: {
    id: Always<number>
    user_id: number
    namespace_id: number | null
    project_id: number | null
    access_level: number
    notification_level: string | null
    expires_at: string | null
    created_by: number | null
    created_at: Default<Time>
  }
  merge_request_issues: {
    merge_request_id: number
    issue_id: number
  }
  merge_request_labels: {
    merge_request_id: number
    label_id: number
  }
  merge_request_notes: {
    id: Always<number>
    merge_request_id: number
    author_id: number
    discussion_id: string
    body: string
    system_action: string | null
    position: Json | null
    current: Json | null
    resolvable: Default<boolean>
    resolved_by_id: number | null
    resolved_at: Time | null
    created_at: Default<Time>
    updated_at: Default<Time>
    edited_at: Time | null
  }
  merge_request_people: {
    merge_request_id: number
    user_id: number
    role: string
  }
  merge_requests: {
    id: Always<number>
    project_id: number
    iid: number
    author_id: number
    title: string
    description: Default<string>
    source_branch: string
    target_branch: string
    state: Default<string>
    milestone_id: number | null
    squash: Default<boolean>
    remove_source_branch: Default<boolean>
    source_oid: string
    base_oid: string
    checked_source_oid: string | null
    checked_target_oid: string | null
    conflicts: Default<string[]>
    merging_oid: string | null
    merging_by_id: number | null
    merged_oid: string | null
    squash_oid: string | null
    merged_by_id: number | null
    merged_at: Time | null
    closed_by_id: number | null
    closed_at: Time | null
    notes_count: Default<number>
    created_at: Default<Time>
    updated_at: Default<Time>
  }
  merge_settings: {
    project_id: number
    merge_method: Default<string>
    squash_option: Default<string>
    remove_source_branch: Default<boolean>
    needs_resolved_discussions: Default<boolean>
  }
  message_ids: {
    project_id: number
    message_id: string
    issue_id: number
    note_id: number | null
    direction: string
    author: string | null
    created_at: Default<Time>
  }
  milestones: {
    id: Always<number>
    project_id: number
    iid: number
    title: string
    description: Default<string>
    state: Default<string>
    start_date: string | null
    due_date: string | null
    created_at: Default<Time>
    updated_at: Default<Time>
  }
  mirrors: {
    project_id: number
    user_id: number | null
    enabled: Default<boolean>
    url: string
    username: string | null
    sealed_password: string | null
    interval_minutes: Default<number>
    closing: Default<string>
    status: Default<string>
    last_error: string | null
    last_started_at: Time | null
    last_ended_at: Time | null
    last_success_at: Time | null
    failures: Default<number>
    next_at: Default<Time>
    created_at: Default<Time>
    updated_at: Default<Time>
  }
  namespace_access: {
    user_id: number
    namespace_id: number
    access_level: number
  }
  namespaces: {
    id: Always<number>
    kind: string
    parent_id: number | null
    owner_id: number | null
    traversal_ids: Default<number[]>
    path: string
    full_path: string
    name: string
    description: Default<string>
    visibility: Default<string>
    created_at: Default<Time>
    updated_at: Default<Time>
  }
  notes: {
    id: Always<number>
    project_id: number
    issue_id: number
    author_id: number
    discussion_id: string
    body: string
    trimmed: string | null
    internal: Default<boolean>
    system: Default<boolean>
    system_action: string | null
    cited_issue_id: number | null
    external_author: string | null
    external_name: string | null
    flag: string | null
    created_at: Default<Time>
    updated_at: Default<Time>
    edited_at: Time | null
    search: Always<string | null>
    cited_project_id: number | null
  }
  outbox: {
    id: Always<number>
    kind: string
    project_id: number | null
    issue_id: number | null
    note_id: number | null
    event_id: number | null
    inbox_id: number | null
    user_id: number | null
    recipient: string
    recipient_name: Default<string>
    message_id: string
    in_reply_to: string | null
    reference_ids: Default<string[]>
    reply_key: string | null
    subject: string
    data: Default<Json>
    automatic: Default<boolean>
    state: Default<string>
    attempts: Default<number>
    next_attempt_at: Time | null
    last_error: string | null
    smtp_response: string | null
    text_body: string | null
    html_body: string | null
    delivery: string | null
    delivery_detail: string | null
    created_at: Default<Time>
    sent_at: Time | null
  }
  personal_access_tokens: {
    id: Always<number>
    user_id: number
    name: string
    token_digest: Bytes
    scopes: string[]
    expires_at: string | null
    revoked: Default<boolean>
    last_used_at: Time | null
    created_at: Default<Time>
  }
  project_access: {
    user_id: number
    project_id: number
    access_level: number
  }
  project_counters: {
    project_id: number
    issue_iid: Default<number>
    milestone_iid: Default<number>
    merge_request_iid: Default<number>
  }
  project_former_paths: {
    full_path: string
    project_id: number
  }
  project_slugs: {
    project_id: number
    slug: string
    created_at: Default<Time>
  }
  projects: {
    id: Always<number>
    namespace_id: number
    creator_id: number | null
    path: string
    full_path: string
    name: string
    description: Default<string>
    visibility: Default<string>
    default_branch: Default<string>
    archived: Default<boolean>
    created_at: Default<Time>
    updated_at: Default<Time>
    last_activity_at: Default<Time>
  }
  protected_branches: {
    id: Always<number>
    project_id: number
    name: string
    push_access_level: Default<number>
    merge_access_level: Default<number>
    allow_force_push: Default<boolean>
    created_at: Default<Time>
  }
  raw_mail_chunks: {
    raw_mail_id: number
    seq: number
    bytes: Bytes
  }
  raw_mails: {
    id: Always<number>
    digest: Bytes
    size: number
    head: Bytes
    source_key: string | null
    created_at: Default<Time>
    full_size: number | null
  }
  ref_updates: {
    id: Always<number>
    project_id: number
    user_id: number | null
    ref: string
    old_oid: string
    new_oid: string
    created_at: Default<Time>
    settled: number | null
    handled_at: Time | null
    failures: Default<number>
  }
  removed_repositories: {
    project_id: number
    removed_at: Default<Time>
  }
  reply_keys: {
    key: string
    issue_id: number | null
    note_id: number | null
    recipient: string
    user_id: number | null
    created_at: Default<Time>
    expires_at: Time
  }
  saved_replies: {
    id: Always<number>
    project_id: number
    title: string
    body: string
    created_at: Default<Time>
    updated_at: Default<Time>
  }
  service_desk_custom_emails: {
    project_id: number
    email: string
    enabled: Default<boolean>
    smtp_address: string
    smtp_port: number
    smtp_username: string
    smtp_password: string
    smtp_authentication: string | null
    verification_state: string
    verification_error: string | null
    verification_detail: string | null
    verification_token: string | null
    verification_started_at: Time
    verification_by_id: number | null
    updated_at: Default<Time>
  }
  service_desk_keys: {
    slug: string
    suffix: string
    project_id: number
  }
  service_desk_settings: {
    project_id: number
    service_desk_enabled: Default<boolean>
    issue_template_key: string | null
    outgoing_name: string | null
    project_key: string | null
    reopen_issue_on_external_participant_note: Default<boolean>
    add_external_participants_from_cc: Default<boolean>
    tickets_confidential_by_default: Default<boolean>
    mail_on_close: Default<boolean>
    agent_name_in_mail: Default<string>
    automatic_mail: Default<string>
    updated_at: Default<Time>
    mail_on_close_by_code: Default<boolean>
  }
  sessions: {
    id: Always<number>
    user_id: number
    token: string
    expires_at: Time
    ip_address: string | null
    user_agent: string | null
    created_at: Default<Time>
    updated_at: Default<Time>
  }
  sign_in_attempts: {
    key: string
    attempts: number
    window_ends_at: Time
  }
  template_projects: {
    namespace_id: number
    project_id: number
  }
  thread_addresses: {
    issue_id: number
    email: string
  }
  todos: {
    id: Always<number>
    user_id: number
    author_id: number
    project_id: number
    issue_id: number | null
    note_id: number | null
    action: string
    state: Default<string>
    created_at: Default<Time>
    updated_at: Default<Time>
    merge_request_id: number | null
    merge_request_note_id: number | null
  }
  undeliverable_addresses: {
    email: string
    reason: string
    outbox_id: number | null
    since: Default<Time>
  }
  uploads: {
    id: Always<number>
    project_id: number
    issue_id: number | null
    note_id: number | null
    uploader_id: number | null
    secret: string
    filename: string
    content_type: string
    size: number
    digest: string
    inline: Default<boolean>
    created_at: Default<Time>
    merge_request_id: number | null
  }
  users: {
    id: Always<number>
    username: string
    name: string
    email: string
    email_verified: Default<boolean>
    image: string | null
    state: Default<string>
    is_admin: Default<boolean>
    is_bot: Default<boolean>
    notification_level: Default<string>
    theme: Default<string>
    time_zone: string | null
    last_sign_in_at: Time | null
    created_at: Default<Time>
    updated_at: Default<Time>
  }
  verifications: {
    id: Always<number>
    identifier: string
    value: string
    expires_at: Time
    created_at: Default<Time>
    updated_at: Default<Time>
  }
  web_hook_attempts: {
    id: Always<number>
    hook_id: number
    delivery_id: number
    url: string
    request_headers: Json
    status: number | null
    error: string | null
    response_headers: Default<Json>
    response_body: Default<string>
    milliseconds: number
    by_hand: Default<boolean>
    created_at: Default<Time>
  }
  web_hook_before: {
    kind: string
    subject_id: number
    state: Json
    created_at: Default<Time>
  }
  web_hook_deliveries: {
    id: Always<number>
    hook_id: number
    event_id: number | null
    uuid: string
    key: Default<string>
    trigger: string
    body: string
    state: Default<string>
    attempts: Default<number>
    next_at: Default<Time>
    created_at: Default<Time>
  }
  web_hook_events: {
    id: Always<number>
    project_id: number
    uuid: Default<string>
    source: string
    kind: string
    data: Json
    failures: Default<number>
    handled_at: Time | null
    created_at: Default<Time>
  }
  web_hooks: {
    id: Always<number>
    project_id: number
    uuid: Default<string>
    name: Default<string>
    description: Default<string>
    url: string
    sealed_token: string | null
    sealed_signing_token: string | null
    push_events: Default<boolean>
    push_events_branch_filter: Default<string>
    tag_push_events: Default<boolean>
    issues_events: Default<boolean>
    confidential_issues_events: Default<boolean>
    note_events: Default<boolean>
    confidential_note_events: Default<boolean>
    merge_requests_events: Default<boolean>
    enable_ssl_verification: Default<boolean>
    failures: Default<number>
    failing_since: Time | null
    wait_until: Time | null
    disabled_at: Time | null
    disabled_reason: string | null
    busy_until: Time | null
    created_at: Default<Time>
    updated_at: Default<Time>
  }
}
