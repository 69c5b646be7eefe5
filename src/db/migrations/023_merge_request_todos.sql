-- Merge requests call people, too: those who look after them, those who are asked to review, and those who are named.
alter table todos alter column issue_id drop not null;
alter table todos add column merge_request_id bigint references merge_requests on delete cascade;
alter table todos add column merge_request_note_id bigint references merge_request_notes on delete cascade;
alter table todos add check (num_nonnulls(issue_id, merge_request_id) = 1);
alter table todos drop constraint todos_action_check;
alter table todos add constraint todos_action_check check (action in ('assigned', 'mentioned', 'directly_addressed', 'marked',
  'unknown_sender', 'delivery_failed', 'review_requested'));
create index todos_merge_request on todos (merge_request_id) where merge_request_id is not null;
