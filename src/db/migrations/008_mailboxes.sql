-- How far has each mailbox been read, and how is its reader?

-- A mailbox may hold mail larger than the desk takes. Of that only the beginning is kept, so that its sender can be told,
-- and here stands what the whole would have been.
alter table raw_mails add column full_size bigint;
-- Old mail that an administrator imports: nobody is thanked, told or refused for it.
alter table inbox add column quiet boolean not null default false;

-- IMAP: every mail of the folder up to last_uid was taken, left alone on purpose, or stands in mailbox_leftovers. A folder
-- that was made anew has another UIDVALIDITY (RFC 9051 §2.3.1.1), and so a row of its own.
create table mailbox_progress (
  account text not null,
  uid_validity bigint not null,
  last_uid bigint not null,
  -- Up to here mails lay in the folder when it was first met: those that people had read are left alone.
  left_alone_until bigint not null,
  -- When this account was read for the first time. In a folder that was made anew, mails since then are looked at again.
  first_read_at timestamptz(3) not null,
  updated_at timestamptz(3) not null default now(),
  primary key (account, uid_validity)
);

-- Mails that could not be taken when it was their turn, so that they hold up nobody: tried again, shown to administrators.
create table mailbox_leftovers (
  account text not null,
  -- `UIDVALIDITY:UID`, or the immutable id of a message in Microsoft Graph.
  item text not null,
  attempts integer not null default 1,
  reason text not null,
  first_failed_at timestamptz(3) not null default now(),
  -- Null: given up.
  next_attempt_at timestamptz(3),
  primary key (account, item)
);

-- What the reader of each mailbox last said of itself.
create table mailbox_states (
  name text primary key check (name in ('incoming_email', 'service_desk_email')),
  account text not null,
  method text not null check (method in ('imap', 'microsoft_graph')),
  state text not null check (state in ('connecting', 'connected', 'failing')),
  -- Since when it is in this state.
  since timestamptz(3) not null,
  -- When the server last answered.
  seen_at timestamptz(3),
  last_error text,
  last_error_at timestamptz(3),
  -- The last item taken.
  last_item text,
  -- Mails in the mailbox that are still to be taken, and when the oldest of them came.
  waiting integer not null default 0,
  oldest_waiting_at timestamptz(3),
  -- Whether the server tells of new mail by itself; else it is looked at in intervals.
  idle boolean,
  -- Which process reads: several share a database, one of them reads.
  node text not null,
  -- Administrators were told that it fails, and have not been told yet that it works again.
  alerted_at timestamptz(3)
);
