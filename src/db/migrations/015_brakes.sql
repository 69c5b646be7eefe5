-- One mailbox has as many addresses as its owner likes: jo@, jo+1@, jo+2@ (RFC 5233). The brakes count them as one.
create function mailbox_of(text) returns text immutable strict parallel safe language sql return regexp_replace(
  lower($1), '^([^+@]+)[+][^@]*@', '\1@');

drop index outbox_recipient;
create index outbox_recipient on outbox (mailbox_of(recipient), created_at desc);
create index outbox_address on outbox (lower(recipient), id desc);
drop index inbox_author;
create index inbox_author on inbox (mailbox_of(author), received_at desc);
-- What one sender's mails wait for is decided at once.
create index inbox_held on inbox (mailbox_of(author), id) where ending = 'held';
