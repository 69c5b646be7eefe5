-- Under which address of its own does a project write and get mail, and by which server? (GitLab's "custom email")

create table service_desk_custom_emails (
  project_id bigint primary key references projects on delete cascade,
  email text not null check (length(email) <= 255),
  enabled boolean not null default false,
  smtp_address text not null,
  smtp_port integer not null check (smtp_port between 1 and 65535),
  smtp_username text not null,
  -- Locked, for this project only; the key is not in the database.
  smtp_password text not null,
  smtp_authentication text check (smtp_authentication in ('plain', 'login', 'cram_md5')),
  verification_state text not null check (verification_state in ('started', 'finished', 'failed')),
  verification_error text,
  -- What the server said.
  verification_detail text,
  -- SHA-256 of the token that must come back by mail; null: none is under way.
  verification_token text,
  verification_started_at timestamptz(3) not null,
  verification_by_id bigint references users on delete set null,
  updated_at timestamptz(3) not null default now(),
  check (not enabled or verification_state = 'finished'),
  check ((verification_state = 'failed') = (verification_error is not null)),
  check ((verification_state = 'started') = (verification_token is not null))
);
-- Mail finds its project by it, and no two projects have the same.
create unique index service_desk_custom_emails_email on service_desk_custom_emails (lower(email));

alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in (
  'thank_you', 'new_note', 'new_participant', 'closed', 'reopened', 'refusal',
  'member_new_ticket', 'member_note', 'member_mention', 'member_assigned', 'member_closed', 'member_reopened',
  'mailbox_alert', 'custom_email_verification'));
