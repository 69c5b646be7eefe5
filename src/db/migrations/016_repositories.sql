-- What moved in the repositories: written before git moves a branch or tag, so that no crash hides a move from those who
-- listen (closing, merge requests, webhooks).
create table ref_updates (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  user_id bigint references users on delete set null,
  ref text not null,
  -- 40 zeros: it was, or is, not there.
  old_oid text not null check (old_oid ~ '^[0-9a-f]{40,64}$'),
  new_oid text not null check (new_oid ~ '^[0-9a-f]{40,64}$'),
  created_at timestamptz(3) not null default now(),
  -- The order in which the moves were known to have happened; null: not known yet.
  settled bigint,
  handled_at timestamptz(3),
  -- How often a listener failed on it.
  failures smallint not null default 0
);
create sequence ref_updates_settled owned by ref_updates.settled;
create index ref_updates_unsettled on ref_updates (project_id, id) where settled is null;
create index ref_updates_unhandled on ref_updates (project_id, settled) where settled is not null and handled_at is null;
create index ref_updates_user on ref_updates (user_id);
create index ref_updates_old on ref_updates (created_at);

-- Names may hold `*`. Levels as in GitLab: 0 nobody, 30 Developer, 40 Maintainer, 60 administrator.
create table protected_branches (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  name text not null,
  push_access_level smallint not null default 40 check (push_access_level in (0, 30, 40, 60)),
  merge_access_level smallint not null default 30 check (merge_access_level in (0, 30, 40, 60)),
  allow_force_push boolean not null default false,
  created_at timestamptz(3) not null default now(),
  unique (project_id, name)
);

-- The default branch is protected from the start: Maintainers push, Developers merge.
insert into protected_branches (project_id, name) select id, default_branch from projects;
