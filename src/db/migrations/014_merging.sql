-- Where do notes and mails lead after two tickets were merged, or a note was split off into a ticket of its own?

-- A merged ticket leads to another one as a moved one does (moved_to_id), and what its customer wrote first stands there as
-- a note. The flag stays when that note is deleted.
alter table issues
  add column merged boolean not null default false,
  -- Emptied by a trigger, and no foreign key: notes refer to issues, and a backup fills its tables one after the other.
  add column merged_note_id bigint,
  -- The note of another ticket that this one was made of. That note is gone, so this is no foreign key.
  add column split_note_id bigint;
create index issues_merged_note on issues (merged_note_id) where merged_note_id is not null;
create function merged_note_is_gone() returns trigger language plpgsql as $$
begin
  update issues set merged_note_id = null where merged_note_id = old.id;
  return null;
end $$;
create trigger merged_note_is_gone after delete on notes for each row execute function merged_note_is_gone();

-- A note takes along what mail knows of it. Reply keys of people outside follow only where they take part: elsewhere
-- their answers would be those of strangers.
create function mail_follows_note() returns trigger language plpgsql as $$
begin
  update message_ids set issue_id = new.issue_id where issue_id = old.issue_id and note_id = new.id;
  update inbox set issue_id = new.issue_id where issue_id = old.issue_id and note_id = new.id;
  update outbox set issue_id = new.issue_id where issue_id = old.issue_id and note_id = new.id;
  update reply_keys set issue_id = new.issue_id where issue_id = old.issue_id and note_id = new.id
    and (user_id is not null or exists (select from issue_email_participants p
      where p.issue_id = new.issue_id and p.email = lower(reply_keys.recipient)));
  return null;
end $$;
create trigger mail_follows_note after update of issue_id on notes
  for each row when (new.issue_id <> old.issue_id) execute function mail_follows_note();

-- As before for a ticket that moves. Of one that is merged the mails about itself stay its own (they would be made of the
-- other ticket's text), and the mail that opened it stands for the note that its text has become. In another project the
-- Message-IDs are known under both, since answers may come to either.
create or replace function mail_follows_moved_issue() returns trigger language plpgsql as $$
begin
  update reply_keys set issue_id = new.moved_to_id where issue_id = new.id;
  if new.merged then
    update inbox set note_id = new.merged_note_id where issue_id = new.id and ending = 'ticket_opened' and note_id is null;
    update message_ids set issue_id = new.moved_to_id, note_id = coalesce(note_id, new.merged_note_id)
      where issue_id = new.id;
  else
    update inbox set issue_id = new.moved_to_id where issue_id = new.id;
    update outbox set issue_id = new.moved_to_id where issue_id = new.id;
    update message_ids set issue_id = new.moved_to_id where issue_id = new.id;
  end if;
  insert into message_ids (project_id, message_id, issue_id, note_id, direction, author, created_at)
    select there.project_id, m.message_id, m.issue_id, m.note_id, m.direction, m.author, m.created_at
    from message_ids m join issues there on there.id = m.issue_id
    where m.issue_id = new.moved_to_id and m.project_id = new.project_id and there.project_id <> new.project_id
    on conflict do nothing;
  insert into thread_addresses (issue_id, email)
    select new.moved_to_id, email from thread_addresses where issue_id = new.id on conflict do nothing;
  return null;
end $$;

-- The mail that was a note has opened a ticket after all. Mails of the note that have left are kept with the new ticket;
-- those that have not go with the note. Keys of other people outside stay where these take part.
create function mail_follows_split_note() returns trigger language plpgsql as $$
declare
  was bigint := (select issue_id from notes where id = new.split_note_id);
begin
  update message_ids set issue_id = new.id, note_id = null where issue_id = was and note_id = new.split_note_id;
  update inbox set issue_id = new.id, note_id = null, ending = 'ticket_opened', reason = 'new_ticket',
    why = why || '{"split": true}'
    where note_id = new.split_note_id and ending = 'note_added';
  update outbox set issue_id = new.id, note_id = null where note_id = new.split_note_id and state = 'sent';
  update reply_keys set issue_id = new.id, note_id = null where issue_id = was and note_id = new.split_note_id
    and (user_id is not null or exists (select from issue_email_participants p
      where p.issue_id = new.id and p.email = lower(reply_keys.recipient)));
  insert into thread_addresses (issue_id, email)
    select distinct new.id, author from message_ids where issue_id = new.id and author is not null on conflict do nothing;
  return null;
end $$;
create trigger mail_follows_split_note after update of split_note_id on issues
  for each row when (new.split_note_id is not null) execute function mail_follows_split_note();
