-- Whom does a project tell of what happens in it, what is to be told, and what became of it?

create table web_hooks (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  uuid uuid not null default gen_random_uuid(),
  name text not null default '' check (length(name) <= 255),
  description text not null default '' check (length(description) <= 2048),
  url text not null check (length(url) <= 2048),
  sealed_token text,
  sealed_signing_token text,
  push_events boolean not null default true,
  push_events_branch_filter text not null default '' check (length(push_events_branch_filter) <= 5000),
  tag_push_events boolean not null default false,
  issues_events boolean not null default false,
  confidential_issues_events boolean not null default false,
  note_events boolean not null default false,
  confidential_note_events boolean not null default false,
  merge_requests_events boolean not null default false,
  enable_ssl_verification boolean not null default true,
  -- Failed attempts in a row, and since when; nothing is sent before `wait_until`.
  failures integer not null default 0,
  failing_since timestamptz(3),
  wait_until timestamptz(3),
  -- Switched off by the desk, and why.
  disabled_at timestamptz(3),
  disabled_reason text,
  -- Somebody delivers for it until then; a crash gives it free by the lapse of time.
  busy_until timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index web_hooks_project on web_hooks (project_id, id);

-- What happened, in the order in which hooks hear of it. Written in the transaction in which it happened.
create table web_hook_events (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  uuid uuid not null default gen_random_uuid(),
  -- What it was, so that it is noted once: `event 12`, `job 34`, `move 56`.
  source text not null unique,
  kind text not null check (kind in ('issue', 'note', 'merge_request', 'merge_request_note', 'move')),
  data jsonb not null,
  failures smallint not null default 0,
  handled_at timestamptz(3),
  created_at timestamptz(3) not null default now()
);
create index web_hook_events_open on web_hook_events (project_id, id) where handled_at is null;
create index web_hook_events_project on web_hook_events (project_id);
create index web_hook_events_old on web_hook_events (created_at);

-- What one hook is to be told: the same bytes under the same key, however often they are sent.
create table web_hook_deliveries (
  id bigint generated always as identity primary key,
  hook_id bigint not null references web_hooks on delete cascade,
  -- Null: a test.
  event_id bigint references web_hook_events on delete cascade,
  uuid uuid not null,
  key uuid not null default gen_random_uuid(),
  -- GitLab's name of what it was about: push_hooks, issue_hooks, …
  trigger text not null,
  body text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_at timestamptz(3) not null default now(),
  created_at timestamptz(3) not null default now(),
  unique (hook_id, event_id)
);
create index web_hook_deliveries_waiting on web_hook_deliveries (hook_id, event_id, id) where state = 'waiting';
create index web_hook_deliveries_event on web_hook_deliveries (event_id) where event_id is not null;
create index web_hook_deliveries_old on web_hook_deliveries (created_at);

-- What was sent, and what came back.
create table web_hook_attempts (
  id bigint generated always as identity primary key,
  hook_id bigint not null references web_hooks on delete cascade,
  delivery_id bigint not null references web_hook_deliveries on delete cascade,
  url text not null,
  request_headers jsonb not null,
  -- Null: no answer came, and why.
  status smallint,
  error text,
  response_headers jsonb not null default '{}',
  response_body text not null default '',
  milliseconds integer not null,
  -- Asked for by a person: a test, or a delivery sent again.
  by_hand boolean not null default false,
  created_at timestamptz(3) not null default now()
);
create index web_hook_attempts_hook on web_hook_attempts (hook_id, id desc);
create index web_hook_attempts_delivery on web_hook_attempts (delivery_id);

-- What issues and merge requests were when hooks were told of them last, or before the first change since they have any:
-- payloads say what is other now.
create table web_hook_before (
  kind text not null check (kind in ('issue', 'merge_request')),
  subject_id bigint not null,
  state jsonb not null,
  created_at timestamptz(3) not null default now(),
  primary key (kind, subject_id)
);
create index web_hook_before_old on web_hook_before (created_at);

-- By triggers, since the tracker and merge requests know of no hooks. Projects without hooks pay one look into an index.
create function has_web_hooks(wanted bigint) returns boolean stable language sql as $$
  select exists (select from web_hooks where project_id = wanted and disabled_at is null)
    -- What a backup brings back has been told already.
    and coalesce(current_setting('deskbell.restoring', true), '') <> 'on'
$$;

create function leave_web_hook_job(wanted bigint) returns void language sql as $$
  select leave_job('webhooks.record', json_build_object('projectId', wanted), null, 25)
$$;

create function note_events_for_web_hooks() returns trigger language plpgsql as $$
declare found_project bigint;
begin
  if not exists (select from added join web_hooks using (project_id) where disabled_at is null) then return null; end if;
  for found_project in
    with noted as (
      insert into web_hook_events (project_id, source, kind, data)
      select added.project_id, 'event ' || added.id, case when added.note_id is null then 'issue' else 'note' end,
        jsonb_build_object('what', added.kind, 'issueId', added.issue_id, 'noteId', added.note_id,
          'actorId', added.actor_id, 'toIssueId', added.data -> 'toIssueId')
      from added
      where added.kind in ('issue_opened', 'issue_updated', 'issue_closed', 'issue_reopened', 'issue_moved',
          'note_added', 'note_updated')
        and has_web_hooks(added.project_id)
      order by added.id
      on conflict do nothing
      returning project_id
    )
    select distinct project_id from noted
  loop
    perform leave_web_hook_job(found_project);
  end loop;
  return null;
end $$;
create trigger note_events_for_web_hooks after insert on events referencing new table as added
  for each statement execute function note_events_for_web_hooks();

create function note_merge_request_notes_for_web_hooks() returns trigger language plpgsql as $$
declare place bigint;
begin
  select project_id into place from merge_requests where id = new.merge_request_id;
  if not has_web_hooks(place) then return null; end if;
  insert into web_hook_events (project_id, source, kind, data) values (place,
    'note ' || new.id || case tg_op when 'INSERT' then '' else ' ' || pg_current_xact_id() end, 'merge_request_note',
    jsonb_build_object('what', case tg_op when 'INSERT' then 'create' else 'update' end, 'noteId', new.id,
      'mergeRequestId', new.merge_request_id, 'actorId', new.author_id))
    on conflict do nothing;
  perform leave_web_hook_job(place);
  return null;
end $$;
create trigger note_added_for_web_hooks after insert on merge_request_notes
  for each row when (new.system_action is null) execute function note_merge_request_notes_for_web_hooks();
create trigger note_changed_for_web_hooks after update of body on merge_request_notes
  for each row when (new.system_action is null and new.body <> old.body)
  execute function note_merge_request_notes_for_web_hooks();

create function keep_issue_for_web_hooks(wanted bigint) returns void language sql as $$
  insert into web_hook_before (kind, subject_id, state)
  select 'issue', id, jsonb_build_object('title', title, 'description', description, 'state', state,
    'confidential', confidential, 'milestone_id', milestone_id, 'due_date', due_date,
    'labels', coalesce((select jsonb_agg(label_id order by label_id) from issue_labels where issue_id = issues.id), '[]'),
    'assignees', coalesce((select jsonb_agg(user_id order by user_id) from issue_assignees where issue_id = issues.id), '[]'))
  from issues where id = wanted and has_web_hooks(project_id)
  on conflict do nothing
$$;

create function keep_merge_request_for_web_hooks(wanted bigint) returns void language sql as $$
  insert into web_hook_before (kind, subject_id, state)
  select 'merge_request', id, jsonb_build_object('title', title, 'description', description, 'state', state,
    'target_branch', target_branch, 'milestone_id', milestone_id, 'source_oid', source_oid,
    'labels', coalesce((select jsonb_agg(label_id order by label_id) from merge_request_labels
      where merge_request_id = merge_requests.id), '[]'),
    'assignees', coalesce((select jsonb_agg(user_id order by user_id) from merge_request_people
      where merge_request_id = merge_requests.id and role = 'assignee'), '[]'),
    'reviewers', coalesce((select jsonb_agg(user_id order by user_id) from merge_request_people
      where merge_request_id = merge_requests.id and role = 'reviewer'), '[]'))
  from merge_requests where id = wanted and has_web_hooks(project_id)
  on conflict do nothing
$$;

-- Before the row is written, so that what is read is what was. The arguments: of what, and in which column its id stands.
create function keep_for_web_hooks() returns trigger language plpgsql as $$
declare subject bigint := (to_jsonb(case when tg_op = 'DELETE' then old else new end) ->> tg_argv[1])::bigint;
begin
  if tg_argv[0] = 'issue' then perform keep_issue_for_web_hooks(subject);
  else perform keep_merge_request_for_web_hooks(subject);
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger keep_issue_for_web_hooks before update on issues for each row
  when (old.title <> new.title or old.description <> new.description or old.state <> new.state
    or old.confidential <> new.confidential or old.milestone_id is distinct from new.milestone_id
    or old.due_date is distinct from new.due_date)
  execute function keep_for_web_hooks('issue', 'id');
create trigger keep_issue_for_web_hooks before insert or delete on issue_labels for each row
  execute function keep_for_web_hooks('issue', 'issue_id');
create trigger keep_issue_for_web_hooks before insert or delete on issue_assignees for each row
  execute function keep_for_web_hooks('issue', 'issue_id');
create trigger keep_merge_request_for_web_hooks before update on merge_requests for each row
  when (old.title <> new.title or old.description <> new.description or old.state <> new.state
    or old.target_branch <> new.target_branch or old.milestone_id is distinct from new.milestone_id
    or old.source_oid <> new.source_oid)
  execute function keep_for_web_hooks('merge_request', 'id');
create trigger keep_merge_request_for_web_hooks before insert or delete on merge_request_labels for each row
  execute function keep_for_web_hooks('merge_request', 'merge_request_id');
create trigger keep_merge_request_for_web_hooks before insert or delete on merge_request_people for each row
  execute function keep_for_web_hooks('merge_request', 'merge_request_id');
