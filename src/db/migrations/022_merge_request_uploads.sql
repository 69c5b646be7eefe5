-- A file that a text of a merge request shows is read by those who read the code.
alter table uploads add column merge_request_id bigint references merge_requests on delete cascade;
create index uploads_merge_request on uploads (merge_request_id) where merge_request_id is not null;
