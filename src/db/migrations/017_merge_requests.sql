-- What is to be merged from one branch into another, and what was said of it.

alter table project_counters add column merge_request_iid integer not null default 0;

-- How a project merges; without a row, as the defaults say.
create table merge_settings (
  project_id bigint primary key references projects on delete cascade,
  -- merge: with a merge commit; rebase_merge: the same, only where no commit is missing; ff: never with one.
  merge_method text not null default 'merge' check (merge_method in ('merge', 'rebase_merge', 'ff')),
  squash_option text not null default 'default_off' check (squash_option in ('never', 'always', 'default_on', 'default_off')),
  remove_source_branch boolean not null default true,
  needs_resolved_discussions boolean not null default false
);

create table merge_requests (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  iid integer not null,
  author_id bigint not null references users,
  title text not null check (length(title) between 1 and 255),
  description text not null default '',
  source_branch text not null,
  target_branch text not null,
  state text not null default 'opened' check (state in ('opened', 'closed', 'merged')),
  milestone_id bigint references milestones on delete set null,
  squash boolean not null default false,
  remove_source_branch boolean not null default true,
  -- The tip of the source branch as last seen, and where its history and the target's parted: what is shown when the
  -- branches are gone.
  source_oid text not null,
  base_oid text not null,
  -- Whether the tips of these two commits can be merged, as last tried; the paths are those that cannot.
  checked_source_oid text,
  checked_target_oid text,
  conflicts text[] not null default '{}',
  -- What is about to become the target's tip: after a crash the branch tells whether it did.
  merging_oid text,
  merging_by_id bigint references users on delete set null,
  -- What became the target's tip; the squashed commit, if there was one.
  merged_oid text,
  squash_oid text,
  merged_by_id bigint references users on delete set null,
  merged_at timestamptz(3),
  closed_by_id bigint references users on delete set null,
  closed_at timestamptz(3),
  notes_count integer not null default 0,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  unique (project_id, iid)
);
-- One at a time: a second one of the same branches would be the same.
create unique index merge_requests_branches on merge_requests (project_id, source_branch, target_branch) where state = 'opened';
create index merge_requests_target on merge_requests (project_id, target_branch) where state = 'opened';
create index merge_requests_created on merge_requests (project_id, state, created_at desc, id desc);
create index merge_requests_updated on merge_requests (project_id, state, updated_at desc, id desc);
create index merge_requests_project_created on merge_requests (project_id, created_at desc, id desc);
create index merge_requests_project_updated on merge_requests (project_id, updated_at desc, id desc);
create index merge_requests_author on merge_requests (author_id, created_at desc);
create index merge_requests_milestone on merge_requests (milestone_id) where milestone_id is not null;
create index merge_requests_merging_by on merge_requests (merging_by_id) where merging_by_id is not null;
create index merge_requests_merged_by on merge_requests (merged_by_id) where merged_by_id is not null;
create index merge_requests_closed_by on merge_requests (closed_by_id) where closed_by_id is not null;

create table merge_request_people (
  merge_request_id bigint not null references merge_requests on delete cascade,
  user_id bigint not null references users on delete cascade,
  role text not null check (role in ('assignee', 'reviewer')),
  primary key (merge_request_id, role, user_id)
);
create index merge_request_people_user on merge_request_people (user_id, role, merge_request_id);

create table merge_request_labels (
  merge_request_id bigint not null references merge_requests on delete cascade,
  label_id bigint not null references labels on delete cascade,
  primary key (merge_request_id, label_id)
);
create index merge_request_labels_label on merge_request_labels (label_id, merge_request_id);

-- Apart from the notes of issues: whoever reads the code reads all of these, and none is ever mailed to a customer.
create table merge_request_notes (
  id bigint generated always as identity primary key,
  merge_request_id bigint not null references merge_requests on delete cascade,
  author_id bigint not null references users,
  discussion_id text not null,
  body text not null,
  system_action text,
  -- Of the first note of a discussion about a line (GitLab's position), and where that line is in the newest commits: null
  -- as soon as it was changed.
  position jsonb,
  current jsonb,
  resolvable boolean not null default false,
  resolved_by_id bigint references users on delete set null,
  resolved_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  edited_at timestamptz(3)
);
create index merge_request_notes_of on merge_request_notes (merge_request_id, created_at, id);
create index merge_request_notes_discussion on merge_request_notes (discussion_id);
create index merge_request_notes_open on merge_request_notes (merge_request_id) where resolvable and resolved_at is null;
create index merge_request_notes_author on merge_request_notes (author_id);
create index merge_request_notes_resolver on merge_request_notes (resolved_by_id) where resolved_by_id is not null;

-- The issues that an open merge request will close when it is merged.
create table merge_request_issues (
  merge_request_id bigint not null references merge_requests on delete cascade,
  issue_id bigint not null references issues on delete cascade,
  primary key (merge_request_id, issue_id)
);
create index merge_request_issues_issue on merge_request_issues (issue_id);
