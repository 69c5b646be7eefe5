-- Lists of a group and of all projects, which no index by project serves.
create index merge_requests_all_created on merge_requests (created_at desc, id desc);
create index merge_requests_all_updated on merge_requests (updated_at desc, id desc);
