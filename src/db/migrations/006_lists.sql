-- Whose turn is it, who writes from where, and how soon did the team answer?

-- When the team first wrote to the customer: kept, so that a year of answers is counted without reading notes.
alter table issues add column first_team_at timestamptz(3);
update issues set first_team_at = answered.first_at
from (
  select notes.issue_id, min(notes.created_at) as first_at
  from notes join users on users.id = notes.author_id
  where not notes.internal and not notes.system and notes.external_author is null and not users.is_bot
  group by notes.issue_id
) answered
where answered.issue_id = issues.id;

create function address_domain(text) returns text immutable strict parallel safe language sql
  return lower(split_part($1, '@', -1));
create index issues_requester_domain on issues (address_domain(service_desk_reply_to), project_id, created_at desc, id desc)
  where service_desk;

-- The customer wrote last; only a whole predicate like this lets PostgreSQL count from the index alone.
create index issues_awaiting_team on issues (project_id, created_at desc, id desc) include (state)
  where service_desk and state = 'opened' and coalesce(last_customer_at > last_team_at, last_team_at is null);
create index issues_awaiting_customer on issues (project_id, created_at desc, id desc) include (state)
  where service_desk and state = 'opened' and not coalesce(last_customer_at > last_team_at, last_team_at is null);

create index issues_newest_writers on issues (project_id, coalesce(last_customer_at, '-infinity') desc, id desc)
  where service_desk;
create index issues_first_answered on issues (project_id, first_team_at) include (created_at)
  where service_desk and first_team_at is not null;
create index issues_closed on issues (project_id, closed_at) include (created_at)
  where service_desk and closed_at is not null;
-- What happened to states, day by day: an issue itself knows only its last closing.
create index notes_state_changes on notes (project_id, created_at) include (issue_id, system_action)
  where system_action in ('closed', 'reopened');
