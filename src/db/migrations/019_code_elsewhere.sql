-- What commits and merge requests did to issues, here and on other forges; and where the code of a project comes from, if
-- it lives elsewhere.

-- Each commit and each merge request acts on an issue once, however often its job runs or its history is pushed.
create table code_marks (
  issue_id bigint not null references issues on delete cascade,
  -- `commit <oid>`, `merge_request <id>`, `forge <address>`
  source text not null,
  -- Whether it was to close the issue; else it named it.
  closes boolean not null,
  created_at timestamptz(3) not null default now(),
  primary key (issue_id, source, closes)
);

-- A note that names the code of another project is for those who may read that code.
alter table notes add column cited_project_id bigint references projects on delete cascade;
create index notes_cited_project on notes (cited_project_id) where cited_project_id is not null;

-- Participants are told of a ticket that code has closed, even if they are not told of others.
alter table service_desk_settings add column mail_on_close_by_code boolean not null default false;

-- A project that follows a repository elsewhere. Whom it acts as, and what the server asked for, are kept beside it.
create table mirrors (
  project_id bigint primary key references projects on delete cascade,
  -- In whose name commits that come in close issues; null: they close none any more.
  user_id bigint references users on delete set null,
  enabled boolean not null default true,
  -- Without name and password.
  url text not null,
  username text,
  sealed_password text,
  interval_minutes integer not null default 30 check (interval_minutes between 5 and 10080),
  -- Which issues its commits may close: any `#12`, only those named with their project, or none.
  closing text not null default 'all' check (closing in ('all', 'qualified', 'none')),
  status text not null default 'none' check (status in ('none', 'scheduled', 'started', 'finished', 'failed')),
  last_error text,
  last_started_at timestamptz(3),
  last_ended_at timestamptz(3),
  last_success_at timestamptz(3),
  -- In a row.
  failures integer not null default 0,
  next_at timestamptz(3) not null default now(),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index mirrors_user on mirrors (user_id);
create index mirrors_next on mirrors (next_at) where enabled;

-- Who may tell a project of pushes and merges elsewhere.
create table forge_hooks (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  -- In whose name it closes issues; null: it closes none any more.
  user_id bigint references users on delete set null,
  name text not null check (name <> '' and length(name) <= 255),
  sealed_secret text not null,
  closing text not null default 'all' check (closing in ('all', 'qualified', 'none')),
  last_delivery_at timestamptz(3),
  last_forge text,
  last_event text,
  last_result text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index forge_hooks_project on forge_hooks (project_id);
create index forge_hooks_user on forge_hooks (user_id);

-- What came in: the same delivery acts once, and one that failed midway is done again.
create table forge_deliveries (
  hook_id bigint not null references forge_hooks on delete cascade,
  -- The forge's id of the delivery, or the digest of what it said where it gives none.
  delivery text not null,
  received_at timestamptz(3) not null default now(),
  primary key (hook_id, delivery)
);
create index forge_deliveries_old on forge_deliveries (received_at);
