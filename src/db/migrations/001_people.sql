-- Who are the people, and what is said of the desk as a whole?
-- Times have three fractional digits everywhere, as JavaScript has them: a keyset page must not lose a row to rounding.

create table instance_settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz(3) not null default now()
);

create table users (
  id bigint generated always as identity primary key,
  username text not null check (username ~ '^[a-zA-Z0-9_.][a-zA-Z0-9_.-]{0,254}$'),
  name text not null,
  email text not null,
  email_verified boolean not null default false,
  image text,
  state text not null default 'active' check (state in ('active', 'blocked')),
  is_admin boolean not null default false,
  is_bot boolean not null default false,
  notification_level text not null default 'participating'
    check (notification_level in ('disabled', 'participating', 'watch', 'mention')),
  theme text not null default 'system' check (theme in ('system', 'light', 'dark')),
  time_zone text,
  last_sign_in_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create unique index users_username on users (lower(username));
create unique index users_email on users (lower(email));

-- Sessions, accounts (passwords) and verifications are kept for better-auth; the columns are its own.
create table sessions (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  token text not null unique,
  expires_at timestamptz(3) not null,
  ip_address text,
  user_agent text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index sessions_user on sessions (user_id);

create table accounts (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz(3),
  refresh_token_expires_at timestamptz(3),
  scope text,
  password text,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  unique (provider_id, account_id)
);
create index accounts_user on accounts (user_id);

create table verifications (
  id bigint generated always as identity primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz(3) not null,
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index verifications_identifier on verifications (identifier);

-- Attempts to sign in, counted by account and by client address within a window. Losing them in a crash is no harm.
create unlogged table sign_in_attempts (
  key text primary key,
  attempts integer not null,
  window_ends_at timestamptz(3) not null
);

create table personal_access_tokens (
  id bigint generated always as identity primary key,
  user_id bigint not null references users on delete cascade,
  name text not null,
  token_digest bytea not null unique,
  scopes text[] not null,
  expires_at date,
  revoked boolean not null default false,
  last_used_at timestamptz(3),
  created_at timestamptz(3) not null default now()
);
create index personal_access_tokens_user on personal_access_tokens (user_id, id);
