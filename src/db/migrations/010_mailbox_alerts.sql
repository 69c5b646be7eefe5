-- When do administrators hear that a mailbox cannot be read?

-- Since when it has not worked for long enough to count: a reader that connects for seconds and fails again goes on failing.
alter table mailbox_states add column failing_since timestamptz(3);
-- What the webhook was last told: mail and webhook are told apart, so that one that fails does not repeat the other.
alter table mailbox_states add column webhook_told boolean not null default false;

alter table outbox drop constraint outbox_kind_check;
alter table outbox add constraint outbox_kind_check check (kind in (
  'thank_you', 'new_note', 'new_participant', 'closed', 'reopened', 'refusal',
  'member_new_ticket', 'member_note', 'member_mention', 'member_assigned', 'member_closed', 'member_reopened',
  'mailbox_alert'));
