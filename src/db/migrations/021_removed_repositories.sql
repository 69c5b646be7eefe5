-- Projects that are gone and whose repository is still on the disk.
create table removed_repositories (
  project_id bigint primary key,
  removed_at timestamptz(3) not null default now()
);

create function note_removed_repository() returns trigger language plpgsql as $$
begin
  insert into removed_repositories (project_id) values (old.id) on conflict do nothing;
  return null;
end $$;

-- Also for those that go with their group.
create trigger project_removed after delete on projects
  for each row execute function note_removed_repository();
