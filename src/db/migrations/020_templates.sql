-- From which repositories do templates come, besides a project's own?

-- As GitLab's `file_template_project_id` of a group: a project within the group, whose templates serve all below it.
create table template_projects (
  namespace_id bigint primary key references namespaces on delete cascade,
  project_id bigint not null references projects on delete cascade
);
create index template_projects_project on template_projects (project_id);

-- How many characters at the end of the description come from the project's template, in UTF-16 code units as JavaScript
-- counts: they are the team's words, and what stands before them is the customer's. Null: none, or no longer known.
alter table issues add column template_length integer check (template_length > 0);
