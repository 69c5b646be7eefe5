-- What does a team answer again and again?

create table saved_replies (
  id bigint generated always as identity primary key,
  project_id bigint not null references projects on delete cascade,
  title text not null check (length(title) between 1 and 255),
  body text not null check (length(body) between 1 and 20000),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create unique index saved_replies_title on saved_replies (project_id, lower(title));
