-- What is to be done, who said what about it, and who wants to hear of it?

-- What of a text can be searched. Cut, because a tsvector may hold one megabyte. PostgreSQL would take <words> for tags and
-- pass them over, and under the C locale it takes quotes and dashes of typographers, and those of East Asia, for letters.
create function searchable(text) returns text immutable parallel safe language sql return regexp_replace(
  -- Plain ASCII needs no composing of letters and accents, which takes longer than all the rest.
  case when octet_length(left($1, 100000)) = length(left($1, 100000)) then left($1, 100000)
    else normalize(left($1, 100000)) end,
  '[<>„“”‚‘’«»‹›–—…•·¿¡、。「」『』（）！？：；，\u3000\u00a0\u200b\u202f]', ' ', 'g');

create table labels (
  id bigint generated always as identity primary key,
  project_id bigint references projects on delete cascade,
  namespace_id bigint references namespaces on delete cascade,
  title text not null check (length(title) between 1 and 255),
  color text not null default '#6699cc' check (color ~ '^#[0-9a-f]{6}$'),
  description text,
  priority integer check (priority >= 0),
  created_at timestamptz(3) not null default now(),
  check ((namespace_id is null) <> (project_id is null)),
  unique (project_id, title),
  unique (namespace_id, title)
);

create table milestones (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  iid integer not null,
  title text not null check (length(title) between 1 and 255),
  description text not null default '',
  state text not null default 'active' check (state in ('active', 'closed')),
  start_date date,
  due_date date,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  unique (project_id, iid),
  unique (project_id, title)
);

create table issues (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  iid integer not null,
  author_id bigint not null references users,
  title text not null check (length(title) between 1 and 255),
  description text not null default '',
  state text not null default 'opened' check (state in ('opened', 'closed')),
  confidential boolean not null default false,
  milestone_id bigint references milestones on delete set null,
  due_date date,
  moved_to_id bigint references issues on delete set null,
  duplicated_to_id bigint references issues on delete set null,
  closed_at timestamptz(3),
  closed_by_id bigint references users on delete set null,
  -- A ticket (SPEC §1): opened through Service Desk. The customer's words are kept apart from the description, which the
  -- team may edit: only the customer's own words may ever be mailed back (%{ISSUE_DESCRIPTION}).
  service_desk boolean not null default false,
  service_desk_reply_to text,
  requester_name text,
  customer_text text,
  -- Whose turn is it? Kept so that a list can say "waiting 3 h" without a join.
  last_customer_at timestamptz(3),
  last_team_at timestamptz(3),
  -- Apart, since those below Reporter must not learn even how many internal notes there are.
  user_notes_count integer not null default 0,
  internal_notes_count integer not null default 0,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  search tsvector generated always as (
    setweight(to_tsvector('simple', searchable(title)), 'A')
    || setweight(to_tsvector('simple', searchable(description)), 'B')
    || setweight(to_tsvector('simple', coalesce(service_desk_reply_to, '') || ' ' || searchable(coalesce(requester_name, ''))), 'C')
  ) stored,
  unique (project_id, iid)
);
create index issues_created on issues (project_id, state, created_at desc, id desc);
create index issues_updated on issues (project_id, state, updated_at desc, id desc);
create index issues_project_created on issues (project_id, created_at desc, id desc);
create index issues_project_updated on issues (project_id, updated_at desc, id desc);
create index issues_tickets on issues (project_id, state, created_at desc, id desc) where service_desk;
create index issues_due on issues (project_id, state, coalesce(due_date, 'infinity'), id);
create index issues_all_created on issues (created_at desc, id desc);
create index issues_all_updated on issues (updated_at desc, id desc);
create index issues_author on issues (author_id, created_at desc) where not service_desk;
create index issues_requester on issues (lower(service_desk_reply_to), id) where service_desk;
create index issues_milestone on issues (milestone_id) where milestone_id is not null;
create index issues_search on issues using gin (search);

create table issue_assignees (
  issue_id bigint not null references issues on delete cascade,
  user_id bigint not null references users on delete cascade,
  created_at timestamptz(3) not null default now(),
  primary key (issue_id, user_id)
);
create index issue_assignees_user on issue_assignees (user_id, issue_id);

