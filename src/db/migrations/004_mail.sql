-- Which mail came in, what became of it, which mail goes out, and how do the two find each other?

-- Raw mail, byte for byte. The first part lies in the row; a big mail goes on in raw_mail_chunks, so that neither writing
-- nor reading needs the whole of it in memory. EXTERNAL: mail is base64 or small, and slices of it are read.
create table raw_mails (
  id bigint generated always as identity primary key,
  digest bytea not null,
  size integer not null,
  head bytea not null,
  -- The item it was taken from (IMAP account, UIDVALIDITY, UID; a file of the spool): the same one is never taken twice.
  source_key text unique,
  created_at timestamptz(3) not null default now()
);
alter table raw_mails alter column head set storage external;

create table raw_mail_chunks (
  raw_mail_id bigint not null references raw_mails on delete cascade,
  seq integer not null,
  bytes bytea not null,
  primary key (raw_mail_id, seq)
);
alter table raw_mail_chunks alter column bytes set storage external;

-- One row for each accepted mail and project; it gets exactly one ending (SPEC §4.3).
create table inbox (
  id bigint generated always as identity primary key,
  raw_mail_id bigint not null references raw_mails,
  ingress text not null check (ingress in ('smtp', 'lmtp', 'imap', 'microsoft_graph', 'http', 'pipe')),
  project_id bigint references projects on delete set null,
  recipients text[] not null default '{}',
  mail_from text,
  client_address text,
  client_name text,
  received_at timestamptz(3) not null default now(),
  -- As parsed, for the log; null until then.
  message_id text,
  author text,
  author_name text,
  subject text,
  body_digest text,
  ending text check (ending in ('ticket_opened', 'note_added', 'unsubscribed', 'report_recorded', 'ignored', 'held', 'refused', 'failed', 'discarded')),
  reason text,
  -- Which rule decided and on what evidence.
  why jsonb not null default '{}',
  issue_id bigint references issues on delete set null,
  note_id bigint references notes on delete set null,
  settled_at timestamptz(3),
  attempts integer not null default 0,
  last_error text,
  -- Times that reading it apart has begun and not come to an end: a mail that kills its reader is held, not tried for ever.
  readings smallint not null default 0,
  -- A person's decision to let a held mail through: the brakes are not asked again.
  released_at timestamptz(3),
  released_by_id bigint references users on delete set null,
  check ((ending is null) = (settled_at is null))
);
create index inbox_project on inbox (project_id, id desc);
create index inbox_ending on inbox (ending, id desc);
create index inbox_pending on inbox (id) where ending is null;
create index inbox_author on inbox (lower(author), received_at desc);
create index inbox_issue on inbox (issue_id) where issue_id is not null;
create index inbox_note on inbox (note_id) where note_id is not null;
create index inbox_raw_mail on inbox (raw_mail_id);

-- The same mail to the same project counts once, by whatever door it came: this index decides (SPEC §4.2).
create table mail_receipts (
  project_id bigint not null references projects on delete cascade,
  message_id text not null,
  digest text not null,
  inbox_id bigint not null references inbox on delete cascade,
  primary key (project_id, message_id, digest)
);
create index mail_receipts_inbox on mail_receipts (inbox_id);

-- Message-IDs received and sent, and the ticket or note each stands for. Per project: threads never cross (SPEC §4.5).
create table message_ids (
  project_id bigint not null references projects on delete cascade,
  message_id text not null,
  issue_id bigint not null references issues on delete cascade,
  note_id bigint references notes on delete set null,
  direction text not null check (direction in ('in', 'out')),
  -- Who has this mail in the mailbox: its writer (in) or its one recipient (out). Lower case.
  author text,
  created_at timestamptz(3) not null default now(),
  primary key (project_id, message_id)
);
create index message_ids_issue on message_ids (issue_id, author, created_at);

-- Everybody who was From, To or Cc on a mail of a ticket: they may join it by References (SPEC §4.5, rule 2).
create table thread_addresses (
  issue_id bigint not null references issues on delete cascade,
  email text not null check (email = lower(email)),
  primary key (issue_id, email)
);

