-- Which groups and projects are there, who belongs to them, and by which addresses are they reached?

-- A namespace is a group, or the place of one user's own projects. `traversal_ids` holds the ids from the root down
-- to the namespace itself, so that "is below" is one array test.
create table namespaces (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('group', 'user')),
  parent_id bigint references namespaces on delete cascade,
  owner_id bigint references users on delete cascade,
  traversal_ids bigint[] not null default '{}',
  path text not null,
  full_path text not null,
  name text not null,
  description text not null default '',
  visibility text not null default 'private' check (visibility in ('private', 'internal', 'public')),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  check ((kind = 'user') = (owner_id is not null))
);
create unique index namespaces_full_path on namespaces (lower(full_path));
create index namespaces_parent on namespaces (parent_id);
create index namespaces_traversal on namespaces using gin (traversal_ids);

create table projects (
  id bigint generated always as identity primary key,
  namespace_id bigint not null references namespaces on delete cascade,
  creator_id bigint references users on delete set null,
  path text not null,
  full_path text not null,
  name text not null,
  description text not null default '',
  visibility text not null default 'private' check (visibility in ('private', 'internal', 'public')),
  default_branch text not null default 'main',
  archived boolean not null default false,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  last_activity_at timestamptz(3) not null default now()
);
create unique index projects_full_path on projects (lower(full_path));
create index projects_namespace on projects (namespace_id);
create index projects_activity on projects (last_activity_at desc, id desc);

-- The last iid given out, apart from the wide project row: it is written with every ticket.
create table project_counters (
  project_id bigint primary key references projects on delete cascade,
  issue_iid integer not null default 0,
  milestone_iid integer not null default 0
);

-- Every slug under which a project has ever published an address (SPEC §3): renames and moves kill none.
create table project_slugs (
  project_id bigint not null references projects on delete cascade,
  slug text not null,
  created_at timestamptz(3) not null default now(),
  primary key (project_id, slug)
);
create index project_slugs_slug on project_slugs (slug);

-- Former full paths. Old links find the project until another one takes the path; legacy addresses stay with whoever had
-- the path first, so that nobody takes over the mail of another project.
create table project_former_paths (
  full_path text primary key check (full_path = lower(full_path)),
  project_id bigint not null references projects on delete cascade
);
create index project_former_paths_project on project_former_paths (project_id);

create table members (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  namespace_id bigint references namespaces on delete cascade,
  project_id bigint references projects on delete cascade,
  access_level smallint not null check (access_level in (10, 20, 30, 40, 50)),
  notification_level text check (notification_level in ('disabled', 'participating', 'watch', 'mention')),
  expires_at date,
  created_by bigint references users on delete set null,
  created_at timestamptz(3) not null default now(),
  check ((namespace_id is null) <> (project_id is null)),
  unique (namespace_id, user_id),
  unique (project_id, user_id)
);
create index members_user on members (user_id);

-- What each user may in each project, inherited memberships included. The one source for every permission check.
-- "Is below" is said both ways, which mean the same: from a namespace to its members an index serves `= any`, from a
-- member to the namespaces below one serves `@>`.
create view project_access as
select user_id, project_id, max(access_level)::smallint as access_level
from (
  select user_id, project_id, access_level from members
  where project_id is not null and (expires_at is null or expires_at > current_date)
  union all
  select m.user_id, p.id, m.access_level
  from projects p
  join namespaces n on n.id = p.namespace_id
  join members m on m.namespace_id = any (n.traversal_ids) and n.traversal_ids @> array[m.namespace_id]
  where m.namespace_id is not null and (m.expires_at is null or m.expires_at > current_date)
) access
group by user_id, project_id;

create view namespace_access as
select m.user_id, n.id as namespace_id, max(m.access_level)::smallint as access_level
from namespaces n
join members m on m.namespace_id = any (n.traversal_ids) and n.traversal_ids @> array[m.namespace_id]
where m.namespace_id is not null and (m.expires_at is null or m.expires_at > current_date)
group by m.user_id, n.id;

create table service_desk_settings (
  project_id bigint primary key references projects on delete cascade,
  service_desk_enabled boolean not null default true,
  issue_template_key text,
  outgoing_name text check (length(outgoing_name) <= 255),
  project_key text check (project_key ~ '^[a-z0-9_]+$'),
  reopen_issue_on_external_participant_note boolean not null default true,
  add_external_participants_from_cc boolean not null default false,
  tickets_confidential_by_default boolean not null default true,
  -- Deskbell's own settings (SPEC §§4.6, 6).
  mail_on_close boolean not null default false,
  agent_name_in_mail text not null default 'name' check (agent_name_in_mail in ('name', 'first_name', 'desk')),
  automatic_mail text not null default 'open' check (automatic_mail in ('open', 'ignore')),
  updated_at timestamptz(3) not null default now()
);

-- (slug, suffix) → project. A former slug's pair stays with its project until another project claims it (SPEC §3).
create table service_desk_keys (
  slug text not null,
  suffix text not null,
  project_id bigint not null references projects on delete cascade,
  primary key (slug, suffix)
);
create index service_desk_keys_project on service_desk_keys (project_id);