create table issue_labels (
  issue_id bigint not null references issues on delete cascade,
  label_id bigint not null references labels on delete cascade,
  primary key (issue_id, label_id)
);
create index issue_labels_label on issue_labels (label_id, issue_id);

-- A chosen subscription; without a row, taking part in an issue decides.
create table issue_subscriptions (
  issue_id bigint not null references issues on delete cascade,
  user_id bigint not null references users on delete cascade,
  subscribed boolean not null,
  primary key (issue_id, user_id)
);

create table notes (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  issue_id bigint not null references issues on delete cascade,
  author_id bigint not null references users,
  discussion_id text not null,
  body text not null,
  -- Quoted tail and signature of a mailed note: hidden, one click away, never lost (SPEC §4.8).
  trimmed text,
  internal boolean not null default false,
  system boolean not null default false,
  system_action text,
  -- The other issue that a system note names: who may not read that one does not see the note.
  cited_issue_id bigint references issues on delete cascade,
  -- Written by mail: by whom really, and what the intake thought of it.
  external_author text,
  external_name text,
  flag text check (flag in ('unknown_sender', 'automatic_reply')),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  edited_at timestamptz(3),
  search tsvector generated always as (
    case when system then null else to_tsvector('simple', searchable(body)) end
  ) stored,
  check (not (internal and system)),
  check (system = (system_action is not null))
);
create index notes_issue on notes (issue_id, created_at, id);
create index notes_discussion on notes (discussion_id);
create index notes_cited on notes (cited_issue_id) where cited_issue_id is not null;
create index notes_project on notes (project_id, id) where not system;
create index notes_search on notes using gin (search) where not system;

-- External participants: addresses without an account that get a ticket's public notes by mail (SPEC §1).
create table issue_email_participants (
  id bigint generated always as identity primary key,
  issue_id bigint not null references issues on delete cascade,
  email text not null check (email = lower(email)),
  -- As the participant writes it: the local part may be case-sensitive (RFC 5321 §2.4).
  address text not null,
  name text not null default '',
  origin text not null default 'requester' check (origin in ('requester', 'cc', 'added', 'accepted')),
  unsubscribed_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  unique (issue_id, email)
);
create index issue_email_participants_email on issue_email_participants (email, issue_id);

create table uploads (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  -- What a file hangs on decides who may read it, so it must not outlive that.
  issue_id bigint references issues on delete cascade,
  note_id bigint references notes on delete cascade,
  uploader_id bigint references users on delete set null,
  secret text not null unique check (secret ~ '^[0-9a-f]{32}$'),
  filename text not null,
  content_type text not null,
  size bigint not null,
  digest text not null,
  -- Shown in place of a cid: image rather than listed as a file.
  inline boolean not null default false,
  created_at timestamptz(3) not null default now()
);
create index uploads_issue on uploads (issue_id) where issue_id is not null;
create index uploads_note on uploads (note_id) where note_id is not null;
create index uploads_digest on uploads (digest);
create index uploads_project on uploads (project_id);

create table todos (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  author_id bigint not null references users,
  project_id bigint not null references projects on delete cascade,
  issue_id bigint not null references issues on delete cascade,
  note_id bigint references notes on delete cascade,
  action text not null check (action in ('assigned', 'mentioned', 'directly_addressed', 'marked', 'unknown_sender', 'delivery_failed')),
  state text not null default 'pending' check (state in ('pending', 'done')),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index todos_user on todos (user_id, state, id desc);
create index todos_issue on todos (issue_id);

-- What happened, in order; written in the transaction of the verb. Mail, to-dos and live updates read it.
create table events (
  id bigint generated always as identity primary key,
  kind text not null,
  project_id bigint not null references projects on delete cascade,
  issue_id bigint references issues on delete cascade,
  note_id bigint references notes on delete cascade,
  actor_id bigint references users on delete set null,
  data jsonb not null default '{}',
  created_at timestamptz(3) not null default now()
);
create index events_project on events (project_id, id);
create index events_issue on events (issue_id, id) where issue_id is not null;