create table outbox (
  id bigint generated always as identity primary key,
  kind text not null check (kind in (
    'thank_you', 'new_note', 'new_participant', 'closed', 'reopened', 'refusal',
    'member_new_ticket', 'member_note', 'member_mention', 'member_assigned', 'member_closed', 'member_reopened')),
  project_id bigint references projects on delete cascade,
  issue_id bigint references issues on delete cascade,
  note_id bigint references notes on delete cascade,
  -- What caused it; null for a refusal.
  event_id bigint references events on delete set null,
  -- The mail a refusal answers.
  inbox_id bigint references inbox on delete set null,
  user_id bigint references users on delete cascade,
  recipient text not null,
  recipient_name text not null default '',
  -- Fixed when the row is written, so that a retry is the same mail (SPEC §6).
  message_id text not null unique,
  in_reply_to text,
  reference_ids text[] not null default '{}',
  reply_key text,
  subject text not null,
  -- What the text is made from where it is not the issue or the note (a refusal's reason, who assigned).
  data jsonb not null default '{}',
  automatic boolean not null default false,
  state text not null default 'queued' check (state in ('queued', 'waiting', 'sending', 'sent', 'failed', 'suppressed', 'cancelled')),
  attempts integer not null default 0,
  next_attempt_at timestamptz(3),
  last_error text,
  smtp_response text,
  -- The mail as it left, kept once it did.
  text_body text,
  html_body text,
  delivery text check (delivery in ('delayed', 'bounced', 'complained')),
  delivery_detail text,
  created_at timestamptz(3) not null default now(),
  sent_at timestamptz(3)
);
-- A repeated job writes nothing twice: this index decides.
create unique index outbox_event on outbox (event_id, kind, recipient) where event_id is not null;
create index outbox_reply_key on outbox (reply_key) where reply_key is not null;
create index outbox_project on outbox (project_id, id desc);
create index outbox_state on outbox (state, id desc);
create index outbox_open on outbox (next_attempt_at) where state in ('queued', 'waiting', 'sending');
create index outbox_note on outbox (note_id) where note_id is not null;
create index outbox_issue on outbox (issue_id, id) where issue_id is not null;
create index outbox_recipient on outbox (lower(recipient), created_at desc);

create table reply_keys (
  key text primary key check (key ~ '^[0-9a-f]{32}$'),
  -- null: the ticket was deleted, and the sender is told so.
  issue_id bigint references issues on delete set null,
  note_id bigint references notes on delete set null,
  recipient text not null,
  user_id bigint references users on delete cascade,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null
);
create index reply_keys_issue on reply_keys (issue_id);

-- What delivery and complaint reports said; only those that carry our own token or Message-ID get here.
create table delivery_reports (
  id bigint generated always as identity primary key,
  outbox_id bigint not null references outbox on delete cascade,
  inbox_id bigint references inbox on delete set null,
  email text not null check (email = lower(email)),
  action text not null,
  status text,
  diagnostic text,
  created_at timestamptz(3) not null default now()
);
create index delivery_reports_email on delivery_reports (email, created_at desc);
create index delivery_reports_outbox on delivery_reports (outbox_id);

create table undeliverable_addresses (
  email text primary key check (email = lower(email)),
  reason text not null,
  outbox_id bigint references outbox on delete set null,
  since timestamptz(3) not null default now()
);

-- A ticket that moves to another project takes along what mail knows of it, so that an old reply key reaches the ticket
-- where it is now (SPEC §9), even if the issue left behind is deleted.
create function mail_follows_moved_issue() returns trigger language plpgsql as $$
begin
  update reply_keys set issue_id = new.moved_to_id where issue_id = new.id;
  update message_ids set issue_id = new.moved_to_id where issue_id = new.id;
  update inbox set issue_id = new.moved_to_id where issue_id = new.id;
  update outbox set issue_id = new.moved_to_id where issue_id = new.id;
  insert into thread_addresses (issue_id, email)
    select new.moved_to_id, email from thread_addresses where issue_id = new.id on conflict do nothing;
  return null;
end $$;
create trigger mail_follows_moved_issue after update of moved_to_id on issues
  for each row when (new.moved_to_id is not null) execute function mail_follows_moved_issue();
